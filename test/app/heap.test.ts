import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { HEAP_FLAG } from '../../src/app/heap.ts';

test('the engine knows the flag by which its heap is kept small', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], {
    encoding: 'utf8',
    maxBuffer: 10_000_000,
  });
  expect(options).toContain(`${HEAP_FLAG.split('=')[0]} `);
});
