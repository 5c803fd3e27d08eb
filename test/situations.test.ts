import { beforeAll, describe, expect, test } from '@jest/globals';
import { diff } from '../src/triage/diff.ts';
import { commentDigest } from '../src/triage/marker.ts';
import { NO_MEMORY } from '../src/triage/memory.ts';
import { planTriage } from '../src/triage/plan.ts';
import type { Snapshot, TriagePlan } from '../src/triage/types.ts';
import { expectGolden, expectGoldenJson } from './golden.ts';
import { wrongs } from './hostile/wrongs.ts';
import { readSituation, situations } from './situations.ts';

describe.each(situations.map((one) => [one.name, one] as const))('%s', (_, situation) => {
  let snapshot: Snapshot;
  let plan: TriagePlan;

  beforeAll(async () => {
    snapshot = await readSituation(situation);
    plan = planTriage(snapshot);
  });

  test('gets the accepted comment', () => {
    const silence = `(no comment: ${plan.because.join('; ')})`;
    expectGolden(new URL('comment.md', situation.folder), `${plan.comment ?? silence}\n`);
  });

  test('leads to the accepted effects', () => {
    const shown = diff(plan, snapshot).map((effect) =>
      'body' in effect ? { ...effect, body: 'comment.md' } : effect,
    );
    expectGoldenJson(new URL('effects.json', situation.folder), { verdict: plan.verdict, effects: shown });
  });

  test('nothing of the issue speaks through the comment', () => expect(wrongs(snapshot)).toEqual([]));

  test('the comment, once there, is not written again', () => {
    const digest = plan.comment === null ? '' : commentDigest(plan.comment);
    const later = { ...snapshot, memory: { ...NO_MEMORY, comment: { id: 1, digest } } };
    const written = diff(planTriage(later), later).filter((effect) => effect.do.endsWith('-comment'));
    expect(plan.comment === null ? [] : written).toEqual([]);
  });
});
