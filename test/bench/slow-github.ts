import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/app/log.ts';
import { startServer } from '../../src/app/server.ts';
import { readSettings } from '../../src/app/settings.ts';
import { startFakeGitHub } from '../fake-github/index.ts';
import { samples, sampleText } from '../race/samples.ts';
import { type Bench, percentile, type Row } from './bench.ts';

const SECRET = 'a secret of the benchmark';
const DELIVERIES = 60;

/** Answers while GitHub takes two seconds for every call we make: the one must not wait for the other. */
export const slowGitHub: Bench = {
  name: 'slow-github',
  async *measure(): AsyncIterable<Row> {
    const folder = mkdtempSync(join(tmpdir(), 'race-triage-bench-'));
    const fake = await startFakeGitHub();
    const repo = fake.repository('acme/widgets', { files: { 'go.mod': 'module example.com/org/exp\n' } });
    fake.intercept(() => ({ delayMs: 2_000 }));
    const read = readSettings({
      APP_ID: String(fake.app.id),
      PRIVATE_KEY: fake.app.privateKey,
      WEBHOOK_SECRET: SECRET,
      GITHUB_API_URL: fake.url,
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: folder,
    });
    if (read.kind !== 'settings') throw new Error('the settings of the benchmark must be valid');
    const server = await startServer(read.settings, createLog({ level: 'silent', format: 'json' }, []));
    try {
      const times: number[] = [];
      for (let i = 0; i < DELIVERIES; i++) {
        const issue = repo.open({ title: 'a race', body: textOf(i), by: 'reporter' });
        times.push(await deliver(server.url, repo.data.id, issue.number, textOf(i)));
      }
      yield {
        name: 'slow-github: answer, median',
        value: percentile(times, 0.5),
        unit: 'ms',
        bar: { atMost: 50 },
      };
      yield { name: 'slow-github: answer, longest', value: percentile(times, 1), unit: 'ms' };
    } finally {
      await server.stop();
      await fake.close();
      rmSync(folder, { recursive: true });
    }
  },
};

function textOf(number: number): string {
  const sample = samples[number % samples.length];
  return sample ? sampleText(sample) : '';
}

async function deliver(url: string, repository: number, number: number, text: string): Promise<number> {
  const body = JSON.stringify({
    action: 'opened',
    installation: { id: 1 },
    repository: {
      id: repository,
      name: 'widgets',
      owner: { login: 'acme' },
      private: false,
      default_branch: 'main',
    },
    issue: { number, title: 'a race', body: text, updated_at: '2026-01-01T00:00:00Z' },
    sender: { login: 'reporter', type: 'User' },
  });
  const from = performance.now();
  const response = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
    },
  });
  await response.text();
  if (response.status !== 202) throw new Error(`a delivery was answered ${response.status}`);
  return performance.now() - from;
}
