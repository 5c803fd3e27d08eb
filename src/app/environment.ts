import { z } from 'zod';

const text = z.string().trim().min(1);
const seconds = z.coerce.number().min(0).max(3600);
const count = z.coerce.number().int().min(1);
const port = z.coerce.number().int().min(0).max(65535);

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
  GHE_HOST: text.optional().meta({ description: 'Host of a GitHub Enterprise Server, or TENANT.ghe.com.' }),
  GHE_PROTOCOL: z.enum(['http', 'https']).default('https').meta({ description: 'Protocol of GHE_HOST.' }),
  GITHUB_API_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'The REST base itself, where it has no /api/v3; wins over GHE_HOST.' }),
  PORT: port.default(3000).meta({ description: 'The public listener.' }),
  HOST: text.optional().meta({ description: 'The address it binds to; all of them when not set.' }),
  ADMIN_PORT: port.optional().meta({
    description: 'A second listener for the operator: dead letters, pause, resume. None when not set.',
  }),
  ADMIN_HOST: text.default('127.0.0.1').meta({ description: 'The address it binds to.' }),
  ADMIN_TOKEN: text.optional().meta({
    description: 'What its callers must send as bearer token; required beyond loopback.',
  }),
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
  DRAIN_TIME: seconds.default(7).meta({
    description: 'Seconds that a stop waits for what is under way; what takes longer is handed back.',
  }),
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

/** A server behind a socket has no host: `postgres://USER@/DATABASE?host=/run/postgresql`. */
function isPostgres(url: string): boolean {
  return /^postgres(?:ql)?:\/\/./.test(url) && URL.canParse(url.replace('@/', '@localhost/'));
}
