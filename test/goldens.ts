import { readdirSync, readFileSync } from 'node:fs';

/** Every accepted comment, by its folder; a folder without one has a line that says why. */
export const goldens: readonly (readonly [name: string, comment: string])[] = [
  'issues',
  'situations',
].flatMap((kind) => {
  const folder = new URL(`./fixtures/${kind}/`, import.meta.url);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, readFileSync(new URL(`${name}/comment.md`, folder), 'utf8').trimEnd()] as const)
    .filter(([, comment]) => !comment.startsWith('(no comment: '));
});
