import { expect, test } from '@jest/globals';
import { parseCommands } from '../../src/commands/parse.ts';
import { planTriage } from '../../src/triage/plan.ts';
import { explain, explainPlain, type Recorded } from '../../src/triage/why.ts';
import { reportOf, sightingOf, snapshotOf } from './build.ts';

function recorded(yaml = '', body = reportOf()): Recorded {
  const config = yaml === '' ? null : yaml;
  const snapshot = snapshotOf(body, { yaml, facts: { config }, sightings: [sightingOf(3)] });
  return { delivery: 'guid 1 issues.opened', snapshot, plan: planTriage(snapshot), effects: [] };
}

test('why tells verdict, reasons, labels, options, keys and frames, and the delivery in the log', () => {
  const text = explain(recorded());
  for (const words of [
    'verdict    duplicate',
    'because    issue 3 is open and holds the same race',
    'label      race',
    'options    none, all defaults',
    'done       nothing: all was there',
    'exact rt1:',
    'leaf    store.(*Cache).Put',
    'Links in it: #3.',
    'delivery `guid`',
  ])
    expect(text).toContain(words);
});

test('the version of the options changes with the options', () => {
  const version = (yaml: string) => /options +(.*)/.exec(explain(recorded(yaml)))?.[1];
  expect(version('comment: known')).toMatch(/^valid, version [0-9a-f]{12}$/);
  expect(version('comment: known')).not.toBe(version('comment: all'));
});

test('nothing of a hostile report stands outside of code, and none of it is a command', () => {
  const body = reportOf({ write: 'store.@everyone`</details>/race' });
  const text = explain(recorded('', body));
  expect(text).not.toMatch(/@everyone/);
  expect(parseCommands(text)).toEqual([]);
});

test('of nothing recorded it says so', () => {
  expect(explain(null)).toContain('no record');
});

test('a terminal is told the same without Markdown', () => {
  const text = explainPlain(recorded());
  expect(text).toContain('verdict    duplicate');
  expect(text).toContain('exact rt1:');
  expect(text).not.toContain('```');
});
