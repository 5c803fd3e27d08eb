import { joinStore } from '../app/open-store.ts';
import type { Letter } from '../store/letters.ts';
import { type Store, StoreError } from '../store/store.ts';
import { CliError } from './error.ts';
import { readArgs } from './input.ts';
import { serverSettings } from './operator.ts';
import { printable } from './terminal.ts';

/** Letters that are listed, or tried again by `retry all`, at most. */
const MOST = 1_000;

/**
 * `race-triage deliveries`: what was given up, and what GitHub refused for good, beside the running server or without it –
 * both speak to the same store, and the server sees within half a minute what was put back.
 */
export async function deliveries(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { json: { type: 'boolean' } });
  const [act = '', which, ...rest] = positionals;
  if (rest.length > 0 || !['list', 'refused', 'show', 'retry', 'drop'].includes(act))
    throw new CliError(2, 'say what to do: list, show N, retry N, retry all, drop N or refused');
  const seq = Number(which);
  const isAll = act === 'retry' && which === 'all';
  const isList = act === 'list' || act === 'refused';
  if (isList ? which !== undefined : !isAll && !(Number.isSafeInteger(seq) && seq > 0))
    throw new CliError(2, `${act} ${isList ? 'takes no number' : 'needs the number of a letter'}`);
  try {
    const store = await joinStore(serverSettings());
    try {
      return await carryOut(store, { act, seq, isAll, json: values.json === true });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) throw new CliError(3, error.message, error);
    throw error;
  }
}

interface Wish {
  readonly act: string;
  readonly seq: number;
  readonly isAll: boolean;
  readonly json: boolean;
}

async function carryOut(store: Store, { act, seq, isAll, json }: Wish): Promise<number> {
  if (act === 'list' || act === 'refused') {
    const found = act === 'list' ? await store.letters(MOST) : await store.refusals(MOST);
    for (const letter of found) print(json ? JSON.stringify(letter) : lineOf(letter));
    return 0;
  }
  if (isAll) {
    const letters = await store.letters(MOST);
    for (const letter of letters) await store.revive(letter.seq, Date.now());
    print(`${letters.length} put back`);
    return 0;
  }
  const letter = await store.letter(seq);
  if (!letter) throw new CliError(1, `there is no dead letter ${seq}`);
  if (act === 'show') print(JSON.stringify(letter, null, json ? 0 : 2));
  else if (act === 'retry')
    print((await store.revive(seq, Date.now())) ? `${seq} put back` : `${seq} is back already`);
  else print((await store.dropLetter(seq)) ? `${seq} dropped` : `${seq} is gone already`);
  return 0;
}

function lineOf({ seq, at, repository, issue, tries, error }: Letter): string {
  const where = issue === null ? `repository ${repository}` : `repository ${repository} issue ${issue}`;
  return `${seq}\t${new Date(at).toISOString()}\t${where}\t${tries} tries\t${error}`;
}

/** Errors may quote answers of others. */
function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}
