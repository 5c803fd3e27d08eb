import { codeSpan } from '../markdown.ts';
import { versionMark } from '../marker.ts';
import { fileUrl } from '../place.ts';
import type { Snapshot } from '../types.ts';
import { siteOf } from './view.ts';

const CONFIG_FILE = '.github/race-triage.yml';

/** Where to say that something is wrong, where to change it for good, and which version says all this. */
export function footer(snapshot: Snapshot): string {
  return `<sub>Wrong? \`/race help\` in a comment lists what you can tell me. Options: ${options(snapshot)}${versionMark(snapshot.version)}</sub>`;
}

/** The repository's own file, where it has one; else where it would be. */
function options(snapshot: Snapshot): string {
  const url = snapshot.facts.config === null ? null : fileUrl(siteOf(snapshot), CONFIG_FILE, null);
  return url === null ? codeSpan(CONFIG_FILE) : `[${codeSpan(CONFIG_FILE)}](${url})`;
}
