const WIDTH = 30;

/** Between two drawings, in milliseconds: a terminal is slower than the parser. */
const PACE = 100;

export interface Progress {
  update(read: number, found: number): void;
  /** Takes the bar away. */
  end(): void;
}

/** What a bar needs of a stream. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  write(text: string): boolean;
}

/** A bar on standard error, where a person looks at a terminal; nothing elsewhere. */
export function showProgress(name: string, size: number | null, stream: Terminal = process.stderr): Progress {
  if (!stream.isTTY) return { update: () => {}, end: () => {} };
  let last = 0;
  return {
    update(read, found) {
      const now = performance.now();
      if (now - last < PACE) return;
      last = now;
      stream.write(`\r\u001b[K${drawBar(name, size, read, found)}`);
    },
    end: () => void stream.write('\r\u001b[K'),
  };
}

/** @example drawBar('big.log', 200, 100, 3) // 'big.log ███████████████░░░░░░░░░░░░░░░  50 %  0.0 MB  3 reports' */
export function drawBar(name: string, size: number | null, read: number, found: number): string {
  const done = size === null || size === 0 ? null : Math.min(1, read / size);
  const full = Math.round((done ?? 0) * WIDTH);
  const bar =
    done === null
      ? ''
      : ` ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}${`${Math.floor(done * 100)} %`.padStart(6)}`;
  return `${name}${bar}  ${(read / 1e6).toFixed(1)} MB  ${found} ${found === 1 ? 'report' : 'reports'}`;
}
