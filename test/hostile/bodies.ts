import * as fc from 'fast-check';
import { FRAGMENTS, LONG_SYMBOLS } from './fragments.ts';

/** Bodies of issues that hold a report, with harm where a symbol, a file or prose is expected. */

const fragment = fc.constantFrom(...FRAGMENTS);

const word = fc.oneof(
  { weight: 3, arbitrary: fragment },
  { weight: 2, arbitrary: fc.constantFrom('store', 'Cache', 'Put', 'run', 'a', 'T', 'func1') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

const pieces = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));

/** In brackets a symbol may hold blanks and quotes; elsewhere it is what the reader takes that counts. */
const symbol = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(pieces, pieces).map(([a, b]) => `github.com/acme/widgets/${a}.(*${b}).Put`),
  },
  { weight: 3, arbitrary: pieces.map((a) => `github.com/acme/widgets/store.(*T[${a}]).${a}`) },
  { weight: 2, arbitrary: pieces.map((a) => `github.com/acme/widgets/store.Get${a}`) },
  { weight: 2, arbitrary: pieces.map((a) => `go.(*struct { ${a} }).Bump`) },
  { weight: 1, arbitrary: pieces.map((a) => `github.com/other/${a}.F`) },
  { weight: 1, arbitrary: pieces },
  { weight: 4, arbitrary: fc.constantFrom('github.com/acme/widgets/api.(*Server).Get', 'main.run') },
);

const file = fc.oneof(
  pieces.map((a) => `/src/widgets/${a}/x.go`),
  pieces.map((a) => `/root/go/pkg/mod/github.com/other/lib@v1.2.3/${a}.go`),
  pieces.map((a) => `${a}.go`),
  fc.constant('/src/widgets/store/store.go'),
);

const frame = fc
  .tuple(symbol, file, fc.integer({ min: 1, max: 99_999 }))
  .map(([name, path, line]) => `  ${name}()\n      ${path}:${line} +0x35`);

const stack = fc.array(frame, { minLength: 1, maxLength: 3 }).map((frames) => frames.join('\n'));

const goReport = fc
  .tuple(stack, stack, stack, fc.constantFrom('0x00c000094000', '0x00c000094008', '0x00c0000aa000'))
  .map(([one, other, start, address]) =>
    [
      '==================',
      'WARNING: DATA RACE',
      `Write at ${address} by goroutine 8:`,
      one,
      '',
      `Previous read at ${address} by goroutine 9:`,
      other,
      '',
      'Goroutine 8 (running) created at:',
      start,
      '',
      'Goroutine 9 (finished) created at:',
      start,
      '==================',
    ].join('\n'),
  );

const oneSided = goReport.map((text) => text.split('\n\n')[0] ?? '');

const tsanReport = fc
  .tuple(pieces, pieces, file)
  .map(([one, other, path]) =>
    [
      '==================',
      'WARNING: ThreadSanitizer: data race (pid=4242)',
      '  Write of size 8 at 0x7b0400000010 by thread T1:',
      `    #0 app::${one}::set(long) ${path}:12:7 (app+0x4a1)`,
      '',
      '  Previous read of size 8 at 0x7b0400000010 by main thread:',
      `    #0 ${other} ${path}:20:3 (app+0x4b2)`,
      '',
      '  Thread T1 (tid=4243, running) created by main thread at:',
      '    #0 pthread_create <null> (app+0x421)',
      `    #1 ${other} ${path}:30:3 (app+0x4c3)`,
      '==================',
    ].join('\n'),
  );

const report = fc.oneof(
  { weight: 8, arbitrary: goReport },
  { weight: 1, arbitrary: oneSided },
  { weight: 2, arbitrary: tsanReport },
);

const prose = fc.array(pieces, { maxLength: 4 }).map((lines) => lines.join('\n'));

/** Prose, reports – mostly one –, prose; sometimes fenced, quoted, or with the line ends of another system. */
export const hostileBody: fc.Arbitrary<string> = fc
  .tuple(
    prose,
    fc.oneof(
      { weight: 6, arbitrary: fc.array(report, { minLength: 1, maxLength: 1 }) },
      { weight: 2, arbitrary: fc.array(report, { minLength: 2, maxLength: 5 }) },
    ),
    prose,
    fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `\`\`\`\n${text}\n\`\`\``,
      (text) => text.replaceAll('\n', '\r\n'),
      (text) => text.replace(/^/gm, '> '),
    ),
  )
  .map(([before, reports, after, wrap]) => [before, wrap(reports.join('\n')), after].join('\n\n'));

/** Each fragment by itself, in each place; and symbols as long as a body may be, where a body has room for one. */
export const writtenBodies: readonly string[] = [
  ...FRAGMENTS.flatMap((text) => [
    reportWith(`github.com/acme/widgets/${text}.F`, `/src/widgets/a.go`),
    reportWith(`github.com/acme/widgets/store.(*T[${text}]).${text}`, `/src/widgets/${text}.go`),
    reportWith(text, text),
  ]),
  ...LONG_SYMBOLS.flatMap((text) => [
    reportWith(text, '/src/widgets/a.go', 'store.Get'),
    reportWith('store.Put', `/src/widgets/${text}.go`, 'store.Get', '/src/widgets/b.go'),
  ]),
];

function reportWith(name: string, path: string, other = name, otherPath = path): string {
  return [
    'WARNING: DATA RACE',
    'Write at 0x00c000094000 by goroutine 8:',
    `  ${name}()`,
    `      ${path}:1 +0x35`,
    '',
    'Previous read at 0x00c000094000 by main goroutine:',
    `  ${other}()`,
    `      ${otherPath}:2 +0x35`,
    '',
    'Goroutine 8 (running) created at:',
    `  ${other}()`,
    `      ${otherPath}:3 +0x35`,
    '==================',
  ].join('\n');
}
