/**
 * The ways in which people and machines wrap a report. Each keeps every frame readable; `lines` is the report as
 * printed, without its last line feed.
 */
export const WRAPPINGS: Readonly<Record<string, (text: string) => string>> = {
  'as printed': (text) => text,
  'no fence, in an issue': (text) => `## Bug\n\nIt fails:\n\n${text}\n\nPlease fix.\n`,
  'a fence': (text) => `Seen in CI.\n\n\`\`\`\n${text}\n\`\`\`\n<!-- a template -->\n`,
  'a fence with a language, in details': (text) =>
    `<details>\n<summary>log</summary>\n\n~~~console\n${text}\n~~~\n</details>\n`,
  'text on the line of the fence': (text) => `\`\`\`${text}\`\`\`\n`,
  'an unclosed fence': (text) => `\`\`\`go\n${text}\n`,
  'carriage returns': (text) => text.replaceAll('\n', '\r\n'),
  quotes: (text) => each(text, (line) => `> ${line}`),
  'quotes in quotes': (text) => each(text, (line) => `> > ${line}`),
  'four blanks': (text) => each(text, (line) => `    ${line}`),
  tabs: (text) => each(text, (line) => line.replace(/^ {6}/, '\t\t').replace(/^ {2}/, '\t')),
  'no indentation': (text) => each(text, (line) => line.trimStart()),
  'no blank lines': (text) => text.replaceAll(/\n{2,}/g, '\n'),
  'a blank line after every line': (text) => text.replaceAll('\n', '\n\n'),
  'blanks at the end of every line': (text) => each(text, (line) => `${line}   `),
  Jenkins: (text) => each(text, (line, i) => `[2020-09-08T05:00:22.${String(700 + (i % 300))}Z] ${line}`),
  'GitHub Actions': (text) => each(text, (line, i) => `2020-08-31T22:34:05.${String(3613827 + i)}Z ${line}`),
  'gh run view': (text) =>
    each(text, (line) => `build (1.22)\tRun tests\t2020-08-31T22:34:05.3613827Z ${line}`),
  'GitHub Actions, numbered': (text) =>
    each(text, (line, i) => ` ${13043 + i} 2024-08-09T01:45:13.2083163Z ${line}`),
  CRI: (text) => each(text, (line, i) => `2025-09-02T19:28:59.${String(403392527 + i)}Z stderr F ${line}`),
  'grep -n': (text) => each(text, (line, i) => `${520 + i}${i % 3 === 0 ? ':' : '-'}${line}`),
  BuildKit: (text) => each(text, (line, i) => `#19 ${156 + i / 10}${i % 10 === 0 ? '.0' : ''} ${line}`),
  'Cloud Build': (text) => each(text, (line) => `Step #10 - "test": ${line}`),
  Prow: (text) => each(text, (line) => `I0328 16:45:14.315] ${line}`),
  syslog: (text) => each(text, (line) => `Jul 13 11:30:19 host docker[20494]: ${line}`),
  'docker compose': (text) => each(text, (line) => `empirica_1  | ${line}`),
  kubectl: (text) => each(text, (line) => `[pod/web-5d8/main] ${line}`),
  TeamCity: (text) => each(text, (line) => `[05:12:33]W:\t [Step 1/2] ${line}`),
  'TeamCity messages': (text) => `##teamcity[testStdErr name='TestX' out='${teamCity(`${text}\n`)}']\n`,
  'go test -json': (text) => each(text, (line) => event(`${line}\n`)),
  'go test -json, the line feed on its own': (text) => each(text, (line) => `${event(line)}\n${event('\n')}`),
  'Docker json-file': (text) => each(text, (line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr' })),
  'a record of a log': (text) => JSON.stringify({ level: 'error', ts: 1747.5, msg: text }),
  'a record of a log for each line': (text) =>
    each(text, (line) => JSON.stringify({ severity: 'ERROR', textPayload: line })),
  Buildkite: (text) => each(text, (line, i) => `\x1b_bk;t=${1550440287321 + i}\x07${line}`),
  colours: (text) => each(text, (line) => `\x1b[31m${line}\x1b[0m`),
  'colours that lost their escape': (text) => each(text, (line) => `[31m${line}[0m`),
  'HTML escapes': (text) =>
    `<pre><code>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</code></pre>\n`,
  'line breaks of HTML': (text) => `${text.replaceAll('\n', '<br>')}\n`,
  'a table': (text) => `| log |\n| --- |\n| ${text.replaceAll('\n', '<br>')} |\n`,
  'a list': (text) => `1. Run it\n\n   \`\`\`\n${each(text, (line) => `   ${line}`)}\n   \`\`\`\n`,
  'no-break spaces': (text) => text.replaceAll(' ', '\u00a0'),
  'zero-width marks': (text) => `\ufeff${each(text, (line) => `\u200b${line}`)}`,
  'links made by a web page': (text) =>
    text.replaceAll(
      /\.go:(\d+) /g,
      (_, line: string) => `.go:[${line}](https://github.com/o/r/actions/runs/1#step:5:${line}) `,
    ),
  'backslashes of an editor': (text) => text.replaceAll(/[_*[]/g, String.raw`\$&`),
  'everything twice': (text) => each(text, (line) => `${line}\n${line}`),
  'no rules': (text) => each(text, (line) => (/^={18}$/.test(line) ? '' : line)),
  'other rules': (text) => text.replaceAll(/^={18}$/gm, '='.repeat(29)),
  'a rule behind other output': (text) =>
    text.replace('==================', 'BenchmarkX-2   \t=================='),
  'logs between sections': (text) => text.replaceAll('\n\n', '\n\n2026/11/21 06:10:11 INFO tick\n'),
  'logs inside sections': (text) =>
    each(text, (line) =>
      line.startsWith('  ') && line[2] !== ' ' ? `time="2017-03-24" level=debug msg="x"\n${line}` : line,
    ),
  'one frame per line': (text) => text.replaceAll(/\(\)\n {6}/g, '() '),
  'one line': (text) => text.replaceAll(/\s*\n\s*/g, ' '),
  'one line without rules': (text) =>
    text
      .replaceAll(/={18}/g, '')
      .trim()
      .replaceAll(/\s*\n\s*/g, ' '),
  'a section per line': (text) => text.replaceAll(/\n(?= )/g, ' '),
  'output of a nested test': (text) => each(text, (line) => `        ${line}`),
};

function each(text: string, wrap: (line: string, index: number) => string): string {
  return text.split('\n').map(wrap).join('\n');
}

function event(output: string): string {
  return JSON.stringify({
    Time: '2026-11-21T06:11:26.78Z',
    Action: 'output',
    Package: 'p',
    Test: 'TestX',
    Output: output,
  });
}

function teamCity(text: string): string {
  return text
    .replaceAll(/[|'[\]]/g, '|$&')
    .replaceAll('\n', '|n')
    .replaceAll('·', '|0x00b7');
}
