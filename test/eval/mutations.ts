import type { PrintedFrame, PrintedReport } from '../../src/race/index.ts';

/** One way in which two prints of one race differ. */
export interface Mutation {
  readonly name: string;
  readonly apply: (report: PrintedReport) => PrintedReport;
}

/** What changes from run to run, machine to machine, compiler to compiler; none of it makes another race. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'order of the accesses',
    apply: (report) => ({
      ...report,
      accesses: report.accesses.toReversed().map((access, i) => ({ ...access, previous: i > 0 })),
    }),
  },
  {
    name: 'read and write',
    apply: (report) => ({
      ...report,
      accesses: report.accesses.map((access) => ({ ...access, op: access.op === 'read' ? 'write' : 'read' })),
    }),
  },
  {
    name: 'addresses',
    apply: (report) => ({
      ...report,
      accesses: report.accesses.map((access) => ({ ...access, address: access.address && '0x00c0deadbeef' })),
    }),
  },
  { name: 'goroutine numbers', apply: renumber },
  {
    name: 'running and finished',
    apply: (report) => ({
      ...report,
      goroutines: report.goroutines.map((one) => ({
        ...one,
        state: one.state === 'running' ? 'finished' : 'running',
      })),
    }),
  },
  {
    name: 'lines',
    apply: frames((frame) => ({ ...frame, line: frame.line === null ? null : frame.line + 17 })),
  },
  { name: 'offsets', apply: frames((frame) => ({ ...frame, offset: frame.offset && '0x99' })) },
  {
    name: 'versions of dependencies',
    apply: frames((frame) => ({ ...frame, file: frame.file?.replace(/@v[^/]+/, '@v1.99.0') ?? null })),
  },
  { name: 'another root directory', apply: frames((frame) => ({ ...frame, file: elsewhere(frame.file) })) },
  { name: '-trimpath', apply: frames((frame) => ({ ...frame, file: trimmed(frame) })) },
  { name: 'numbers of closures', apply: frames((frame) => ({ ...frame, symbol: renumbered(frame.symbol) })) },
  {
    name: 'spelling of Go 1.17',
    apply: frames((frame) => ({ ...frame, symbol: respelled(frame.symbol, (n) => `·dwrap·${n}`) })),
  },
  {
    name: 'spelling of Go 1.18',
    apply: frames((frame) => ({ ...frame, symbol: respelled(frame.symbol, (n) => `.func${n}`) })),
  },
  {
    name: 'spelling of Go 1.22',
    apply: frames((frame) => ({ ...frame, symbol: respelled(frame.symbol, (n) => `.gowrap${n}`) })),
  },
  {
    name: 'type arguments',
    apply: frames((frame) => ({ ...frame, symbol: frame.symbol.replaceAll('[...]', '[go.shape.int]') })),
  },
];

function frames(change: (frame: PrintedFrame) => PrintedFrame): Mutation['apply'] {
  return ({ accesses, goroutines }) => ({
    accesses: accesses.map((access) => ({ ...access, frames: access.frames.map(change) })),
    goroutines: goroutines.map((goroutine) => ({ ...goroutine, frames: goroutine.frames.map(change) })),
  });
}

function renumber({ accesses, goroutines }: PrintedReport): PrintedReport {
  const other = (id: number): number => id * 3 + 1000;
  return {
    accesses: accesses.map((access) =>
      access.by.id === null ? access : { ...access, by: { ...access.by, id: other(access.by.id) } },
    ),
    goroutines: goroutines.map((goroutine) => ({ ...goroutine, id: other(goroutine.id) })),
  };
}

/** Another machine, the same layout below its root. */
function elsewhere(file: string | null): string | null {
  return file?.startsWith('/') ? `/mnt/agent-7${file}` : file;
}

/**
 * As `go build -trimpath` prints: the module cache without its root, everything else by import path. What is generated,
 * vendored or built by Bazel stays.
 */
function trimmed({ symbol, file }: PrintedFrame): string | null {
  if (file === null || /^<|_cgo_gotypes\.go$|^external\/|\/vendor\//.test(file)) return file;
  const cache = file.lastIndexOf('/pkg/mod/');
  if (cache >= 0) return file.slice(cache + '/pkg/mod/'.length);
  const plain = symbol.replace(/\[.*\]/, '').replaceAll('%2e', '\0');
  const path = plain.slice(0, plain.indexOf('.', plain.lastIndexOf('/') + 1)).replaceAll('\0', '.');
  return path.includes('/') && !path.endsWith('_test') ? `${path}${file.slice(file.lastIndexOf('/'))}` : file;
}

function renumbered(symbol: string): string {
  return symbol.replaceAll(
    /((?:\.func|gowrap|·dwrap·))(\d+)/g,
    (_, kind: string, n: string) => `${kind}${Number(n) + 4}`,
  );
}

/** The wrapper of a `go` or `defer` statement got three names in five years. */
function respelled(symbol: string, spell: (n: string) => string): string {
  return symbol.replace(/(?:·dwrap·|\.gowrap)(\d+)$/, (_, n: string) => spell(n));
}
