import type { IncomingMessage } from 'node:http';
import { createVerifier } from './signature.ts';

/** GitHub sends nothing above 25 MB (https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap). */
export const BODY_LIMIT = 26_214_400;

/** What a delivery is answered. */
export interface Outcome {
  readonly status: number;
  /** One word for the metrics and the answer. */
  readonly result: string;
  readonly message: string;
  /** What the body says was done; absent where it was not read, or says nothing. */
  readonly action?: string | undefined;
}

export const OVERLOADED: Outcome = { status: 503, result: 'overloaded', message: 'too many bytes in flight' };
export const TOO_LARGE: Outcome = {
  status: 413,
  result: 'too-large',
  message: `a body has at most ${BODY_LIMIT} bytes`,
};

/** Reads and signs in one pass; gives up at the first byte too many. */
export async function readBody(
  request: IncomingMessage,
  secrets: readonly string[],
  hold: (bytes: number) => boolean,
): Promise<{ text: string } | { refusal: Outcome }> {
  const verifier = createVerifier(secrets);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Leaving the loop early must not end the request: what still comes is thrown away while the answer goes out.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > BODY_LIMIT) return { refusal: TOO_LARGE };
      if (!hold(chunk.length)) return { refusal: OVERLOADED };
      verifier.update(chunk);
      chunks.push(chunk);
    }
  } catch {
    return { refusal: { status: 400, result: 'cut-off', message: 'the body ended early' } };
  }
  const signature = request.headers['x-hub-signature-256'];
  if (typeof signature !== 'string' || !verifier.matches(signature)) {
    return {
      refusal: { status: 401, result: 'bad-signature', message: 'the signature does not fit the body' },
    };
  }
  return { text: Buffer.concat(chunks).toString('utf8') };
}
