import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fingerprint, parseRaceReports } from '../../src/race/index.ts';
import { framesPrinted, framesRead, SAMPLES, samples, sampleText } from './samples.ts';

/** Scenarios whose files the collector cut after a hundred lines. */
const CUT = new Set(['noise-deep.txt']);

describe.each([...new Set(samples.map(({ go }) => go))])('output of %s', (go) => {
  test.each(samples.filter((sample) => sample.go === go))(
    '$file: every report with every frame',
    (sample) => {
      const text = sampleText(sample);
      const reports = parseRaceReports(text);
      expect(reports).toHaveLength(sample.reports);
      const whole = framesRead(reports).filter((frame) => !frame.endsWith(' null:null null'));
      expect(whole.sort()).toEqual(framesPrinted(text).sort());
      const cut = CUT.has(sample.file.slice(sample.file.indexOf('/') + 1));
      expect(reports.filter((report) => !report.complete)).toHaveLength(cut ? 1 : 0);
    },
  );
});

describe('keys of one race', () => {
  const labelled = samples.filter(
    ({ layout, file }) => /^(?:abs|trim|noise)$/.test(layout) && !file.endsWith('noise-deep.txt'),
  );
  const keysOf = (scenario: string): string[] => {
    const files = labelled.filter((sample) => sample.scenario === scenario);
    const keys = files.flatMap((sample) =>
      parseRaceReports(sampleText(sample)).map((report) => fingerprint(report)),
    );
    return [...new Set(keys.map((key) => `${key.exact} ${key.likely} ${key.likelyOther}`))];
  };
  const scenarios = [...new Set(labelled.map(({ scenario }) => scenario))].sort();
  const golden = new Map(
    readFileSync(join(SAMPLES, 'keys.tsv'), 'utf8')
      .trim()
      .split('\n')
      .map((line): [string, string] => [
        line.slice(0, line.indexOf('\t')),
        line.slice(line.indexOf('\t') + 1),
      ]),
  );

  test.each(scenarios)('%s: one key in every Go version, layout and run, and it stays', (scenario) => {
    expect(keysOf(scenario)).toEqual([golden.get(scenario)]);
  });

  test('no two scenarios are exactly the same', () => {
    const exact = scenarios.flatMap((scenario) => keysOf(scenario).map((keys) => keys.split(' ')[0]));
    expect(new Set(exact).size).toBe(scenarios.length);
  });
});
