import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { openPostgresStore } from '../../src/store/postgres.ts';
import { type Store, StoreError } from '../../src/store/store.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { CLOSED, delivery, runOf } from '../contracts/values.ts';
import { empty, type PostgresServer, query, startPostgres } from '../postgres/index.ts';

let server: PostgresServer;
let url = '';
beforeAll(async () => {
  server = await startPostgres();
  url = await server.database();
});
afterAll(() => server.close());

storeContract('the PostgreSQL store', async () => {
  await empty(url);
  return await openPostgresStore(url);
});

/** Somebody else at work on the same tables. */
let other: Client;
const stores: Store[] = [];
const open = async (where = url): Promise<Store> => {
  const store = await openPostgresStore(where);
  stores.push(store);
  return store;
};
beforeEach(async () => {
  other = new Client({ connectionString: url });
  await other.connect();
});
afterEach(async () => {
  await other.end();
  for (const store of stores.splice(0)) await store.close();
});
const withOption = (option: string) => `${url}${encodeURIComponent(` -c ${option}`)}`;

describe('several processes', () => {
  test('make the tables at one time, and one set comes out', async () => {
    const where = await server.database();
    const opened = await Promise.all(Array.from({ length: 4 }, () => open(where)));
    expect(await opened[0]?.put(delivery('a'), 0)).toBe('new');
    expect(await opened[3]?.put(delivery('a'), 0)).toBe('seen');
  });

  test.each([['read committed'], ['serializable']])(
    'take each job once, one a repository at a time, in order, where the database’s default is %s',
    async (level) => {
      await empty(url);
      const where = withOption(`default_transaction_isolation=${level.replace(' ', String.raw`\ `)}`);
      const opened = await Promise.all(Array.from({ length: 4 }, () => open(where)));
      for (let i = 0; i < 60; i++) {
        const draft = { repository: i % 6, issue: i % 3, hint: CLOSED };
        await opened[i % 4]?.put(delivery(`${i}`, draft), 0);
      }
      const held = new Set<number>();
      const done: number[] = [];
      const work = async (store: Store) => {
        for (let misses = 0; done.length < 60 && misses < 10_000;) {
          const job = await store.claim(0, 60_000);
          if (!job) {
            misses++;
            continue;
          }
          const { id } = job.work.repository;
          expect([job.attempt, held.has(id)]).toEqual([1, false]);
          held.add(id);
          done.push(Number(job.id));
          held.delete(id);
          await store.finish(job, 0);
        }
      };
      await Promise.all(opened.map(work));
      expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
      for (let lane = 0; lane < 6; lane++) {
        const lined = done.filter((id) => id % 6 === lane);
        expect(lined).toEqual(lined.toSorted((a, b) => a - b));
      }
    },
  );

  test('what another is taking right now is not waited for', async () => {
    const store = await fill();
    await other.query(`begin; select 1 from job where id = 'a' for update`);
    expect(await store.claim(0, 1)).toMatchObject({ id: 'b' });
    await other.query('rollback');
  });

  test('who is second to take work of one repository takes that of another', async () => {
    const store = await fill();
    await other.query(`begin; update job set state = 'running', lease_until = 9 where id = 'a'`);
    const claimed = store.claim(0, 1);
    await until(async () => (await waiting()) > 0);
    await other.query('commit');
    expect(await claimed).toMatchObject({ id: 'c' });
  });

  test.each([
    ['waited for each other', '40P01'],
    ['saw what the other changed', '40001'],
  ])('one of two that %s is undone, and makes its call again', async (_, code) => {
    const store = await fill();
    await query(url, undoneTwice(code));
    await store.record(runOf(1), 0);
    await query(url, 'drop trigger undo on issue; drop function undo; drop sequence times');
    expect([await store.issue(1, 1), (await store.runs(1, 1)).length]).toEqual([expect.anything(), 1]);
  });
});

describe('two that store the same deliveries at one time, in another order', () => {
  /** How often anything was tried to be stored: a sequence also counts what was undone. */
  const tries = async () =>
    Number((await query(url, `select last_value from job_seq_seq`))[0]?.['last_value']);
  const putAll = (store: Store, ids: readonly string[]) =>
    Promise.all(ids.map((id) => store.put(delivery(id, { hint: CLOSED }), 0)));

  test('wait for each other before they hold anything: neither has to try again', async () => {
    await empty(url);
    const [one, two] = [await open(), await open()];
    const rounds = Array.from({ length: 5 }, (_, round) =>
      Array.from({ length: 30 }, (__, i) => `${(7 * i) % 30} of round ${round}`),
    );
    for (const ids of rounds) {
      // Held by somebody else while both come to it: each has stored half of its own by then, or nothing.
      const held = ids[15] ?? '';
      await one.put(delivery(held), 0);
      await other.query(`begin; delete from job where id = '${held}'`);
      const both = Promise.all([putAll(one, ids), putAll(two, ids.toReversed())]);
      await until(async () => (await waiting()) === 2);
      await other.query('rollback');
      const [first, second] = await both;
      const news = ids.map((_, i) => Number(first[i] === 'new') + Number(second.at(-1 - i) === 'new'));
      expect(news).toEqual(ids.map((id) => (id === held ? 0 : 1)));
    }
    expect(await tries()).toBe(rounds.length * (1 + 30 + 30));
  });

  test('are worked off in the order in which they came', async () => {
    await empty(url);
    const store = await open();
    const ids = Array.from({ length: 30 }, (_, i) => `${(7 * i) % 30}`);
    await putAll(store, ids);
    const done: string[] = [];
    for (let job = await store.claim(0, 1); job; job = await store.claim(0, 1)) {
      done.push(job.id);
      await store.finish(job, 0);
    }
    expect(done).toEqual(ids);
  });
});

/** What a conflict looks like from inside, twice; the third time it is let through. */
const undoneTwice = (code: string) => `
  create sequence times;
  create function undo() returns trigger language plpgsql as $$ begin
    if nextval('times') <= 2 then raise exception 'undone' using errcode = '${code}'; end if;
    return new;
  end $$;
  create trigger undo before insert on issue for each row execute function undo()`;

/** Two jobs of one repository, about two issues, and one of another. */
async function fill(): Promise<Store> {
  await empty(url);
  const store = await open();
  await store.put(delivery('a', { hint: CLOSED }), 0);
  await store.put(delivery('b', { hint: CLOSED, issue: 2 }), 0);
  await store.put(delivery('c', { hint: CLOSED, repository: 2 }), 0);
  return store;
}
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}
/** How many of our connections wait for a lock. */
async function waiting(): Promise<number> {
  return (await query(url, `select 1 from pg_stat_activity where wait_event_type = 'Lock'`)).length;
}

describe('a shared store', () => {
  test('leaves alone what another process holds when it is opened', async () => {
    const store = await fill();
    await store.claim(0, 1_000);
    await open();
    expect(await store.gauges(0)).toMatchObject({ running: 1, waiting: 2 });
  });

  test('takes a NUL wherever a text may have one', async () => {
    await empty(url);
    const store = await open();
    expect(await store.put(delivery('a\0b'), 0)).toBe('new');
    expect(await store.put(delivery('a\0b'), 0)).toBe('seen');
    await store.record(runOf(1, { issue: { stateReason: '\0', closedAt: '\0' } }), 0);
    await store.amend(1, 1, { state: 'closed', stateReason: 'x\0', at: '\0' });
    expect(await store.issue(1, 1)).toMatchObject({ stateReason: 'x\u{fffd}' });
  });

  test('says what is wrong in a StoreError, whatever PostgreSQL says', async () => {
    const store = await fill();
    await query(url, 'alter table job_data rename to gone');
    const failed = await store.put(delivery('d'), 0).catch((error: unknown) => error);
    await query(url, 'alter table gone rename to job_data');
    expect(failed).toBeInstanceOf(StoreError);
    expect(String(failed)).toMatch(/could not put: relation "job_data" does not exist/);
    // The whole delivery or nothing: it is not known, and may come again.
    expect(await store.put(delivery('d'), 0)).toBe('new');
  });

  test('one that a newer version wrote is refused, and stays as it is', async () => {
    const where = await server.database();
    await open(where);
    await query(where, `insert into kysely_migration values ('999-of-the-future', '2030-01-01')`);
    await expect(openPostgresStore(where)).rejects.toThrow(/999-of-the-future.*newer race-triage/);
  });
});
