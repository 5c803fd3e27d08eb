import { expect, test } from '@jest/globals';
import { Precedents } from '../../src/cli/replay-precedents.ts';
import { openMemoryStore } from '../../src/store/memory.ts';
import { PRECEDENTS } from '../../src/store/store.ts';
import { runOf } from '../contracts/values.ts';

const of = (issue: number, labels: string[], places = ['a/b']) => ({ issue, labels, places });

test('a history says the same as the store', async () => {
  const noted = [of(2, ['x']), of(9, ['y']), of(4, []), of(7, ['z'], []), of(5, ['x']), of(2, ['w'])];
  const precedents = new Precedents();
  const store = await openMemoryStore();
  for (const one of noted) {
    precedents.note(one);
    const run = runOf(one.issue, { memory: { labelled: one.labels } });
    await store.record({ ...run, plan: { ...run.plan, blamed: one.places } }, 0);
  }
  expect(precedents.besides(5)).toEqual([of(9, ['y']), of(2, ['w'])]);
  for (const issue of [1, 2, 5, 9])
    expect(precedents.besides(issue)).toEqual(await store.precedents(1, issue));
  await store.close();
});

test('only the youngest are asked, whether people labelled them or not', () => {
  const precedents = new Precedents();
  for (let issue = 1; issue <= PRECEDENTS + 5; issue++) precedents.note(of(issue, issue % 2 ? ['x'] : []));
  expect(precedents.besides(0)).toHaveLength(PRECEDENTS / 2);
});
