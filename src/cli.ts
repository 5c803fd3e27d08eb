import { CliError } from './cli/error.ts';
import { HELP, type Command, commands } from './cli/commands.ts';
import { useProxy } from './app/proxy.ts';
import { VERSION } from './app/version.ts';

// Node still calls its SQLite experimental; users need not hear of it at every start.
process.removeAllListeners('warning');

// `race-triage parse big.log | head` closes the pipe early: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return print(HELP);
  if (name === '--version' || name === 'version') return print(`race-triage ${VERSION}\n`);
  const command = commands.find((one) => one.name === name);
  if (!command) return complain(new CliError(2, `there is no command ${name}; race-triage help lists them`));
  return await run(command, args);
}

async function run(command: Command, args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return print(command.help);
  // The server tells by itself, since it reads a file of settings first.
  const problem = command.name === 'serve' ? null : useProxy(process.env);
  if (problem !== null) return complain(new CliError(3, problem));
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof CliError) return complain(error);
    throw error;
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(error: CliError): number {
  process.stderr.write(`race-triage: ${error.message}\n`);
  return error.code;
}
