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

/** Open streams at a time, one for each package and test of `go test -json`; beyond this the others are ended. */
const MOST_STREAMS = 256;

/**
 * @param createStream makes the reader of one stream
 * @returns a feed that takes text in pieces cut anywhere
 */
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
    for (const test of this.tests.values()) if (test.stream.isOpen() || test.rest !== '') return true;
    return false;
  }

  line(line: string, at: Line): void {
    if (!this.mixed) return this.plain.read(line, at);
    const message = messageOf(line);
    if (message !== null) return this.message(message, at);
    readParts(this.plain, line, at);
  }

  message(message: Message, at: Line): void {
    const [key, test] = this.testOf(message);
    if (test.rest === '') test.restAt = at;
    const lines = (test.rest + withoutEscapes(message.output)).split('\n');
    test.rest = lines.pop() ?? '';
    lines.forEach((line, i) => readParts(test.stream, line, i === 0 ? test.restAt : at));
    if (test.rest !== '') test.restAt = lines.length > 0 ? at : test.restAt;
    if (test.rest.length > LONGEST_LINE) test.rest = '';
    if (test.rest === '' && !test.stream.isOpen()) this.tests.delete(key);
  }

  /** Late output may come under another test's name: it goes where the package has its one open report. */
  testOf(message: Message): [string, TestStream] {
    const key = `${message.group}\n${message.test}`;
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
