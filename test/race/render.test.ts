import { expect, test } from '@jest/globals';
import { parseRaceReports, renderReport } from '../../src/race/index.ts';

const PRINTED = `==================
WARNING: DATA RACE
Write at 0x00c000094000 by goroutine 8:
  example.com/org/exp/store.work()
      /src/exp/store/store.go:92 +0x35

Previous read by main goroutine:
  [failed to restore the stack]

Goroutine 8 (finished) created at:
  example.com/org/exp/store.WithArgs()
  main.main()
      /src/exp/main.go:43 +0x112
==================
`;

test('a report is printed as it was', () => {
  expect(parseRaceReports(PRINTED).map(renderReport)).toEqual([PRINTED]);
});
