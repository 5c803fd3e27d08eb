/**
 * The same race as another run of the same test would print it: other addresses and goroutine ids, lines a few
 * further down, other offsets, the two accesses the other way round, and a time before each line, as a build
 * server puts it there. Nothing that makes the race what it is changes.
 */
export function printedByAnotherRun(body: string): string {
  return body.replace(/={18}\nWARNING: DATA RACE\n([\s\S]*?)\n={18}/, (_, report: string) => {
    const lines = [
      '='.repeat(18),
      'WARNING: DATA RACE',
      ...swapSides(report.split('\n')).map(vary),
      '='.repeat(18),
    ];
    return lines.map((line, i) => `[2023-02-03T04:05:${String(10 + (i % 50))}.678Z] ${line}`).join('\n');
  });
}

/** Sections start with a line that is not indented: two accesses, then where their goroutines came from. */
function swapSides(lines: readonly string[]): string[] {
  const sections: string[][] = [];
  for (const line of lines) {
    if (!line.startsWith(' ')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  const [first = [], second = [], third = [], fourth = []] = sections;
  return [...retitle(second, false), ...retitle(first, true), ...fourth, ...third];
}

/** `Previous read at …` becomes `Read at …`, and the other way round. */
function retitle([title = '', ...frames]: readonly string[], previous: boolean): string[] {
  const plain = title.replace(/^Previous (\w)/, (_, letter: string) => letter.toUpperCase());
  const named = previous ? plain.replace(/^(\w)/, (letter) => `Previous ${letter.toLowerCase()}`) : plain;
  return [named, ...frames];
}

function vary(line: string): string {
  return line
    .replace(/0x[0-9a-f]{12}/, '0x00c000a1b2c8')
    .replace(/oroutine (\d+)/, (_, id: string) => `oroutine ${Number(id) % 997}`)
    .replace(/\.go:(\d+) \+0x([0-9a-f]+)/, (_, at: string, offset: string) => {
      const moved = (Number.parseInt(offset, 16) + 64).toString(16);
      return `.go:${Number(at) + 7} +0x${moved}`;
    });
}
