import { classOfFrame, type Frame, type RaceOptions, type Side } from '../../race/index.ts';
import { codeSpan } from '../markdown.ts';
import { fileUrl, frameName, repositoryPath, shortPlace } from '../place.ts';
import type { CommentView } from './view.ts';

/** In a sentence long names are shortened; the stacks below have more room. */
const IN_SENTENCE = 80;

/** How an access is told: in a sentence its place stands in brackets, in a folded row it is no link. */
export interface AccessStyle {
  readonly brackets: boolean;
  readonly links: boolean;
}

/** `write in a.F (a/f.go:1)`, names and places as code. */
export function accessText(side: Side, view: CommentView, { brackets, links }: AccessStyle): string {
  const verb = side.access.atomic ? `atomic ${side.access.op}` : side.access.op;
  const frame = decidingFrame(side);
  if (!frame) return `${verb} ${MISSING[side.access.stack]}`;
  const place = isBorrowed(side) ? null : placeText(frame, view, links);
  const shown = place === null ? '' : brackets ? ` (${place})` : ` ${place}`;
  return `${verb} in ${codeSpan(leafName(side), IN_SENTENCE)}${shown}`;
}

const MISSING = {
  restored: 'whose stack is empty',
  failed: 'whose stack the detector could not restore',
  missing: 'whose stack is missing',
} as const;

/** The frame that a side is told by. */
function decidingFrame(side: Side): Frame | null {
  return side.leaf?.frame ?? side.access.frames[0] ?? null;
}

/** Its name; code inside the function that starts the goroutine, where the stack does not tell more. */
export function leafName(side: Side): string {
  const frame = decidingFrame(side);
  if (!frame) return '';
  const name = frameName(frame);
  return isBorrowed(side) && !frame.closure ? `${name} (closure)` : name;
}

/** The stack of the access names nobody's code: its leaf is taken from where the goroutine was created. */
function isBorrowed({ leaf, access }: Side): boolean {
  return leaf !== null && !access.frames.includes(leaf.frame);
}

function placeText(frame: Frame, view: CommentView, links: boolean): string | null {
  const place = shortPlace(frame, ownPaths(view));
  if (place === null) return null;
  const code = codeSpan(place, IN_SENTENCE);
  const url = links ? sourceUrl(frame, view) : null;
  return url === null ? code : `[${code}](${url})`;
}

/** The line on the web; only of the repository's own code, since we know no other's branch. */
function sourceUrl(frame: Frame, view: CommentView): string | null {
  const own = ownPaths(view);
  const known = own.some((module) => frame.module === module || isWithin(frame.package ?? '', module));
  if (!known || !isOurs(frame, view.options, own)) return null;
  const path = repositoryPath(frame, own);
  return path === null || isVendored(path) ? null : fileUrl(view.site, path, frame.line);
}

/** Modules of the repository, and what it would be called where none is known. */
function ownPaths({ options, site }: CommentView): readonly string[] {
  const { host } = new URL(site.webUrl);
  return [...(options.modules ?? []), `${host}/${site.owner}/${site.name}`];
}

function isWithin(packagePath: string, module: string): boolean {
  return packagePath === module || packagePath === `${module}_test` || packagePath.startsWith(`${module}/`);
}

function isOurs(frame: Frame, options: RaceOptions, own: readonly string[]): boolean {
  const kind = classOfFrame(frame, options, own);
  return kind === 'first-party' || kind === 'harness';
}

function isVendored(path: string): boolean {
  return path.startsWith('vendor/') || path.includes('/vendor/');
}
