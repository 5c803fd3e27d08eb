import { sha256Hex } from '../race/index.ts';

/**
 * The line that marks a comment as managed by this app. It only helps to find the comment: nothing in it is
 * trusted, and it counts only in comments that this app wrote.
 */
export interface Marker {
  /** What the comment said when it was written; see `commentDigest`. */
  readonly digest: string;
  /** The exact keys of the races, for people who grep. */
  readonly fingerprints: readonly string[];
}

const OPENING = '<!-- race-triage:v1 ';
const CLOSING = ' -->';

/** How many fingerprints a marker lists at most; sixty races must not fill the comment. */
const LISTED = 10;

/** Puts the marker below a comment. @example renderMarked('Hello', { digest: 'ab', fingerprints: [] }) */
export function renderMarked(text: string, marker: Marker): string {
  const json = JSON.stringify({ digest: marker.digest, fingerprints: marker.fingerprints.slice(0, LISTED) });
  // `--` would end an HTML comment early; neither hex nor our keys hold one, so this is only a belt.
  return `${text}\n\n${OPENING}${json.replaceAll('--', '-')}${CLOSING}\n`;
}

/** The marker of a comment and the text above it; null where there is none, or it cannot be read. */
export function parseMarked(body: string): { text: string; marker: Marker } | null {
  const start = body.lastIndexOf(OPENING);
  const end = body.indexOf(CLOSING, start);
  if (start < 0 || end < 0) return null;
  const marker = parseMarker(body.slice(start + OPENING.length, end));
  return marker && { text: body.slice(0, start).trimEnd(), marker };
}

function parseMarker(json: string): Marker | null {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== 'object' || value === null) return null;
    const { digest, fingerprints } = value as Partial<Record<keyof Marker, unknown>>;
    if (typeof digest !== 'string' || !Array.isArray(fingerprints)) return null;
    return { digest, fingerprints: fingerprints.filter((key) => typeof key === 'string') };
  } catch {
    return null;
  }
}

/**
 * Equal for equal comments, whatever GitHub did to line ends and trailing blanks, and whichever version wrote them: a new
 * version alone is no reason to edit thousands of comments.
 */
export function commentDigest(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const plain = lines.map((line) => line.trimEnd()).join('\n');
  return sha256Hex(plain.trim().replace(VERSION_MARK, '')).slice(0, 16);
}

/** Which version wrote a comment, for the end of its footer; nothing where it is not known. @example versionMark('1.2.3') */
export function versionMark(version: string | undefined): string {
  return version === undefined ? '' : ` · race-triage ${version}`;
}

const VERSION_MARK = / · race-triage [\w.+-]+(?=<\/sub>$)/;

/** The marker of an answer to a command: one answer a command comment. */
export function replyMarker(comment: number): string {
  return `<!-- race-triage:reply ${comment} -->`;
}

/** The command comment that a comment says it answers; null where it is no answer. */
export function readReplyMarker(body: string): number | null {
  const found = /<!-- race-triage:reply (\d+) -->/.exec(body);
  return found ? Number(found[1]) : null;
}
