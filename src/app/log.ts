import { type Logger, pino, stdSerializers } from 'pino';
import pretty from 'pino-pretty';
import type { LogSettings } from './settings.ts';

export type { Logger } from 'pino';

/**
 * The log: JSON lines on standard output, or lines for people. Secrets are taken out by value, wherever they
 * stand – in a message, an error, a nested field – because a list of paths always misses one.
 */
export function createLog(settings: LogSettings, secrets: readonly string[]): Logger {
  const scrub = createScrubber(secrets);
  const options = {
    level: settings.level,
    base: {},
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    serializers: { err: shortError },
    hooks: { streamWrite: scrub },
  };
  if (settings.format === 'json') return pino(options);
  return pino(
    options,
    pretty({ colorize: process.stdout.isTTY, sync: true, singleLine: true, ignore: 'pid,hostname' }),
  );
}

/** What GitHub's tokens look like, beside the secrets that we know (https://github.blog/changelog/2021-03-31-authentication-token-format-updates-are-generally-available/). */
const TOKENS =
  /\b(?:gh[pousr]_[A-Za-z0-9_-]{10,}|github_pat_[A-Za-z0-9_]{20,}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,})/g;

export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const known = secrets
    .flatMap((secret) => [secret, ...secret.split('\n').filter((line) => line.length >= 32)])
    .filter((secret) => secret.length >= 8)
    .map((secret) => JSON.stringify(secret).slice(1, -1));
  return (line) => {
    let clean = line.replace(TOKENS, '[secret]');
    for (const secret of known) clean = clean.replaceAll(secret, '[secret]');
    return clean;
  };
}

/** Octokit's errors carry the whole request and answer; the log needs what, where and why. */
function shortError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 500) };
  const { type, message, stack } = stdSerializers.err(error);
  const status = 'status' in error ? { status: error.status } : {};
  return { type, message: message.slice(0, 500), stack: stack.slice(0, 2000), ...status };
}
