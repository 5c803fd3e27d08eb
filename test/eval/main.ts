/**
 * `npm run eval`: measures race identity and owner guesses on labelled data. `--json` prints everything, `--write` puts the
 * tables into `docs/accuracy.md`. Exit code 1 when a figure that must hold does not (`bars.ts`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { BARS } from './bars.ts';
import { evaluate } from './evaluation.ts';
import { report } from './report.ts';

const PAGE = new URL('../../docs/accuracy.md', import.meta.url);

const { values } = parseArgs({ options: { json: { type: 'boolean' }, write: { type: 'boolean' } } });
const evaluation = evaluate();
const text = report(evaluation);
process.stdout.write(values.json ? `${JSON.stringify(evaluation, null, 2)}\n` : `${text}\n`);
if (values.write) writeFileSync(PAGE, await withTables(readFileSync(PAGE, 'utf8'), text));
const missed = BARS.filter((bar) => bar.missed(evaluation).length > 0);
for (const bar of missed)
  process.stderr.write(`eval: missed: ${bar.name}: ${bar.missed(evaluation).join('; ')}\n`);
process.exitCode = missed.length > 0 ? 1 : 0;

/** Between the markers only: the words around the tables are people's. */
async function withTables(page: string, tables: string): Promise<string> {
  const marked = /(<!-- measured -->\n)[\s\S]*?(<!-- \/measured -->)/;
  if (!marked.test(page))
    throw new Error('docs/accuracy.md has no <!-- measured --> … <!-- /measured --> to write between');
  const filled = page.replace(marked, (_, from: string, to: string) => `${from}\n${tables}\n\n${to}`);
  return await format(filled, { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}
