/** One figure of the benchmark. */
export interface Row {
  /** `parse: reports as printed`; stable, since figures of different days are compared by it. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'MB/s' | 'ms' | '×' | '/s' | 'MB' | 'bytes' | '';
  /** What it must reach; absent where the figure is only watched. */
  readonly bar?: Bar;
}

export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** A group of figures that belong together; measured one after the other, in a process of their own. */
export interface Bench {
  readonly name: string;
  measure(): AsyncIterable<Row> | Iterable<Row>;
}

export function reaches({ value, bar }: Row): boolean {
  if (!bar) return true;
  return 'atLeast' in bar ? value >= bar.atLeast : value <= bar.atMost;
}

const ROUNDS = 9;

/** Milliseconds that a run takes, the middle of several: the first ones warm up, the slow ones were disturbed. */
export function median(run: () => unknown, rounds = ROUNDS): number {
  const times = Array.from({ length: rounds }, () => {
    const from = performance.now();
    run();
    return performance.now() - from;
  });
  return middle(times);
}

/** The same for work that is waited for. */
export async function medianAsync(run: () => Promise<unknown>, rounds = ROUNDS): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  return middle(times);
}

export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function middle(times: readonly number[]): number {
  return percentile(times, 0.5);
}

export function repeat(text: string, length: number): string {
  return text.repeat(Math.ceil(length / text.length));
}
