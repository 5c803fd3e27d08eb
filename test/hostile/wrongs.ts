import { parseCommands } from '../../src/commands/parse.ts';
import { parseMarked, renderMarked } from '../../src/triage/marker.ts';
import { planTriage } from '../../src/triage/plan.ts';
import type { Snapshot } from '../../src/triage/types.ts';
import { readComment } from './read.ts';

/** All that can be wrong with the comment of a snapshot. */
export function wrongs(snapshot: Snapshot): string[] {
  const { comment: text } = planTriage(snapshot);
  if (text === null) return [];
  const { strange, links } = readComment(text);
  const plain = withoutLinks(text);
  return [
    ...strange,
    ...links.filter((link) => !isOurs(link)).map((link) => `link to ${link}`),
    ...found(plain, /@[\w-]/g),
    ...found(plain, /\bgh-\d/gi),
    ...found(plain, /:\/\/|www\.|<!--/gi),
    ...found(plain, /#\d+/g).filter((one) => !named(snapshot).includes(one)),
    ...found(text, INVISIBLE),
    ...found(text, /^\s*(?:duplicate of|\/\w+)/gim),
    ...(new Set(found(plain, /#\d+/g)).size > 5 ? ['more than five references'] : []),
    ...(text.length > 20_000 ? [`${text.length} characters`] : []),
    ...parseCommands(text).map((reading) => `command in line ${reading.line}`),
    ...markerWrongs(text),
  ];
}

/** Earlier issues with our races, and what closed the one whose race is back. */
function named({ sightings, fixedBy }: Snapshot): string[] {
  const numbers = [...sightings.map(({ issue }) => issue), ...(fixedBy === undefined ? [] : [fixedBy])];
  return numbers.map((number) => `#${number}`);
}

/** Line ends are ours, and the zero-width break that we put in ourselves. */
const INVISIBLE =
  /(?![\n\u200b])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Script=Hebrew}\p{Script=Arabic}]/gu;

function found(text: string, pattern: RegExp): string[] {
  return text.match(pattern) ?? [];
}

/** As a mail shows it: the text itself, of our links only their words. */
function withoutLinks(text: string): string {
  return text.replace(/\]\((https:\/\/github\.com\/[^()\s]*)\)/g, (whole, url: string) =>
    isOurs(url) ? ']' : whole,
  );
}

/** The front page of a dependency's repository. */
const DEPENDENCY = /^https:\/\/github\.com\/[A-Za-z0-9][A-Za-z0-9-]*\/(?!\.+$)[\w.-]+$/;

/** A file of this repository on its default branch, or the front page of a dependency's; nowhere else. */
function isOurs(link: string): boolean {
  if (DEPENDENCY.test(link)) return true;
  const { origin, pathname, search, hash } = new URL(link);
  const file =
    pathname.startsWith('/acme/widgets/blob/main/') && pathname.length > '/acme/widgets/blob/main/'.length;
  return (
    origin === 'https://github.com' &&
    file &&
    search === '' &&
    /^(?:#L\d+)?$/.test(hash) &&
    !link.includes('/../')
  );
}

function markerWrongs(text: string): string[] {
  const ours = { digest: '0123456789abcdef', fingerprints: ['rt1:0000000000000000'] };
  const read = parseMarked(renderMarked(text, ours));
  return read?.marker.digest === ours.digest && read.text === text
    ? []
    : ['the marker that is found is not ours'];
}
