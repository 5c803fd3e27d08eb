import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../app/processes.ts';
import { type AppProcess, startApp } from '../demo/app-process.ts';
import { startFakeGitHub } from '../fake-github/index.ts';
import { build } from '../kill/build.ts';
import { type Bench, percentile, type Row } from './bench.ts';
import { delivery, headersOf, SECRET } from './deliveries.ts';

const MEGA = 1_000_000;
const RATE = 300;
const SECONDS = 60;

/** A real server under load: as many deliveries as a very large organisation sends, for a minute. */
export const load: Bench = {
  name: 'load',
  async *measure(): AsyncIterable<Row> {
    const { times, refused, memory } = await withServer(async (app) => {
      const sent = await sendAtRate(`${app.url}/api/github/webhooks`);
      return { ...sent, memory: peakOf(app) };
    });
    const name = `load: ${RATE} deliveries of 60 kB a second for ${SECONDS} s`;
    yield { name: `${name}, refused`, value: refused, unit: '', bar: { atMost: 0 } };
    yield { name: `${name}, answer, median`, value: percentile(times, 0.5), unit: 'ms' };
    yield {
      name: `${name}, answer, 99 of 100`,
      value: percentile(times, 0.99),
      unit: 'ms',
      bar: { atMost: 150 },
    };
    yield { name: `${name}, memory`, value: memory, unit: 'MB', bar: { atMost: 256 } };
  },
};

const FORGED = 20;
const BODY = Buffer.alloc(25 * 1024 * 1024 - 1, ' ');

/** Twenty bodies of the greatest size at one time, signed by somebody who does not know the secret. */
export const forged: Bench = {
  name: 'forged',
  async *measure(): AsyncIterable<Row> {
    const { answers, memory, log } = await withServer(async (app) => {
      const before = app.log().length;
      const sending = Array.from({ length: FORGED }, () => sendForged(`${app.url}/api/github/webhooks`));
      const got = await Promise.all(sending);
      return { answers: got, memory: peakOf(app), log: (app.log().length - before) / FORGED };
    });
    const taken = answers.filter((status) => status < 400).length;
    yield { name: `forged: ${FORGED} of 25 MB at once, taken`, value: taken, unit: '', bar: { atMost: 0 } };
    yield {
      name: `forged: ${FORGED} of 25 MB at once, memory`,
      value: memory,
      unit: 'MB',
      bar: { atMost: 256 },
    };
    yield { name: 'forged: log for each', value: log, unit: 'bytes', bar: { atMost: 2_048 } };
  },
};

async function withServer<T>(act: (app: AppProcess) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'race-triage-bench-'));
  const fake = await startFakeGitHub();
  const { id, privateKey } = fake.app;
  const github = { url: fake.url, app: { id, privateKey, webhookSecret: SECRET, port: await freePort() } };
  // As it is shipped: stripping types from the source keeps 30 MB that no operator's server holds.
  const app = await startApp(github, join(folder, 'data'), {}, '/readyz', build(join(folder, 'program')));
  try {
    return await act(app);
  } finally {
    await app.kill();
    await fake.close();
    rmSync(folder, { recursive: true });
  }
}

/** The most memory that the process ever held, in MB: the kernel's own count. */
function peakOf({ pid }: AppProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024) / MEGA;
}

/** Each at its time, whatever became of the earlier ones: a slow server must not slow the senders. */
async function sendAtRate(url: string): Promise<{ times: number[]; refused: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });
  const times: number[] = [];
  let refused = 0;
  const one = async (sent: number, answer: Promise<number>): Promise<void> => {
    if ((await answer) !== 202) refused += 1;
    times.push(performance.now() - sent);
  };
  const from = performance.now();
  const under: Promise<void>[] = [];
  for (let i = 0; i < RATE * SECONDS; i++) {
    const { body, headers } = delivery(i);
    const wait = from + (i * 1_000) / RATE - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const sent = performance.now();
    under.push(one(sent, post(url, headers, body, agent)));
  }
  await Promise.all(under);
  agent.destroy();
  return { times, refused };
}

const sendForged = (url: string) => post(url, headersOf(`sha256=${'0'.repeat(64)}`), BODY);

/** The status; 0 where the connection broke. */
function post(
  url: string,
  headers: Record<string, string>,
  body: string | Buffer,
  agent?: Agent,
): Promise<number> {
  return new Promise((resolve) => {
    const length = String(Buffer.byteLength(body));
    const sending = request(
      url,
      { method: 'POST', headers: { ...headers, 'content-length': length }, agent },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', () => resolve(0));
      },
    );
    sending.on('error', () => resolve(0));
    sending.end(body);
  });
}
