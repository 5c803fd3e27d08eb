import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const DEMO = fileURLToPath(new URL('../demo/main.ts', import.meta.url));

test('the demo tells its story and ends well', async () => {
  const { code, output } = await demo([]);
  expect(code === 0 ? '' : output).toBe('');
  expect(output).toContain('#6  race in a nightly build  (open)\n    [race] [duplicate]');
  expect(output).toContain('#7  The build is slow  (open)\n    no labels\n    no comments');
  expect(output).toContain('Everything happened as it should');
}, 120_000);

test('an app that does nothing makes the demo fail, and it says what did not happen', async () => {
  const { code, output } = await demo(['--mode', 'off', '--patience', '1']);
  expect(code).toBe(1);
  expect(output).toContain(
    'NOT HAPPENED: issue #1 should be labelled race, with one comment; it has no labels and 0 comments of the app.',
  );
}, 120_000);

async function demo(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [DEMO, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}
