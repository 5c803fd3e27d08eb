import type { z } from 'zod';
import type { WriteLimits } from '../store/pace.ts';
import { Environment } from './environment.ts';
import { readKey } from './private-key.ts';

export { Environment } from './environment.ts';

/** The shortest secret that a production start accepts. */
const SECRET_LENGTH = 16;

export interface Settings {
  readonly production: boolean;
  readonly appId: number;
  readonly privateKey: string;
  /** The current secret first. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
  readonly port: number;
  readonly host: string | undefined;
  /** Null: no listener for the operator. */
  readonly admin: AdminSettings | null;
  readonly dataDir: string;
  /** Set where the store is a PostgreSQL database; `dataDir` is then not used. Holds a password. */
  readonly databaseUrl: string | undefined;
  readonly mode: 'off' | 'observe' | 'suggest' | 'act';
  /** Milliseconds for which a comment whose answer was lost is looked for before it is posted again. */
  readonly listLag: number;
  /** Milliseconds for which a stop waits for what is under way. */
  readonly drainTime: number;
  readonly queueCap: number;
  /** In lower case; null: all. */
  readonly owners: ReadonlySet<string> | null;
  /** How fast an installation may be written to. */
  readonly writes: WriteLimits;
  readonly metrics: 'public' | 'admin' | 'off';
  readonly log: LogSettings;
}

export interface AdminSettings {
  readonly port: number;
  readonly host: string;
  readonly token: string | null;
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
  const admin = readAdmin(env, production);
  if (typeof admin === 'string') return problem(admin);
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
      admin,
      dataDir: env.DATA_DIR,
      databaseUrl: env.DATABASE_URL,
      mode: env.MODE,
      listLag: env.LIST_LAG * 1_000,
      drainTime: env.DRAIN_TIME * 1_000,
      queueCap: env.QUEUE_CAP,
      owners: readOwners(env.ALLOWED_OWNERS),
      writes: { perMinute: env.WRITES_PER_MINUTE, perHour: env.WRITES_PER_HOUR, gap: env.WRITE_GAP * 1_000 },
      metrics: env.METRICS,
      log,
    },
  };
}

type Env = z.infer<typeof Environment>;

function readAdmin(env: Env, production: boolean): AdminSettings | null | string {
  const { ADMIN_PORT: at, ADMIN_HOST: host, ADMIN_TOKEN: token = null } = env;
  if (at === undefined) return null;
  if (token === null && !isLoopback(host === '::1' ? '[::1]' : host))
    return 'ADMIN_TOKEN is not set: beyond loopback anybody could stop the app.';
  if (production && token !== null && token.length < SECRET_LENGTH)
    return `ADMIN_TOKEN is shorter than ${SECRET_LENGTH} characters: make a long random one.`;
  return { port: at, host, token };
}

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
  const ghe = env.GHE_HOST && `${env.GHE_PROTOCOL}://${apiOf(env.GHE_HOST)}`;
  const url = env.GITHUB_API_URL ?? ghe ?? 'https://api.github.com';
  if (!URL.canParse(url)) return { problem: `GHE_HOST is not valid: ${url} is no address.` };
  const { protocol, hostname } = new URL(url);
  if (env.GITHUB_API_URL && protocol !== 'https:' && !isLoopback(hostname)) {
    return { problem: 'GITHUB_API_URL must be https: tokens would travel in the clear.' };
  }
  return { url: url.replace(/\/+$/, '') };
}

/** A tenant of ghe.com has its API on a name of its own, a GitHub Enterprise Server below a path. */
function apiOf(host: string): string {
  const [, tenant] = /^(?:api\.)?([a-z\d-]+\.ghe\.com)$/i.exec(host) ?? [];
  return tenant ? `api.${tenant.toLowerCase()}` : `${host}/api/v3`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
