import { messageOf } from './messages.ts';
import { parseRaceReports } from './parse.ts';
import { withoutPrefix } from './prefix.ts';
import type { Frame, RaceReport } from './types.ts';

/**
 * The tests that a text names: those in the stacks of its reports, most trusted first; only where there are none,
 * those that are said to have failed. `--- FAIL` is charged by time: a goroutine left behind by one test fails the
 * next one (golang/go `src/testing/testing.go`, `tRunner`).
 * @param text an issue's text or a log
 * @param reports what `parseRaceReports` found in it, where that is known already
 * @returns names of top-level tests, each once
 * @example testsNamed('--- FAIL: TestX/sub (0.01s)') // ['TestX']
 */
export function testsNamed(text: string, reports: readonly RaceReport[] = parseRaceReports(text)): string[] {
  const stacks = reports
    .flatMap((report) => [...report.accesses, ...report.goroutines])
    .map(({ frames }) => frames);
  const run = stacks.flatMap((frames) => frames.filter((_, i) => isRunner(frames[i + 1])).map(testOf));
  const named = [...run, ...stacks.flat().map(testOf)].filter((name) => name !== null);
  return [...new Set(named.length > 0 ? named : failedTests(text))];
}

/** `testing.tRunner`, `testing.(*B).runN`: what stands below the function of a test. */
function isRunner(frame: Frame | undefined): boolean {
  return frame?.package === 'testing' && (frame.name === 'tRunner' || frame.name === 'runN');
}

/** `p_test.(*suite).TestX.func1` → `TestX`. */
function testOf(frame: Frame): string | null {
  const match = /\.((?:Test|Benchmark|Fuzz)(?:[^a-z./(·-][^./(·-]*)?)(?=[.·-]|$)/.exec(frame.symbol);
  return match === null || match[1] === 'TestMain' ? null : (match[1] ?? null);
}

/** `--- FAIL: TestX (0.01s)`, `=== FAIL: pkg/x TestY (0.00s)` of gotestsum. */
const FAILED = /^(?:--- FAIL: |=== FAIL: \S{1,300} )((?:Test|Benchmark|Fuzz|Example)[^\s/]{0,200})/;

function failedTests(text: string): string[] {
  const names: string[] = [];
  if (!text.includes('FAIL: ') && !text.includes('"fail"')) return names;
  for (const line of text.split('\n')) {
    if (line.includes('FAIL: ')) names.push(...failedIn(messageOf(line)?.output ?? line));
    else if (line.includes('"Action":"fail"')) names.push(...failedEvent(line));
  }
  return names;
}

function failedIn(line: string): string[] {
  const name = FAILED.exec(withoutPrefix(line.trim()))?.[1];
  return name === undefined ? [] : [name.replace(/-\d+$/, '')];
}

/** `{"Action":"fail","Package":"p","Test":"TestX/sub"}`. */
function failedEvent(line: string): string[] {
  const name = /"Test":"((?:Test|Benchmark|Fuzz|Example)[^"/]{0,200})/.exec(line)?.[1];
  return name === undefined ? [] : [name];
}
