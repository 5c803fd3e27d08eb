import { createHmac, randomUUID } from 'node:crypto';

export const SECRET = 'a secret of the benchmark';

/** An issue that says nothing of races, of a good length: what a large organisation sends most of the time. */
export function delivery(number: number): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify({
    action: 'opened',
    installation: { id: 1 },
    repository: {
      id: number % 100,
      name: 'widgets',
      owner: { login: 'acme' },
      private: false,
      default_branch: 'main',
    },
    issue: { number, title: 'a race', body: 'x'.repeat(60_000), updated_at: '2026-01-01T00:00:00Z' },
    sender: { login: 'reporter', type: 'User' },
  });
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  return { body, headers: headersOf(signature) };
}

export function headersOf(signature: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature,
  };
}
