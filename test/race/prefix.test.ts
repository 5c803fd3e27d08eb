import { describe, expect, test } from '@jest/globals';
import { afterShape, withoutPrefix } from '../../src/race/prefix.ts';

describe('prefixes of producers', () => {
  test.each<[string, string]>([
    ['[2020-09-08T05:00:22.780Z] p.F()', 'p.F()'],
    ['2020-08-31T22:34:05.3613827Z p.F()', 'p.F()'],
    ['2025-09-02T19:28:59.403392527Z stderr F p.F()', 'p.F()'],
    ['2020-09-08 05:00:22 +0000 p.F()', 'p.F()'],
    ['520-  p.F()', 'p.F()'],
    ['520:==================', '=================='],
    ['13043 2024-08-09T01:45:13.2083163Z p.F()', 'p.F()'],
    ['#19 156.0 ==================', '=================='],
    ['Step #10 - "test": Read at', 'Read at'],
    ['I0328 16:45:14.315] ==================', '=================='],
    ['Jul 13 11:30:19 host docker[20494]: p.F()', 'p.F()'],
    ['empirica_1  | p.F()', 'p.F()'],
    ['[pod/name/container] p.F()', 'p.F()'],
    ['[05:12:33]W: [Step 1/2] p.F()', 'p.F()'],
    ['build (1.22)\tRun tests\t2020-08-31T22:34:05.3613827Z p.F()', 'p.F()'],
    ['> > - p.F()', 'p.F()'],
    ['1. p.F()', 'p.F()'],
    ['p.F()', 'p.F()'],
    ['[failed to restore the stack]', '[failed to restore the stack]'],
    ['/x/y.go:12 +0x1', '/x/y.go:12 +0x1'],
    ['', ''],
  ])('%j', (line, expected) => expect(withoutPrefix(line)).toBe(expected));
});

describe('the shape of what stood before the header', () => {
  test.each<[string, string, number]>([
    ['[05:00:22.780Z] ', '[05:00:23.1Z]   p.F()', 16],
    ['[05:00:22.780Z] ', '[05:00:23.1Z]', 13],
    ['520:', '1021:p.F()', 5],
    ['host-1 ', 'host-2 p.F()', 7],
    ['host-1 ', 'guest-1 p.F()', -1],
    ['', '  p.F()', 0],
  ])('%j before %j: %d', (shape, line, expected) => expect(afterShape(line, shape)).toBe(expected));
});
