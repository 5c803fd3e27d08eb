import { WRAPPINGS } from '../race/wrappings.ts';
import { CORPUS } from './corpus.ts';
import { PIECES } from './pieces.ts';
import type { Random } from './random.ts';

/** One way to damage a text. */
type Mutator = (text: string, random: Random) => string;

/** By name, so that a failure tells what was done. */
export const MUTATORS: Readonly<Record<string, Mutator>> = {
  'flip bytes': (text, random) => {
    const bytes = new TextEncoder().encode(text);
    for (let n = 1 + random.below(8); n > 0 && bytes.length > 0; n--)
      bytes[random.below(bytes.length)] = random.below(256);
    return new TextDecoder().decode(bytes);
  },
  'insert a piece': (text, random) => inserted(text, random.below(text.length + 1), random.pick(PIECES)),
  'insert many pieces': (text, random) => {
    let out = text;
    for (let n = 1 + random.below(20); n > 0; n--)
      out = inserted(out, random.below(out.length + 1), random.pick(PIECES));
    return out;
  },
  'insert a piece in front of lines': (text, random) => {
    const piece = random.pick(PIECES);
    return byLine(text, (line) => (random.oneIn(3) ? piece + line : line));
  },
  'insert a piece behind lines': (text, random) => {
    const piece = random.pick(PIECES);
    return byLine(text, (line) => (random.oneIn(3) ? line + piece : line));
  },
  'splice two texts': (text, random) => {
    const other = random.pick(CORPUS);
    return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
  },
  'interleave two texts': (text, random) => {
    const [a, b] = [text.split('\n'), random.pick(CORPUS).split('\n')];
    const out: string[] = [];
    while (a.length + b.length > 0) out.push(...(random.oneIn(2) ? a : b).splice(0, 1 + random.below(4)));
    return out.join('\n');
  },
  'shuffle lines': (text, random) => {
    const lines = text.split('\n');
    for (let n = 1 + random.below(10); n > 0; n--) {
      const [line = ''] = lines.splice(random.below(lines.length), 1);
      lines.splice(random.below(lines.length + 1), 0, line);
    }
    return lines.join('\n');
  },
  'drop lines': (text, random) =>
    text
      .split('\n')
      .filter(() => !random.oneIn(8))
      .join('\n'),
  'repeat lines': (text, random) => byLine(text, (line) => (random.oneIn(8) ? `${line}\n${line}` : line)),
  'join lines': (text, random) => text.replaceAll('\n', (feed) => (random.oneIn(6) ? ' ' : feed)),
  'cut the end': (text, random) => text.slice(0, random.below(text.length + 1)),
  'cut the start': (text, random) => text.slice(random.below(text.length + 1)),
  'cut out the middle': (text, random) => {
    const from = random.below(text.length + 1);
    return text.slice(0, from) + text.slice(from + random.below(500));
  },
  'wrap it': (text, random) => wrapped(text.trimEnd(), random),
  'wrap it twice': (text, random) => wrapped(wrapped(text.trimEnd(), random), random),
  'a long line': (text, random) => {
    const piece = random.pick(PIECES).replaceAll('\n', '') || ' ';
    return inserted(text, random.below(text.length + 1), piece.repeat(1 + random.below(3000)));
  },
  'odd numbers': (text, random) =>
    text.replaceAll(/\d+/g, (digits) => (random.oneIn(20) ? '9'.repeat(1 + random.below(30)) : digits)),
  'other letters': (text, random) =>
    text.replaceAll(/[A-Za-z]/g, (letter) =>
      random.oneIn(60) ? random.pick(['λ', '\ud83d', 'É', '']) : letter,
    ),
  'messages that break anywhere': (text, random) => {
    const out: string[] = [];
    for (let at = 0; at < text.length;) {
      const length = 1 + random.below(60);
      const event = { Package: 'p', Test: random.pick(['A', 'B']), Output: text.slice(at, at + length) };
      out.push(JSON.stringify(event));
      at += length;
    }
    return out.join('\n');
  },
};

/** Longer texts are for the benchmark. */
const LONGEST = 65_536;

/** A text of the corpus, damaged one to five times, with the names of what was done. */
export function mutant(random: Random): { readonly text: string; readonly done: readonly string[] } {
  const names = Object.keys(MUTATORS);
  const done: string[] = [];
  let text = random.pick(CORPUS);
  for (let n = 1 + random.below(5); n > 0; n--) {
    const name = random.pick(names);
    text = (MUTATORS[name]?.(text, random) ?? text).slice(0, LONGEST);
    done.push(name);
  }
  return { text, done };
}

const WRAPS = Object.values(WRAPPINGS);

function wrapped(text: string, random: Random): string {
  return random.pick(WRAPS)(text);
}

function inserted(text: string, at: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at);
}

function byLine(text: string, change: (line: string) => string): string {
  return text.split('\n').map(change).join('\n');
}
