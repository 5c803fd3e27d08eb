/**
 * `npm run accept [-- PATTERN]`: runs the tests with golden files and takes what they see for right. The review
 * is the diff that git shows afterwards.
 */
import { spawnSync } from 'node:child_process';

const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
const patterns = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [...jest, ...(patterns.length > 0 ? patterns : ['--ci'])], {
  stdio: 'inherit',
  env: { ...process.env, ACCEPT: '1' },
});
process.exitCode = status ?? 1;
