import { createRaceReader, parseRaceReports, type RaceReport, testsNamed } from '../race/index.ts';
import type { Piece, Source } from './source.ts';

/**
 * Up to this many characters a text is read as an issue's is: whole, HTML comments left out. What is longer is a log,
 * and is read as it comes, in a memory that does not grow with it.
 */
const WHOLE = 1024 * 1024;

/** What a source gives, in the order found. */
export type Found = { readonly report: RaceReport } | { readonly tests: readonly string[] };

/** Reads a source to its end: every report as soon as it is complete, then the tests it names. */
export async function* scan(
  source: Source,
  modules: readonly string[],
  progress: (read: number, reports: number) => void,
): AsyncIterable<Found> {
  const pieces = source.pieces()[Symbol.asyncIterator]();
  const head = await readHead(pieces);
  if (head.ended) {
    const reports = parseRaceReports(head.text, { modules });
    for (const report of reports) yield { report };
    yield { tests: testsNamed(head.text, reports) };
  } else {
    yield* readLog(head.text, pieces, modules, progress);
  }
}

async function readHead(pieces: AsyncIterator<Piece>): Promise<{ text: string; ended: boolean }> {
  let text = '';
  for (;;) {
    const next = await pieces.next();
    if (next.done) return { text, ended: true };
    text += next.value.text;
    if (text.length > WHOLE) return { text, ended: false };
  }
}

async function* readLog(
  head: string,
  pieces: AsyncIterator<Piece>,
  modules: readonly string[],
  progress: (read: number, reports: number) => void,
): AsyncIterable<Found> {
  const reader = createRaceReader({ modules });
  const tests = new TestNames();
  let reports = 0;
  for (let text = head, read = head.length; ;) {
    tests.addText(text);
    for (const report of reader.feed(text)) {
      tests.addReport(report);
      reports++;
      yield { report };
    }
    progress(read, reports);
    const next = await pieces.next();
    if (next.done) break;
    ({ text, read } = next.value);
  }
  for (const report of reader.end()) {
    tests.addReport(report);
    yield { report };
  }
  yield { tests: tests.all() };
}

/** Names of tests in a text that comes in pieces: those in stacks are trusted before those said to have failed. */
class TestNames {
  readonly #inStacks = new Set<string>();
  readonly #failed = new Set<string>();
  /** The line that the last piece left unfinished. */
  #rest = '';

  addReport(report: RaceReport): void {
    for (const name of testsNamed('', [report])) this.#inStacks.add(name);
  }

  addText(piece: string): void {
    const end = piece.lastIndexOf('\n') + 1;
    const lines = this.#rest + piece.slice(0, end);
    // A line longer than this names no test.
    this.#rest = (end === 0 ? this.#rest + piece : piece.slice(end)).slice(-10_000);
    if (end > 0) for (const name of testsNamed(lines, [])) this.#failed.add(name);
  }

  all(): string[] {
    for (const name of testsNamed(this.#rest, [])) this.#failed.add(name);
    return [...(this.#inStacks.size > 0 ? this.#inStacks : this.#failed)];
  }
}
