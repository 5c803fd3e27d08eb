import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import mermaid from 'mermaid';
import { planTriage } from '../../src/triage/plan.ts';
import { reportOf, snapshotOf } from '../triage/build.ts';
import { hostileBody, writtenBodies } from './bodies.ts';
import { FRAGMENTS } from './fragments.ts';
import { strangeStatements } from './mermaid.ts';
import { readComment } from './read.ts';

/** Every diagram is one that Mermaid itself takes, whatever the names in it. */
const ISSUES = new URL('../fixtures/issues/', import.meta.url);

const diagramsOf = (body: string) => readComment(planTriage(snapshotOf(body)).comment ?? '').diagrams;

const issues = readdirSync(ISSUES).map((name) => readFileSync(new URL(`${name}/issue.md`, ISSUES), 'utf8'));

test.each<[string, readonly string[], number]>([
  ['the issues that were posted', issues, 4],
  ['what is written by hand', writtenBodies, 20],
  ['what is put together from pieces', fc.sample(hostileBody, { seed: 7, numRuns: 600 }), 50],
])('%s', async (_, bodies, least) => {
  const diagrams = [...new Set(bodies.flatMap(diagramsOf))];
  expect(diagrams.flatMap(strangeStatements)).toEqual([]);
  for (const diagram of diagrams)
    expect(await mermaid.parse(diagram)).toMatchObject({ diagramType: 'sequence' });
  expect(diagrams.length).toBeGreaterThanOrEqual(least);
});

describe('a name that Mermaid could take for anything else', () => {
  test.each(['a;b', '#35;', '%%{init}%%', '<br/>', '$$x$$', '{x}', 'a,b', "it's", '"x"', '@x', '://', 'a|b'])(
    '%s: no diagram',
    (text) => expect(diagramsOf(reportOf({ write: `store.(*T(${text})).F` }))).toEqual([]),
  );

  test.each(['end', 'Note', 'loop', 'as', 'participant', 'click', 'constructor', '__proto__'])(
    '%s: a name like others',
    async (text) => {
      const [diagram = ''] = diagramsOf(reportOf({ write: `store.${text}` }));
      expect(diagram).toContain(`write in store.${text}`);
      expect(await mermaid.parse(diagram)).toBeTruthy();
    },
  );
});

test('the strict check sees what is not ours', () => {
  const [diagram = ''] = diagramsOf(reportOf());
  for (const text of FRAGMENTS) expect(strangeStatements(`${diagram}\n${text}`)).not.toEqual([]);
});
