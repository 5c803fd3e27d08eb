import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type FakeGitHub,
  type Fault,
  type IncomingCall,
  type RepositoryDesk,
  startFakeGitHub,
} from '../fake-github/index.ts';
import { build } from '../kill/build.ts';
import { type PostgresServer, startPostgres } from '../postgres/index.ts';
import { type Fleet, newFleet, notTaken, type StoreOfFleet } from './fleet.ts';
import { raceReport, SECRET } from './parts.ts';
import { until } from './processes.ts';

const root = mkdtempSync(join(tmpdir(), 'race-triage-kill-'));
let postgres: PostgresServer;
let cli: string;
beforeAll(async () => {
  cli = build(join(root, 'built'));
  postgres = await startPostgres();
}, 900_000);
afterAll(async () => {
  await postgres.close();
  rmSync(root, { recursive: true, force: true });
});

/** When the servers are killed: while a call is under way, or as soon as a delivery has its answer. */
interface Moment {
  readonly name: string;
  readonly isMeant?: (call: IncomingCall) => boolean;
  readonly fault?: Fault;
}
const DONE_BUT_NOT_HEARD: Fault = { reset: true, afterCommit: true };
const NOT_DONE: Fault = { reset: true };
const call =
  (method: string, end: RegExp) =>
  (incoming: IncomingCall): boolean =>
    incoming.method === method && end.test(incoming.path);
const MOMENTS: readonly Moment[] = [
  { name: 'as soon as a delivery is answered' },
  { name: 'when the issue is read', isMeant: call('GET', /\/issues\/\d+$/), fault: NOT_DONE },
  { name: 'after it was read', isMeant: call('GET', /\/issues\/\d+$/), fault: DONE_BUT_NOT_HEARD },
  { name: 'before the labels', isMeant: call('POST', /\/labels$/), fault: NOT_DONE },
  { name: 'after the labels', isMeant: call('POST', /\d\/labels$/), fault: DONE_BUT_NOT_HEARD },
  { name: 'before the comment', isMeant: call('POST', /\/comments$/), fault: NOT_DONE },
  { name: 'after the comment', isMeant: call('POST', /\/comments$/), fault: DONE_BUT_NOT_HEARD },
  { name: 'when it is looked for', isMeant: call('GET', /\d\/comments$/), fault: NOT_DONE },
  { name: 'after the next issue is read', isMeant: call('GET', /\/issues\/\d+$/), fault: DONE_BUT_NOT_HEARD },
  { name: 'before the next labels', isMeant: call('POST', /\d\/labels$/), fault: NOT_DONE },
];

const OWNERS = ['acme', 'beta'];

/** One run of the story: what people do, what the servers make of it, and how often they were killed. */
async function play(where: StoreOfFleet, size: number, moments: readonly Moment[]) {
  const fake = await startFakeGitHub();
  const desks = OWNERS.map((owner) =>
    fake.repository(`${owner}/widgets`, { files: { 'go.mod': 'module acme.example/widgets\n' } }),
  );
  const fleet = await newFleet(fake, size, where, { cli });
  const left = [...moments];
  let kills = 0;
  let isArmed = false;
  // Servers work as soon as one of them is up; no call is answered before the next moment is known.
  let isUp = Promise.withResolvers<void>();
  const kill = (): void => {
    isArmed = false;
    kills += 1;
    left.shift();
    fleet.kill();
  };
  fake.intercept(async (incoming) => {
    await isUp.promise;
    if (!isArmed || !left[0]?.isMeant?.(incoming)) return undefined;
    const { fault } = left[0];
    kill();
    return fault;
  });
  try {
    await raise(fake, fleet, 0);
    isUp.resolve();
    for (const [number, act] of story(desks).entries()) {
      isArmed = left.length > 0;
      const since = fake.deliveries.length;
      act();
      if (isArmed && !left[0]?.isMeant) {
        await until(() => fake.deliveries.slice(since).some(({ statusCode }) => statusCode === 202));
        kill();
      }
      for (
        let rest = await whatIsLeft(fake, fleet);
        rest !== 'nothing';
        rest = await whatIsLeft(fake, fleet)
      ) {
        if (rest === 'servers') {
          await fake.settled();
          isUp = Promise.withResolvers<void>();
          await fleet.passTime();
          await raise(fake, fleet, number);
          isArmed = left[0]?.isMeant !== undefined;
          isUp.resolve();
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // What was done is told again, as senders do.
      for (const { guid } of fake.deliveries.slice(since).filter((_, i) => i % 3 === 0))
        fake.redeliver(guid, 2);
    }
    await until(async () => (await whatIsLeft(fake, fleet)) === 'nothing');
    expect(fake.violations).toEqual([]);
    return { kills, threads: threadsOf(fake, desks), doubled: doubled(fake) };
  } finally {
    await fleet.close();
    await fake.close();
  }
}

async function raise(fake: FakeGitHub, fleet: Fleet, number: number): Promise<void> {
  await fake.settled();
  await fleet.start();
  const url = `${fleet.urls[number % fleet.urls.length]}/api/github/webhooks`;
  fake.webhook = { url, secret: SECRET, inOrder: false };
}

/** GitHub does not try again by itself: whoever asks for what was missed does it here. */
async function whatIsLeft(fake: FakeGitHub, fleet: Fleet): Promise<'servers' | 'work' | 'nothing'> {
  if (fleet.isDead()) return 'servers';
  const missed = notTaken(fake);
  for (const guid of missed) fake.redeliver(guid);
  if (missed.length > 0 || fake.deliveries.some(({ statusCode }) => statusCode === null)) return 'work';
  return (await fleet.unfinished()) > 0 ? 'work' : 'nothing';
}

/** What people do, in steps; within a step nothing depends on the order. */
function story(desks: readonly RepositoryDesk[]): (() => void)[] {
  const all = (act: (desk: RepositoryDesk) => void) => () => desks.forEach(act);
  return [
    all((desk) => {
      desk.open({ title: 'Race in Widget', body: raceReport() });
      desk.open({ title: 'Slow', body: 'The build is slow.' });
    }),
    all((desk) => {
      desk.open({ title: 'Race again', body: raceReport() });
      desk.open({ title: 'Race in Gadget', body: raceReport('Gadget') });
      desk.edit(desk.issue(2), { body: raceReport('Tool') });
    }),
    all((desk) => {
      desk.comment(desk.issue(4), '/race help', { by: 'reporter' });
      desk.close(desk.issue(1), { reason: 'completed' });
    }),
    all((desk) => desk.open({ title: 'Race once more', body: raceReport('Gadget') })),
    all((desk) => desk.edit(desk.issue(5), { body: `${raceReport('Gadget')}${raceReport('Cog')}` })),
    all((desk) => desk.open({ title: 'Race in Cog', body: raceReport('Cog') })),
    all((desk) => desk.open({ title: 'Race in Bolt', body: raceReport('Bolt') })),
  ];
}

/** What a maintainer reads in the end, whatever ids things got. */
function threadsOf(fake: FakeGitHub, desks: readonly RepositoryDesk[]) {
  return desks.flatMap((desk) =>
    [...desk.data.issues.keys()].map((number) => {
      const { comments, ...thread } = desk.thread(number);
      const said = comments.map(({ author, body }) => `${author}: ${neutral(body, fake.url)}`);
      return { of: `${desk.fullName}#${number}`, ...thread, labels: thread.labels.toSorted(), said };
    }),
  );
}

/** Without the address of the fake, which the digest covers too. */
function neutral(body: string, url: string): string {
  return body.replaceAll(url, '').replace(/"digest":"\w+"/, '"digest":"…"');
}

/** Comments that the app posted and that say the same, in the fake's own log. */
function doubled(fake: FakeGitHub): string[] {
  const posts = fake
    .writes({ method: 'POST' })
    .filter(({ committed, path }) => committed && path.endsWith('/comments'))
    .map(({ path, body }) =>
      /race-triage:v1/.test(JSON.stringify(body)) ? `${path} managed` : `${path} ${JSON.stringify(body)}`,
    );
  return posts.filter((post, i) => posts.indexOf(post) !== i);
}

describe('servers killed at the worst moments', () => {
  let calm: Awaited<ReturnType<typeof play>>;
  beforeAll(async () => {
    calm = await play({ dataDir: join(root, 'calm') }, 1, []);
  }, 900_000);

  test('without a kill every race is answered once', () => {
    expect(calm).toMatchObject({ kills: 0, doubled: [] });
    const answered = calm.threads.filter(({ said }) => said.length > 0).map(({ of }) => of);
    expect(answered).toHaveLength(7 * OWNERS.length);
  });

  test.each<[string, number, () => Promise<StoreOfFleet>]>([
    ['one server, with its own store', 1, () => Promise.resolve({ dataDir: join(root, 'killed') })],
    ['two servers that share PostgreSQL', 2, async () => ({ databaseUrl: await postgres.database() })],
  ])(
    '%s: nothing is lost, nothing doubled, and the end is the same',
    async (_, size, where) => {
      const killed = await play(await where(), size, MOMENTS);
      expect(killed).toEqual({ ...calm, kills: MOMENTS.length });
    },
    900_000,
  );
});
