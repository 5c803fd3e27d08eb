/**
 * `npm run docs`: writes what is printed from declarations into the pages that show it – between markers, so that
 * people's words around it stay. `test/docs.test.ts` fails when a page is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { Environment } from '../src/app/settings.ts';
import { HELP } from '../src/cli/commands.ts';
import { readmeSection } from '../src/commands/help.ts';
import { configTable } from '../src/config/describe.ts';

export const README = new URL('../README.md', import.meta.url);

/** Marker name → what stands there. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  cli: () => ['```text', HELP.trimEnd(), '```'].join('\n'),
  commands: () => readmeSection().trimEnd(),
  config: () => configTable().trimEnd(),
  environment: environmentTable,
};

/** The page as it should be, formatted. A marker without a section of that name is a mistake in the page. */
export async function withGenerated(page: string): Promise<string> {
  const filled = fill(page);
  return await format(filled, { ...(await resolveConfig(README)), parser: 'markdown' });
}

function fill(page: string): string {
  return page.replace(
    /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- \/generated -->)/g,
    (_, opening: string, name: string, closing: string) => {
      const section = SECTIONS[name];
      if (!section) throw new Error(`README.md asks for a section “${name}” that nothing generates`);
      return `${opening}\n${section()}\n\n${closing}`;
    },
  );
}

function environmentTable(): string {
  const rows = Object.entries(Environment.shape).map(([name, field]) => {
    const parsed = field.safeParse(undefined);
    const fallback = parsed.success && parsed.data !== undefined ? `\`${String(parsed.data)}\`` : '';
    return `| \`${name}\` | ${fallback} | ${field.meta()?.description ?? '**undocumented**'} |`;
  });
  return ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, await withGenerated(readFileSync(README, 'utf8')));
}
