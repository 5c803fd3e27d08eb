import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { RaceKeys } from '../../src/race/index.ts';
import { sha256Hex } from '../../src/race/index.ts';
import { createSqlStore } from '../../src/store/sql-store.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { type Bench, percentile, type Row } from './bench.ts';

const RACES = 1_000_000;
const REPOSITORIES = 50;
const LOOK_UPS = 2_000;

/** Finding the earlier issues of a race in an index of a million. */
export const lookUp: Bench = {
  name: 'look-up',
  async *measure(): AsyncIterable<Row> {
    const folder = mkdtempSync(join(tmpdir(), 'race-triage-bench-'));
    try {
      const file = join(folder, 'index.sqlite');
      const store = await createSqlStore(openSqlite(file), 'sqlite');
      fill(file);
      const times: number[] = [];
      for (let i = 0; i < LOOK_UPS; i++) {
        const issue = (i * 7919) % RACES;
        const from = performance.now();
        const found = await store.sightings(issue % REPOSITORIES, RACES + 1, [keysOf(issue)]);
        times.push(performance.now() - from);
        if (found.length === 0) throw new Error(`the race of issue ${issue} was not found`);
      }
      await store.close();
      yield { name: `look-up: one race in ${RACES}, median`, value: percentile(times, 0.5), unit: 'ms' };
      yield {
        name: `look-up: one race in ${RACES}, 99 of 100`,
        value: percentile(times, 0.99),
        unit: 'ms',
        bar: { atMost: 1 },
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** One race in ten has been seen in ten issues. */
function keysOf(issue: number): RaceKeys {
  const race = issue % 10 === 0 ? Math.floor(issue / 100) : issue;
  const key = (level: string) =>
    `rt1:${sha256Hex(`${level} ${race}`).slice(0, 16)}` as RaceKeys['sides'][number];
  return {
    exact: key('exact'),
    likely: key('likely'),
    likelyOther: key('likely'),
    sides: [key('side')],
    fork: key('fork'),
  };
}

/** Past the store, in one transaction: what is measured is finding, not writing. */
function fill(file: string): void {
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off; pragma cache_size = -400000; begin');
  const issue = db.prepare(
    `insert into issue (repository, number, installation, title, state, created_at, verdict, memory, updated_at)
     values (?, ?, 1, 'a race', 'open', '2026-01-01T00:00:00Z', 'new', '{}', 0)`,
  );
  const key = db.prepare(
    'insert into race_key (repository, key, level, issue, comment, race, at) values (?, ?, ?, ?, 0, 0, 0)',
  );
  for (let number = 0; number < RACES; number++) {
    issue.run(number % REPOSITORIES, number);
    const { exact, likely, sides, fork } = keysOf(number);
    for (const [level, one] of [exact, likely, ...sides, fork].entries()) {
      key.run(number % REPOSITORIES, one ?? '', level, number);
    }
  }
  db.exec('commit');
  db.close();
}
