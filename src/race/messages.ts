/**
 * Output wrapped in messages for machines: `go test -json` (golang/go `src/cmd/internal/test2json`), TeamCity
 * (https://www.jetbrains.com/help/teamcity/service-messages.html), Docker's `json-file` logs and shared logs of containers.
 */
export interface Message {
  /** What shares one output: a package, a build step. */
  readonly group: string;
  readonly test: string;
  /** May hold several lines, or a part of one. */
  readonly output: string;
}

/**
 * @param line one line of a log
 * @returns the output it carries; null if it is an ordinary line
 * @example messageOf('{"Action":"output","Package":"p","Test":"TestX","Output":"  p.F()\\n"}')
 */
export function messageOf(line: string): Message | null {
  const brace = line.indexOf('{"');
  if (brace >= 0 && brace <= LONGEST_PREFIX) return jsonMessage(line, brace);
  if (line.includes('##teamcity[testStd')) return teamCityMessage(line);
  const container = CONTAINER.exec(line);
  if (container === null) return null;
  return { group: container[0].trim(), test: '', output: `${line.slice(container[0].length)}\n` };
}

/** Whether a text may hold a message at all; most do not. */
export function mayHoldMessages(text: string): boolean {
  return (
    text.includes('{"') || text.includes('##teamcity[') || text.includes(' | ') || text.includes('[pod/')
  );
}

/** `web_1  | `, `[pod/web-5d8/main] `: containers that share one log, line by line (docker compose, kubectl). */
const CONTAINER = /^(?:[\w.-]{1,100} {0,40}\|(?: |$)|\[pod\/[^\]\s]{1,200}\](?: |$))/;

/** A collector may put its time before the message. */
const LONGEST_PREFIX = 200;

function jsonMessage(line: string, brace: number): Message | null {
  const isTest = line.includes('"Output":', brace);
  if (!isTest && !line.includes('"log":', brace)) return null;
  const event = objectOf(line.slice(brace).trimEnd());
  if (event === null) return null;
  if (isTest)
    return { group: wordOf(event['Package']), test: wordOf(event['Test']), output: wordOf(event['Output']) };
  return { group: wordOf(event['stream']), test: '', output: wordOf(event['log']) };
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `##teamcity[testStdErr name='TestX' out='WARNING: DATA RACE|n…']`. */
function teamCityMessage(line: string): Message | null {
  const output = attribute(line, "out='");
  if (output === null) return null;
  return { group: '##teamcity', test: attribute(line, "name='") ?? '', output: `${output}\n` };
}

function attribute(line: string, start: string): string | null {
  const from = line.indexOf(start);
  if (from < 0) return null;
  let value = '';
  for (let i = from + start.length; i < line.length; i++) {
    const char = line[i] ?? '';
    if (char === "'") return value;
    if (char !== '|') value += char;
    else {
      const { text, length } = unescaped(line, i + 1);
      value += text;
      i += length;
    }
  }
  return value;
}

/** `|n`, `|r`, `|'`, `|[`, `|]`, `||`, `|0x00AB`. */
function unescaped(line: string, at: number): { text: string; length: number } {
  const char = line[at] ?? '';
  if (char === 'n') return { text: '\n', length: 1 };
  if (char === 'r') return { text: '', length: 1 };
  const code = line.slice(at + 2, at + 6);
  if (char === '0' && /^[0-9a-f]{4}$/i.test(code))
    return { text: String.fromCharCode(parseInt(code, 16)), length: 6 };
  return { text: char, length: 1 };
}
