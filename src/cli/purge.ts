import { joinStore } from '../app/open-store.ts';
import { StoreError } from '../store/store.ts';
import { CliError } from './error.ts';
import { readArgs } from './input.ts';
import { serverSettings } from './operator.ts';

/** `race-triage purge`: drops all that is kept of an installation, as an uninstallation does. */
export async function purge(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { installation: { type: 'string' } });
  const installation = Number(values.installation);
  if (positionals.length > 0 || !Number.isSafeInteger(installation) || installation < 1)
    throw new CliError(2, 'purge needs --installation ID, the number in the address of its settings page');
  try {
    const store = await joinStore(serverSettings());
    try {
      await store.forgetInstallation(installation, Date.now());
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) throw new CliError(3, error.message, error);
    throw error;
  }
  process.stdout.write(`nothing is kept of installation ${installation} any more\n`);
  return 0;
}
