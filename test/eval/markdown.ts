/** A Markdown table, padded so that it reads on a terminal too. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = header.map((_, i) => Math.max(3, ...all.map((row) => (row[i] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, i) => (row[i] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [first = [], ...rest] = all;
  return [line(first), rule, ...rest.map(line)].join('\n');
}

/** `3 of 4 (75 %)`; nothing of nothing is a dash. */
export function share(found: number, of: number): string {
  return of === 0 ? '–' : `${found} of ${of} (${percent(found, of)})`;
}

/** Never rounded up to a hundred. */
export function percent(found: number, of: number): string {
  return `${Math.floor((found / of) * 1000) / 10} %`;
}

/** The longer list is cut: the page is for people, `--json` has it all. */
export function list(items: readonly string[], most = 40): string {
  if (items.length === 0) return 'None.';
  const more = items.length > most ? [`- … and ${items.length - most} more`] : [];
  return [...items.slice(0, most).map((item) => `- ${item}`), ...more].join('\n');
}
