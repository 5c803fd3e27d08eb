import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fingerprint, parseRaceReports } from '../../src/race/index.ts';
import { framesPrinted, framesRead, SAMPLES, samplesIn, sampleText } from './samples.ts';

/** What the programs of this repository print; `regenerate.ts` writes it anew for the Go of a machine. */
const FOLDER = 'programs/samples';
const versions = readdirSync(join(SAMPLES, FOLDER));
const samples = versions.flatMap((version) => samplesIn(join(FOLDER, version)));

test.each(samples)('$file: every report with every frame', (sample) => {
  const text = sampleText(sample);
  const reports = parseRaceReports(text, { modules: ['example.com/shop'] });
  expect(reports).toHaveLength(sample.reports);
  expect(reports.filter((report) => !report.complete)).toEqual([]);
  expect(framesRead(reports).sort()).toEqual(framesPrinted(text).sort());
});

describe('every frame of the programs is placed in their repository', () => {
  test.each(samples)('$file', (sample) => {
    const reports = parseRaceReports(sampleText(sample), { modules: ['example.com/shop'] });
    const frames = reports
      .flatMap((report) => [...report.accesses, ...report.goroutines])
      .flatMap(({ frames }) => frames);
    const own = frames.filter(
      ({ symbol, file }) => symbol.startsWith('example.com/shop') && !file?.startsWith('<'),
    );
    for (const { origin, path } of own) {
      expect(origin).toBe('repository');
      expect(path).toMatch(/^(?:cart|crate\.v2|stock|tray)\/\w+\.go$/);
    }
  });
});

describe('one race has one key, whatever the layout, and another race another one', () => {
  const programs = samples.filter(({ layout }) => layout === 'abs' || layout === 'trim');
  const scenarios = [...new Set(programs.map(({ scenario }) => scenario))];
  const keysOf = (scenario: string): readonly string[] => {
    const files = programs.filter((sample) => sample.scenario === scenario);
    const keys = files.map((sample) =>
      parseRaceReports(sampleText(sample)).map((report) => fingerprint(report).exact ?? 'none'),
    );
    return [...new Set(keys.map((of) => [...new Set(of)].sort().join(' ')))];
  };

  test.each(scenarios)('%s', (scenario) => {
    expect(keysOf(scenario)).toEqual([expect.stringMatching(/^rt1:[0-9a-f]{16}(?: rt1:[0-9a-f]{16})*$/)]);
  });

  test('no two scenarios share one', () => {
    expect(new Set(scenarios.flatMap(keysOf)).size).toBe(scenarios.length);
  });
});
