import { mayHoldMessages, messageOf } from './messages.ts';
import type { Message } from './messages.ts';
import { withoutEscapes } from './markup.ts';
import type { Stream } from './reader.ts';
import { SignFinder } from './signs.ts';
import type { Line } from './types.ts';

/** Cuts text into lines that keep their number, and hands each to the stream it was printed on. */
export interface LineFeed {
  feed(chunk: string): void;
  end(): void;
}

/** A line longer than this is read in pieces: nothing that a detector prints comes near. */
const LONGEST_LINE = 1 << 20;

/** Messages in messages: a container's log of a CI step that runs `go test -json` would be three. */
const DEEPEST_MESSAGE = 3;

/** Open streams at a time, one for each package and test of `go test -json`; beyond this the others are ended. */
const MOST_STREAMS = 256;

/** @param createStream makes the reader of one stream */
export function createLineFeed(createStream: () => Stream): LineFeed {
  const feed = new Feed(createStream);
  return { feed: (chunk) => feed.push(chunk), end: () => feed.end() };
}

/** The part of one test's output that has no line feed yet. */
interface TestStream {
  readonly stream: Stream;
  rest: string;
  restAt: Line;
}

class Feed {
  readonly createStream: () => Stream;
  readonly plain: Stream;
  readonly tests = new Map<string, TestStream>();
  rest = '';
  /** The block has messages for machines, or carriage returns. */
  mixed = false;
  /** The number of the line that begins at the next character. */
  next: Line = 1;

  constructor(createStream: () => Stream) {
    this.createStream = createStream;
    this.plain = createStream();
  }

  push(chunk: string): void {
    const end = chunk.lastIndexOf('\n');
    if (end < 0) {
      this.rest += chunk;
      if (this.rest.length > LONGEST_LINE) this.cutRest();
      return;
    }
    const block = this.rest + chunk.slice(0, end + 1);
    this.rest = chunk.slice(end + 1);
    this.block(withoutEscapes(block));
  }

  end(): void {
    // A line number at the very end of a text may have lost digits.
    if (this.rest !== '') this.block(withoutEscapes(this.rest.replace(/(\.(?:go|s|c)):\d{1,9}$/, '$1')));
    this.rest = '';
    this.endAll();
    this.plain.end();
  }

  /** Half a line, so that memory stays bounded; the other half gets the same number. */
  cutRest(): void {
    const at = this.next;
    this.block(withoutEscapes(this.rest));
    this.rest = '';
    this.next = at;
  }

  /** Whole lines. Between two reports only lines with a sign are looked at. */
  block(text: string): void {
    const signs = new SignFinder(text);
    this.mixed = text.includes('\r') || mayHoldMessages(text);
    let from = 0;
    while (from < text.length) {
      if (!this.isOpen()) from = this.skip(text, from, signs.next(from));
      if (from >= text.length) return;
      const feed = text.indexOf('\n', from);
      const end = feed < 0 ? text.length : feed;
      this.line(text.slice(from, end), this.next);
      this.next++;
      from = end + 1;
    }
  }

  /** Moves to the start of the line that holds `sign`, counting lines. */
  skip(text: string, from: number, sign: number): number {
    let at = from;
    for (;;) {
      const feed = text.indexOf('\n', at);
      if (feed < 0) {
        if (sign < text.length) return at;
        this.next++;
        return text.length;
      }
      if (feed >= sign) return at;
      at = feed + 1;
      this.next++;
      if (at >= text.length) return at;
    }
  }

  isOpen(): boolean {
    if (this.plain.isOpen()) return true;
    if (this.tests.size === 0) return false;
    for (const test of this.tests.values()) if (isUnfinished(test)) return true;
    return false;
  }

  /**
   * @param stream where the line goes if it is no message
   * @param within the streams it was unpacked from: `go test -json` in the log of a container is two deep
   */
  line(line: string, at: Line, stream = this.plain, within: readonly string[] = []): void {
    const message = this.mixed && within.length < DEEPEST_MESSAGE ? messageOf(line) : null;
    if (message === null) return readParts(stream, line, at);
    const inner = { ...message, group: [...within, message.group].join('\n') };
    if (message.record === true && !this.isRaceRecord(inner)) return readParts(stream, line, at);
    this.message(inner, at, within);
  }

  /** Records are anybody's; those between the lines of a report that was printed as it is are no part of it. */
  isRaceRecord(message: Message): boolean {
    if (message.output.includes('DATA RACE')) return true;
    const key = keyOf(message);
    return [...this.tests].some(([name, test]) => name.startsWith(key) && isUnfinished(test));
  }

  message(message: Message, at: Line, within: readonly string[]): void {
    const [key, test] = this.testOf(message);
    if (test.rest === '') test.restAt = at;
    const [first = '', ...others] = withoutEscapes(message.output).split('\n');
    // What waits for its line feed is not searched again.
    const lines = [test.rest + first, ...others];
    const cut = lines.length === 1 && (lines[0] ?? '').length > LONGEST_LINE;
    test.rest = cut ? '' : (lines.pop() ?? '');
    lines.forEach((line, i) => this.line(line, i === 0 ? test.restAt : at, test.stream, [...within, key]));
    if (lines.length > 0) test.restAt = at;
    if (isUnfinished(test)) this.tests.set(key, test);
    else this.tests.delete(key);
  }

  /** Late output may come under another test's name: it goes where the package has its one open report. */
  testOf(message: Message): [string, TestStream] {
    const key = keyOf(message);
    const own = this.tests.get(key);
    if (own?.stream.isOpen() === true) return [key, own];
    if (CONTINUES.test(message.output)) {
      const open = [...this.tests].filter(
        ([name, test]) => test.stream.isOpen() && name.startsWith(`${message.group}\n`),
      );
      if (open.length === 1 && open[0] !== undefined) return open[0];
    }
    return [key, own ?? this.addTest(key)];
  }

  addTest(key: string): TestStream {
    if (this.tests.size >= MOST_STREAMS) this.endAll();
    const test: TestStream = { stream: this.createStream(), rest: '', restAt: this.next };
    this.tests.set(key, test);
    return test;
  }

  endAll(): void {
    for (const test of this.tests.values()) endTest(test);
    this.tests.clear();
  }
}

function isUnfinished({ stream, rest }: TestStream): boolean {
  return rest !== '' || stream.isOpen();
}

function keyOf({ group, test }: Message): string {
  return `${group}\n${test}`;
}

/** A progress bar goes back to the start of its line: what it leaves there are several lines. */
function readParts(stream: Stream, line: string, at: Line): void {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (!text.includes('\r')) return stream.read(text, at);
  for (const part of text.split('\r')) stream.read(part, at);
}

/** Lines that only go on with a report: a frame, the second access, where a goroutine was created. */
const CONTINUES = /^(?: {2}|Previous |Goroutine \d)/;

function endTest(test: TestStream): void {
  if (test.rest !== '') readParts(test.stream, test.rest, test.restAt);
  test.stream.end();
}
