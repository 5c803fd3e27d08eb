/**
 * The filters of prow's OWNERS files are Go regular expressions (https://www.kubernetes.dev/docs/guide/owners/#filters,
 * https://pkg.go.dev/regexp/syntax). Go's never backtrack, JavaScript's do: an expression of somebody's repository could hold
 * the server for hours. So the part of the syntax that such filters use is matched here, by keeping all states it may be in.
 */
export type Expression = readonly Instruction[];

type Instruction =
  | { readonly do: 'take'; readonly one: (char: string) => boolean }
  | { readonly do: 'start' | 'end' | 'match' }
  | { readonly do: 'fork'; readonly to: readonly number[] };

/** Longer ones would only cost time. */
const LONGEST = 300;

/**
 * Literals, `.`, classes, `\d \w \s`, groups, `|`, `* + ?`, `^` and `$`.
 * @returns null for anything else
 * @example matchesExpression(parseExpression('go\\.(mod|sum)$'), 'a/go.mod') // true
 */
export function parseExpression(text: string): Expression | null {
  if (text.length > LONGEST) return null;
  const reader = new Reader(text);
  const body = reader.alternatives(0);
  return body && reader.done ? [...body, { do: 'match' }] : null;
}

/** Whether it matches anywhere in the text, as `regexp.MatchString` does. */
export function matchesExpression(expression: Expression, text: string): boolean {
  let states = new Set<number>();
  for (let at = 0; at <= text.length; at++) {
    enter(expression, 0, states, at, text.length);
    const next = new Set<number>();
    for (const state of states) {
      const instruction = expression[state];
      if (instruction?.do === 'match') return true;
      if (at < text.length && instruction?.do === 'take' && instruction.one(text.charAt(at)))
        enter(expression, state + 1, next, at + 1, text.length);
    }
    states = next;
  }
  return false;
}

/** All states that can be reached from one without taking a character. */
function enter(expression: Expression, from: number, states: Set<number>, at: number, length: number): void {
  const waiting = [from];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (states.has(state)) continue;
    states.add(state);
    const instruction = expression[state];
    if (instruction?.do === 'fork') waiting.push(...instruction.to);
    if (instruction?.do === 'start' && at === 0) waiting.push(state + 1);
    if (instruction?.do === 'end' && at === length) waiting.push(state + 1);
  }
}

/** Positions count from the start of the whole expression, so a part is built for the place where it will stand. */
type Part = Expression;

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  /** `a|b`; `origin` is where the part will stand. */
  alternatives(origin: number): Part | null {
    const first = this.#sequence(origin + 1);
    if (!first) return null;
    if (this.#peek() !== '|') return shift(first, origin + 1, origin);
    this.#at++;
    const second = this.alternatives(origin + first.length + 2);
    if (!second) return null;
    const end = origin + first.length + second.length + 2;
    return [
      { do: 'fork', to: [origin + 1, origin + first.length + 2] },
      ...first,
      { do: 'fork', to: [end] },
      ...second,
    ];
  }

  #sequence(origin: number): Part | null {
    let parts: Part = [];
    while (!this.done && this.#peek() !== '|' && this.#peek() !== ')') {
      const one = this.#repeated(origin + parts.length);
      if (!one) return null;
      parts = [...parts, ...one];
    }
    return parts;
  }

  #repeated(origin: number): Part | null {
    const one = this.#single(origin + 1);
    const sign = this.#peek();
    if (!one) return null;
    if (sign !== '*' && sign !== '+' && sign !== '?') return shift(one, origin + 1, origin);
    this.#at++;
    if (this.#peek() === '?') this.#at++;
    const end = origin + one.length + (sign === '?' ? 1 : 2);
    const enter: Part = [{ do: 'fork', to: sign === '+' ? [origin + 1] : [origin + 1, end] }];
    const again: Part = sign === '?' ? [] : [{ do: 'fork', to: [origin + 1, end] }];
    return [...enter, ...one, ...again];
  }

  #single(origin: number): Part | null {
    const char = this.#text.charAt(this.#at++);
    if (char === '(') return this.#group(origin);
    if (char === '[') return this.#class();
    if (char === '^') return [{ do: 'start' }];
    if (char === '$') return [{ do: 'end' }];
    if (char === '.') return [{ do: 'take', one: () => true }];
    if (char === '\\') return this.#escaped();
    return '*+?{'.includes(char) ? null : [{ do: 'take', one: (other) => other === char }];
  }

  #group(origin: number): Part | null {
    if (this.#text.startsWith('?:', this.#at)) this.#at += 2;
    if (this.#peek() === '?') return null;
    const inside = this.alternatives(origin);
    return this.#text.charAt(this.#at++) === ')' ? inside : null;
  }

  #class(): Part | null {
    const close = this.#text.indexOf(']', this.#at + 1);
    const members = this.#text.slice(this.#at, close);
    if (close < 0 || /[\\[]/.test(members)) return null;
    this.#at = close + 1;
    const negated = members.startsWith('^');
    const ranges = [...members.slice(negated ? 1 : 0).matchAll(/([^])-([^])|[^]/g)];
    const one = (char: string) =>
      ranges.some(([all, from = all, to = all]) => from <= char && char <= to) !== negated;
    return [{ do: 'take', one }];
  }

  #escaped(): Part | null {
    const char = this.#text.charAt(this.#at++);
    const known = CLASSES[char];
    if (known) return [{ do: 'take', one: (other) => known.test(other) }];
    return char === '' || /[a-zA-Z0-9]/.test(char) ? null : [{ do: 'take', one: (other) => other === char }];
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = { d: /^\d$/, w: /^\w$/, s: /^\s$/ };

/** Moves a part that turned out to stand elsewhere. */
function shift(part: Part, from: number, to: number): Part {
  return part.map((one) =>
    one.do === 'fork' ? { ...one, to: one.to.map((target) => target - from + to) } : one,
  );
}
