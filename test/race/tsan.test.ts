import { describe, expect, test } from '@jest/globals';
import { fingerprint, parseRaceReports, sides } from '../../src/race/index.ts';
import { parseNativeSymbol } from '../../src/race/tsan.ts';
import { rowsOf } from './corpus.ts';

const REPORT = `==================
WARNING: ThreadSanitizer: data race (pid=10354)
  Write of size 8 at 0x7b0400000000 by thread T1 (mutexes: write M0, read M1):
    #0 app::Node::set(long) /src/app/node.cpp:22:72 (prog+0xd4aa5) (BuildId: a20e3cf8)
    #1 <null> <null> (libstdc++.so.6+0xd44a2)

  Previous atomic read of size 4 at 0x7b0400000000 by main thread:
    #0 app::Node::get() const /src/app/node.cpp:30 (prog+0xd4ab0)
    #1 main /src/app/main.cpp:7:3 (prog+0xd4ac0)

  As if synchronized via sleep:
    #0 usleep <null> (prog+0x50a1a)

  Location is heap block of size 16 at 0x7b0400000000 allocated by main thread:
    #0 operator new(unsigned long) <null> (prog+0xd3426)

  Mutex M0 (0x555556a4f6b0) created at:
    #0 pthread_mutex_lock <null> (prog+0x7100a)

  Thread T1 'worker' (tid=10352, running) created by main thread at:
    #0 pthread_create <null> (prog+0x5347d)
    #1 app::Node::start() /src/app/node.cpp:40:5 (prog+0xd4ad0)

SUMMARY: ThreadSanitizer: data race /src/app/node.cpp:22:72 in app::Node::set(long)
==================
ThreadSanitizer: reported 1 warnings
`;

test('a report of clang, with everything that may stand in it', () => {
  const [report, ...more] = parseRaceReports(REPORT);
  expect(more).toEqual([]);
  expect(report).toMatchObject({
    dialect: 'tsan',
    complete: true,
    defects: [],
    location: 'heap block of size 16 at 0x7b0400000000 allocated by main thread',
    accesses: [
      {
        op: 'write',
        atomic: false,
        size: 8,
        by: { kind: 'thread', id: 1, state: 'running', name: 'worker' },
        frames: [
          {
            symbol: 'app::Node::set(long)',
            receiver: 'app::Node',
            name: 'set',
            file: '/src/app/node.cpp',
            line: 22,
            offset: '0xd4aa5',
          },
          { symbol: '<null>', file: '<null>', line: null, origin: 'stdlib' },
        ],
      },
      {
        op: 'read',
        atomic: true,
        previous: true,
        size: 4,
        by: { kind: 'main', id: null },
        frames: [{ line: 30 }, { line: 7 }],
      },
    ],
    goroutines: [
      { id: 1, state: 'running', name: 'worker', frames: [{ name: 'pthread_create' }, { name: 'start' }] },
    ],
  });
});

test('keys and deciding frames as for Go', () => {
  const [report] = parseRaceReports(REPORT);
  if (report === undefined) throw new Error('no report');
  expect(
    sides(report).map(({ leaf, anchor, entry, spawn }) =>
      [leaf, anchor, entry, spawn].map((frame) => frame?.name),
    ),
  ).toEqual([
    ['app::Node::set', undefined, 'app::Node::set', 'app::Node::start'],
    ['app::Node::get', 'main', 'main', undefined],
  ]);
  expect(fingerprint(report).exact).toMatch(/^rt1:/);
});

test.each<[string, string, number]>([
  ['a lock order', 'lock-order-inversion (potential deadlock)', 0],
  ['a leaked thread', 'thread leak', 0],
  ['a virtual call', 'data race on vptr (ctor/dtor vs virtual call)', 1],
  ['a freed block', 'heap-use-after-free', 1],
])('%s: %d reports', (_, type, count) => {
  expect(parseRaceReports(REPORT.replace('data race (pid', `${type} (pid`))).toHaveLength(count);
});

test('Swift says what it accesses in its own words', () => {
  const text = REPORT.replace(
    'Write of size 8 at 0x7b0400000000 by thread T1 (mutexes: write M0, read M1):',
    'Modifying access of Swift variable at 0x7b0400000000 by thread T1:',
  );
  expect(parseRaceReports(text)[0]?.accesses.map(({ op }) => op)).toEqual(['write', 'read']);
});

test.each<[string, string | null, string, boolean]>([
  ['app::Node::set(long)', 'app::Node', 'set', false],
  ['app::Node::get() const', 'app::Node', 'get', false],
  ['std::vector<int, std::allocator<int> >::push_back(int&&)', 'std::vector', 'push_back', false],
  ['main::$_0', null, 'main', true],
  ['crate::worker::run::{{closure}}::h0123456789abcdef', 'crate::worker', 'run', true],
  ['_cgo_82605fb7dc7c_Cfunc_setVal', null, '_cgo_Cfunc_setVal', false],
  ['main', null, 'main', false],
])('%s', (symbol, receiver, name, closure) => {
  expect(parseNativeSymbol(symbol)).toMatchObject({ receiver, name, closure });
});

interface Row {
  readonly url: string;
  readonly kind: string;
  readonly accesses: readonly {
    kind: string;
    previous: boolean;
    size: number;
    by: string;
    addr: string;
    frames: readonly FrameFact[];
  }[];
  readonly threads: readonly {
    id: string;
    name: string | null;
    state: string;
    created_by: string;
    frames: readonly FrameFact[];
  }[];
}

type FrameFact = readonly [number, string, string, number | null, string];

describe('reports of public issues', () => {
  test.each(rowsOf('tsan-frames.jsonl').map((line): Row => JSON.parse(line)))(
    '$url',
    ({ kind, accesses, threads }) => {
      const text = [
        `WARNING: ThreadSanitizer: ${kind} (pid=7)`,
        ...accesses.flatMap((access) => [
          `  ${access.previous ? 'Previous ' : ''}${access.kind} of size ${access.size} at ${access.addr} by ${access.by}:`,
          ...access.frames.map(printed),
        ]),
        ...threads.flatMap((thread) => [
          `  Thread ${thread.id} (tid=12, ${thread.state}) created by ${thread.created_by} at:`,
          ...thread.frames.map(printed),
        ]),
        '==================',
      ].join('\n');
      const [report] = parseRaceReports(text);
      const found = [...(report?.accesses ?? []), ...(report?.goroutines ?? [])].flatMap(
        ({ frames }) => frames,
      );
      const expected = [...accesses, ...threads].flatMap(({ frames }) => frames);
      expect(found.map(({ symbol, file, line }) => [symbol, file, line])).toEqual(
        expected.map(([, symbol, file, line]) => [symbol, file, line]),
      );
    },
  );
});

function printed([at, symbol, file, line, module]: FrameFact): string {
  return `    #${at} ${symbol} ${file}${line === null ? '' : `:${line}`} (${module})`;
}
