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
  /** Any record of a log: it counts only where it begins a report or one is open in its group. */
  readonly record?: true;
}

/**
 * @param line one line of a log
 * @returns the output it carries; null if it is an ordinary line
 * @example messageOf('{"Action":"output","Package":"p","Test":"TestX","Output":"  p.F()\\n"}')
 */
export function messageOf(line: string): Message | null {
  if (!mayHoldMessages(line)) return null;
  const brace = line.indexOf('{"');
  const teamCity = line.indexOf('##teamcity[testStd');
  if (teamCity >= 0 && (brace < 0 || teamCity < brace)) return teamCityMessage(line.slice(teamCity));
  if (brace >= 0 && brace <= LONGEST_PREFIX) return jsonMessage(line, brace);
  const container = CONTAINER.exec(line);
  if (container === null) return null;
  return { group: container[1]?.trim() ?? '', test: '', output: `${line.slice(container[0].length)}\n` };
}

/** Whether a text may hold a message at all; most do not. */
export function mayHoldMessages(text: string): boolean {
  return (
    text.includes('{"') || text.includes('##teamcity[') || text.includes(' | ') || text.includes('[pod/')
  );
}

/**
 * `web_1  | `, `[pod/web-5d8/main] `: containers that share one log, line by line (docker compose, kubectl); with the
 * number of the line before it if `grep -n` was here.
 */
const CONTAINER = /^(?:\d{1,9}[:-])?([\w.-]{1,100} {0,40}\||\[pod\/[^\]\s]{1,200}\])(?: |$)/;

/** A collector may put its time before the message. */
const LONGEST_PREFIX = 200;

function jsonMessage(line: string, brace: number): Message | null {
  const end = line.lastIndexOf('}') + 1;
  const event = LEFT_BEHIND.test(line.slice(end).trim()) ? objectOf(line.slice(brace, end)) : null;
  if (event === null) return null;
  if ('Output' in event)
    return { group: wordOf(event['Package']), test: wordOf(event['Test']), output: wordOf(event['Output']) };
  if ('log' in event) return { group: wordOf(event['stream']), test: '', output: wordOf(event['log']) };
  return recordMessage(event);
}

/** After a message nothing stands, except the end of a colour, a table or a fence. */
const LEFT_BEHIND = /^(?:\x1b?\[[\d;]{0,9}m|\||`{1,8}|)$/;

/** Where logging libraries and collectors put what a program wrote: `{"level":"error","msg":"WARNING: DATA RACE\n…"}`. */
const TEXT_FIELDS = ['msg', 'message', 'textPayload', 'line', 'output', 'stderr', 'stdout', 'error', 'err'];

function recordMessage(event: Record<string, unknown>): Message | null {
  const fields = TEXT_FIELDS.filter((field) => typeof event[field] === 'string');
  const field = fields.find((name) => wordOf(event[name]).includes('DATA RACE')) ?? fields[0];
  if (field === undefined) return null;
  return {
    group: `{${field}}`,
    test: '',
    output: `${wordOf(event[field]).replace(/\n$/, '')}\n`,
    record: true,
  };
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
