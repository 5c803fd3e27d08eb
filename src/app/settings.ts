import { z } from 'zod';
import type { WriteLimits } from '../store/pace.ts';
import { readKey } from './private-key.ts';

const text = z.string().trim().min(1);
const seconds = z.coerce.number().min(0).max(3600);
const count = z.coerce.number().int().min(1);
const port = z.coerce.number().int().min(0).max(65535);

/** The shortest secret that a production start accepts. */
const SECRET_LENGTH = 16;

/**
 * Every variable of the environment that the server reads. `.env.example` is checked against this list by a
 * test, so that neither can drift.
 */
export const Environment = z.object({
  NODE_ENV: text.optional().meta({ description: '`production` makes a missing credential stop the start.' }),
  APP_ID: z.coerce.number().int().positive().optional().meta({ description: 'The id of the GitHub App.' }),
  PRIVATE_KEY: text.optional().meta({
    description: 'The private key of the app: PEM, PEM with `\\n` for line ends, or base64 of the PEM.',
  }),
  PRIVATE_KEY_PATH: text
    .optional()
    .meta({ description: 'A file with the private key, instead of PRIVATE_KEY.' }),
  WEBHOOK_SECRET: text.optional().meta({ description: 'The secret that GitHub signs deliveries with.' }),
  WEBHOOK_SECRET_PREVIOUS: text
    .optional()
    .meta({ description: 'Accepted too, while the secret is being changed.' }),
  GHE_HOST: text
    .optional()
    .meta({ description: 'Host of a GitHub Enterprise Server; its API is at /api/v3.' }),
  GHE_PROTOCOL: z.enum(['http', 'https']).default('https').meta({ description: 'Protocol of GHE_HOST.' }),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'The REST base itself, where it has no /api/v3; wins over GHE_HOST.' }),
  PORT: port.default(3000).meta({ description: 'The public listener.' }),
  HOST: text.optional().meta({ description: 'The address it binds to; all of them when not set.' }),
  DATA_DIR: text.default('./data').meta({ description: 'Directory of the embedded store.' }),
  DATABASE_URL: text
    .refine(isPostgres, 'it must be postgres://USER:PASSWORD@HOST/DATABASE, special characters as %XX')
    .optional()
    .meta({
      description: 'A PostgreSQL database, which several servers may share; DATA_DIR is then not used.',
    }),
  MODE: z
    .enum(['off', 'observe', 'suggest', 'act'])
    .default('act')
    .meta({ description: 'Ceiling for all repositories: off, observe, suggest or act.' }),
  QUEUE_CAP: count.default(10_000).meta({
    description: 'From so many waiting jobs on deliveries are refused with 503, and asked for again later.',
  }),
  ALLOWED_OWNERS: text.optional().meta({
    description: 'Users and organizations whose repositories are served, with commas; all when not set.',
  }),
  WRITES_PER_MINUTE: count.default(60).meta({
    description: 'How often an installation is written to in a minute, at most. GitHub’s own limit is 80.',
  }),
  WRITES_PER_HOUR: count.default(400).meta({
    description: 'How often an installation is written to in an hour, at most. GitHub’s own limit is 500.',
  }),
  WRITE_GAP: seconds.default(1).meta({ description: 'Seconds between two writes to an installation.' }),
  LIST_LAG: seconds
    .default(60)
    .meta({ description: 'Seconds for which a new comment may be missing from GitHub’s lists.' }),
  METRICS: z.enum(['public', 'admin', 'off']).default('public').meta({
    description: 'Where /metrics is served: on the public listener, on the admin listener, or nowhere.',
  }),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .meta({ description: 'As in pino.' }),
  LOG_FORMAT: z
    .enum(['json', 'pretty'])
    .optional()
    .meta({ description: 'json (one object a line) or pretty; json in production.' }),
});

export interface Settings {
  readonly production: boolean;
  readonly appId: number;
  readonly privateKey: string;
  /** The current secret first. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
  readonly port: number;
  readonly host: string | undefined;
  readonly dataDir: string;
  /** Set where the store is a PostgreSQL database; `dataDir` is then not used. Holds a password. */
  readonly databaseUrl: string | undefined;
  readonly mode: 'off' | 'observe' | 'suggest' | 'act';
  /** Milliseconds for which a comment whose answer was lost is looked for before it is posted again. */
  readonly listLag: number;
  readonly queueCap: number;
  /** In lower case; null: all. */
  readonly owners: ReadonlySet<string> | null;
  /** How fast an installation may be written to. */
  readonly writes: WriteLimits;
  readonly metrics: 'public' | 'admin' | 'off';
  readonly log: LogSettings;
}

export interface LogSettings {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly format: 'json' | 'pretty';
}

export type SettingsResult =
  | { readonly kind: 'settings'; readonly settings: Settings }
  /** No credentials at all, outside production: show the set-up page. */
  | { readonly kind: 'setup'; readonly port: number; readonly log: LogSettings }
  /** One line that names the variable and says what to do. */
  | { readonly kind: 'problem'; readonly message: string };

/**
 * Reads the environment. Empty values count as not set. Nothing falls back to a default that would be
 * dangerous: without a secret anybody could sign, and a key that cannot sign fails at the first event, when
 * nobody looks.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): SettingsResult {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) return problem(describe(parsed.error));
  const env = parsed.data;
  const production = env.NODE_ENV === 'production';
  const log: LogSettings = {
    level: env.LOG_LEVEL,
    format: env.LOG_FORMAT ?? (production ? 'json' : 'pretty'),
  };
  const bare = !env.APP_ID && !env.PRIVATE_KEY && !env.PRIVATE_KEY_PATH && !env.WEBHOOK_SECRET;
  if (bare && !production) return { kind: 'setup', port: env.PORT, log };
  if (!env.APP_ID) return problem('APP_ID is not set: it is the number on the page of your GitHub App.');
  const secrets = readSecrets(env, production);
  if (typeof secrets === 'string') return problem(secrets);
  const key = readKey(env);
  if ('problem' in key) return problem(key.problem);
  const apiUrl = readApiUrl(env);
  if ('problem' in apiUrl) return problem(apiUrl.problem);
  return {
    kind: 'settings',
    settings: {
      production,
      appId: env.APP_ID,
      privateKey: key.pem,
      webhookSecrets: secrets,
      apiUrl: apiUrl.url,
      port: env.PORT,
      host: env.HOST,
      dataDir: env.DATA_DIR,
      databaseUrl: env.DATABASE_URL,
      mode: env.MODE,
      listLag: env.LIST_LAG * 1_000,
      queueCap: env.QUEUE_CAP,
      owners: readOwners(env.ALLOWED_OWNERS),
      writes: { perMinute: env.WRITES_PER_MINUTE, perHour: env.WRITES_PER_HOUR, gap: env.WRITE_GAP * 1_000 },
      metrics: env.METRICS,
      log,
    },
  };
}

type Env = z.infer<typeof Environment>;

function readOwners(list: string | undefined): ReadonlySet<string> | null {
  const names = (list ?? '').split(',').map((name) => name.trim().toLowerCase());
  return list === undefined ? null : new Set(names.filter((name) => name !== ''));
}

function problem(message: string): SettingsResult {
  return { kind: 'problem', message };
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.')} is not valid: ${issue.message}.` : 'The environment is not valid.';
}

function readSecrets(env: Env, production: boolean): readonly string[] | string {
  if (!env.WEBHOOK_SECRET) return 'WEBHOOK_SECRET is not set: without it anybody could send us deliveries.';
  const secrets = [env.WEBHOOK_SECRET, env.WEBHOOK_SECRET_PREVIOUS].filter((secret) => secret !== undefined);
  const short = (['WEBHOOK_SECRET', 'WEBHOOK_SECRET_PREVIOUS'] as const).find(
    (name) => (env[name]?.length ?? SECRET_LENGTH) < SECRET_LENGTH,
  );
  if (short && production) {
    return `${short} is shorter than ${SECRET_LENGTH} characters: make a long random one, here and on GitHub.`;
  }
  return secrets;
}

/** Tokens go to this host and no other; plain http only where nothing can listen on the way. */
function readApiUrl(env: Env): { url: string } | { problem: string } {
  const ghe = env.GHE_HOST && `${env.GHE_PROTOCOL}://${env.GHE_HOST}/api/v3`;
  const url = env.GITHUB_API_URL ?? ghe ?? 'https://api.github.com';
  if (!URL.canParse(url)) return { problem: `GHE_HOST is not valid: ${url} is no address.` };
  const { protocol, hostname } = new URL(url);
  if (env.GITHUB_API_URL && protocol !== 'https:' && !isLoopback(hostname)) {
    return { problem: 'GITHUB_API_URL must be https: tokens would travel in the clear.' };
  }
  return { url: url.replace(/\/+$/, '') };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** A server behind a socket has no host: `postgres://USER@/DATABASE?host=/run/postgresql`. */
function isPostgres(url: string): boolean {
  return /^postgres(?:ql)?:\/\/./.test(url) && URL.canParse(url.replace('@/', '@localhost/'));
}
