import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { CliError } from './error.ts';
import { cannotRead, reasonOf } from './input.ts';

/** An issue as its repository remembers it, from first to last. Times are ISO 8601 in UTC, all of one form. */
export interface HistoricIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly author: { readonly login: string; readonly bot: boolean } | null;
  /** As they stand at the end. */
  readonly labels: readonly string[];
  readonly createdAt: string;
  /** How it ended; null where it is open, and where nothing tells when it was closed. */
  readonly closed: { readonly at: string; readonly reason: string | null } | null;
  /** Closed, but nothing tells when. */
  readonly closedSometime: boolean;
  readonly comments: readonly { readonly at: string; readonly body: string }[];
}

/** What a file of issues holds. */
export interface History {
  readonly issues: readonly HistoricIssue[];
  /** Left out: pull requests are no issues. */
  readonly pullRequests: number;
}

/**
 * Reads a file with one issue a line, in GitHub's own field names. It is read as a stream: only what is needed of
 * each line stays. A line that cannot be used ends it, since a history with holes would prove nothing.
 */
export async function readHistory(file: string): Promise<History> {
  const issues: HistoricIssue[] = [];
  const lineOf = new Map<number, number>();
  let pullRequests = 0;
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (text.trim() === '') continue;
    const found = readLine(text, `${file}:${line}`);
    if (found === null) pullRequests++;
    else if (lineOf.has(found.number)) throw twice(file, line, found.number, lineOf.get(found.number) ?? 0);
    else {
      lineOf.set(found.number, line);
      issues.push(found);
    }
  }
  return { issues, pullRequests };
}

function twice(file: string, line: number, number: number, before: number): CliError {
  const advice = 'a replay takes one repository, each issue on one line';
  return new CliError(3, `${file}:${line}: issue ${number} was on line ${before} already; ${advice}`);
}

/** Split by hand: `node:readline` also splits at U+2028, which JSON allows inside a text. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const stream = file === '-' ? process.stdin : createReadStream(file);
  stream.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of stream) {
      const [first = '', ...more] = String(chunk).split('\n');
      rest += first;
      for (const next of more) {
        yield rest;
        rest = next;
      }
    }
  } catch (error) {
    throw cannotRead(file, error);
  }
  yield rest;
}

function readLine(text: string, place: string): HistoricIssue | null {
  const value = parseJson(text.replace(/^\uFEFF/, ''), place);
  const found = Line.safeParse(value);
  if (found.success) return found.data.pull_request ? null : toIssue(found.data);
  const [problem] = found.error.issues;
  const path = problem?.path.join('.') ?? '';
  throw new CliError(
    3,
    `${place}: ${path === '' ? 'the line' : path} ${problem?.message ?? 'is wrong'}${hint(value)}`,
  );
}

function parseJson(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const cut = text.startsWith('[') || text.startsWith('{') ? `; ${ONE_A_LINE}` : '';
    throw new CliError(3, `${place}: not JSON: ${reasonOf(error)}${cut}`, error);
  }
}

const ONE_A_LINE =
  "write each issue as one line, for instance with `gh api --paginate 'repos/OWNER/NAME/issues?state=all' --jq '.[]'`";

/** The two other shapes that people have at hand. */
function hint(value: unknown): string {
  if (Array.isArray(value)) return `; it is a list: ${ONE_A_LINE}`;
  const isList = typeof value === 'object' && value !== null && 'createdAt' in value;
  return isList ? `; \`gh issue list --json\` has other field names: ${ONE_A_LINE}` : '';
}

const Moment = z
  .string({ error: 'must be a time such as 2026-02-01T00:00:00Z' })
  .refine((text) => /^\d{4}-/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'must be a time such as 2026-02-01T00:00:00Z',
  })
  .transform((text) => new Date(text).toISOString());

const Text = z
  .string({ error: 'must be a text' })
  .nullish()
  .transform((text) => text ?? '');
const Lower = z
  .string({ error: 'must be a text' })
  .nullish()
  .transform((text) => text?.toLowerCase() ?? null);

const User = z.union([z.string(), z.object({ login: z.string(), type: z.string().nullish() })], {
  error: 'must be a login, or an object with one',
});

const Label = z.union([z.string(), z.object({ name: z.string() })], {
  error: 'must be a name, or an object with one',
});

const Comment = z.object(
  { body: Text, created_at: Moment },
  { error: 'must be an object with body and created_at' },
);

/** https://docs.github.com/en/rest/issues/issues#list-repository-issues; `comments` is there a number, here a list. */
const Line = z.object(
  {
    number: z
      .int({ error: 'must be a whole number above 0' })
      .positive({ error: 'must be a whole number above 0' }),
    title: Text,
    body: Text,
    state: Lower.refine((state) => state === null || state === 'open' || state === 'closed', {
      error: 'must be open or closed',
    }),
    state_reason: Lower,
    labels: z
      .array(Label, { error: 'must be a list' })
      .nullish()
      .transform((labels) => labels ?? []),
    created_at: Moment,
    closed_at: Moment.nullish(),
    user: User.nullish(),
    comments: z
      .union([z.array(Comment), z.number().transform(() => [])], {
        error: 'must be a list of objects with body and created_at',
      })
      .nullish()
      .transform((comments) => comments ?? []),
    pull_request: z.unknown().optional(),
  },
  { error: 'must be an object: an issue in the field names of GitHub' },
);

function toIssue(line: z.output<typeof Line>): HistoricIssue {
  const ended = line.state === 'closed' || (line.state === null && line.closed_at);
  return {
    number: line.number,
    title: line.title,
    body: line.body,
    author: toAuthor(line.user ?? null),
    labels: line.labels.map((label) => (typeof label === 'string' ? label : label.name)),
    createdAt: line.created_at,
    closed: ended && line.closed_at ? { at: line.closed_at, reason: line.state_reason } : null,
    closedSometime: line.state === 'closed' && !line.closed_at,
    comments: line.comments.map(({ body, created_at: at }) => ({ at, body })),
  };
}

function toAuthor(user: z.output<typeof User> | null): HistoricIssue['author'] {
  if (user === null) return null;
  const login = typeof user === 'string' ? user : user.login;
  return { login, bot: login.endsWith('[bot]') || (typeof user !== 'string' && user.type === 'Bot') };
}
