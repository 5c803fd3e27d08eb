/**
 * `npm run docs`: writes what is printed from declarations into the pages that show it – between markers, so that
 * people's words around it stay. `test/docs.test.ts` fails when a page is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { createMetrics } from '../src/app/metrics.ts';
import { Environment } from '../src/app/settings.ts';
import { HELP } from '../src/cli/commands.ts';
import { readmeSection } from '../src/commands/help.ts';
import { configTable } from '../src/config/describe.ts';

export const README = new URL('../README.md', import.meta.url);

/** The pages that show something generated. */
export const PAGES = [README, new URL('../docs/operations.md', import.meta.url)];

const METRICS = await metricsTable();

/** Marker name → what stands there. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  cli: () => ['```text', HELP.trimEnd(), '```'].join('\n'),
  commands: () => readmeSection().trimEnd(),
  config: () => configTable().trimEnd(),
  environment: environmentTable,
  metrics: () => METRICS,
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
      if (!section) throw new Error(`a page asks for a section “${name}” that nothing generates`);
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

/** What the server's own page of metrics says of each. */
async function metricsTable(): Promise<string> {
  const store = {
    gauges: () => Promise.resolve({ waiting: 0, running: 0, dead: 0, oldest: 0 }),
    writesSince: () => Promise.resolve([]),
  };
  const text = await createMetrics(store, { version: '', perHour: 1, now: () => 0 }).render();
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  const rows = [...text.matchAll(/^# HELP (\S+) (.+)$/gm)].map(
    ([, name, help]) => `| \`${name}\` | ${types.get(name)} | ${help} |`,
  );
  return ['| Metric | Type | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of PAGES) writeFileSync(page, await withGenerated(readFileSync(page, 'utf8')));
}
