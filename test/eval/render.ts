/**
 * `node src/launch.cjs --node test/eval/render.ts OWNER/NAME > issues.jsonl`: the facts of one repository as GitHub
 * would list its issues, for `race-triage replay --from issues.jsonl`. Without a repository: names and numbers of those
 * there are.
 */
import { fileURLToPath } from 'node:url';
import { renderReport } from '../../src/race/index.ts';
import { corpus, type IssueFact, type ReportFact } from './corpus.ts';

/** An issue in GitHub's own field names. */
export interface RenderedIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly state_reason: null;
  readonly labels: readonly { readonly name: string }[];
  readonly created_at: string;
  readonly closed_at: null;
  readonly user: null;
  readonly comments: readonly { readonly body: string; readonly created_at: string }[];
  readonly html_url: string;
}

/** The issues of a repository, oldest first. Commits and pull requests are none; an unknown day is that of the one before. */
export function renderRepository(repo: string, facts: readonly IssueFact[] = corpus): RenderedIssue[] {
  const issues = facts.filter((fact) => fact.repo === repo && fact.kind === 'issue' && fact.number !== null);
  let day = '2012-01-01';
  return issues
    .toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0))
    .map((fact) => {
      day = fact.created !== null && fact.created > day ? fact.created : day;
      return renderIssue(fact, day);
    });
}

/** Prose stays out of the facts, so the text around a report is ours. */
export function renderIssue(fact: IssueFact, day: string): RenderedIssue {
  const created_at = new Date(day).toISOString().replace('.000Z', 'Z');
  const text = fact.reports.map(fenced).join('\n\n');
  return {
    number: fact.number ?? 0,
    title: `DATA RACE in ${fact.tests[0] ?? 'a test'}`,
    body: fact.inComment ? 'The log is below.' : text,
    state: fact.closed ? 'closed' : 'open',
    state_reason: null,
    labels: fact.labels.map((name) => ({ name })),
    created_at,
    closed_at: null,
    user: null,
    comments: fact.inComment ? [{ body: text, created_at }] : [],
    html_url: fact.url,
  };
}

function fenced(fact: ReportFact): string {
  return `\`\`\`\n${renderFact(fact)}\n\`\`\``;
}

/** A report as the detector prints it; without the closing rule where the text breaks off. */
export function renderFact({ report, cut }: ReportFact): string {
  const text = renderReport(report).trimEnd();
  return cut ? text.slice(0, text.lastIndexOf('\n')) : text;
}

function listRepositories(): string {
  const count = Map.groupBy(corpus, ({ repo }) => repo);
  return [...count]
    .map(([repo, facts]) => `${facts.length}\t${repo}`)
    .sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10))
    .join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [repo] = process.argv.slice(2);
  const lines =
    repo === undefined ? [listRepositories()] : renderRepository(repo).map((issue) => JSON.stringify(issue));
  process.stdout.write(`${lines.join('\n')}\n`);
}
