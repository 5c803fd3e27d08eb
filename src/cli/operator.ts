import { existsSync } from 'node:fs';
import { readSettings, type Settings } from '../app/settings.ts';
import { CliError } from './error.ts';

const ENV_FILE = '.env';

/** The settings of the server, for a command beside it; read from the same environment. */
export function serverSettings(): Settings {
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  const read = readSettings(process.env);
  if (read.kind === 'settings') return read.settings;
  const problem =
    read.kind === 'problem' ? read.message : 'APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are not set.';
  throw new CliError(3, `this command needs the environment of the server: ${problem}`);
}

/** `OWNER/REPO` as it is given; anything else is wrong usage. */
export function readRepositoryName(text: string | undefined): { owner: string; repo: string } {
  const [owner, repo, ...rest] = (text ?? '').split('/');
  if (!owner || !repo || rest.length > 0 || !/^[\w.-]+\/[\w.-]+$/.test(text ?? ''))
    throw new CliError(
      2,
      `${text === undefined ? 'no repository is named' : `${text} is no repository`}; give OWNER/REPO`,
    );
  return { owner, repo };
}
