import { type PatternName, patternsOf } from '../../race/index.ts';
import { codeSpan } from '../markdown.ts';
import { namedInComment } from '../suggest.ts';
import type { ModuleGuess } from '../types.ts';
import type { CommentOptions, CommentView } from './view.ts';

/** A rule of CODEOWNERS may name a whole company. */
const OWNERS = 5;

/** `Module guess: **executor** (high) – why. Or …`; no line where the frames do not tell. */
export function owners({ plan, mention }: CommentView): string {
  const guesses = plan.modules.map((guess) => owner(guess, mention));
  return guesses.length > 0 ? `Module guess: ${guesses.join(' Or ')}` : '';
}

/** Owners are shown as code: named, not called – unless the configuration asks for it, and we are sure. */
function owner(guess: ModuleGuess, mention: CommentOptions['mention']): string {
  const call = mention === 'owners' && guess.confidence === 'high';
  const names = guess.owners
    .slice(0, OWNERS)
    .map((name) => (call && MENTION.test(name) ? name : codeSpan(name)));
  const more = guess.owners.length > OWNERS ? ` and ${guess.owners.length - OWNERS} more` : '';
  const owned = names.length > 0 ? `, owned by ${names.join(' ')}${more}` : '';
  return `**${codeSpan(guess.name)}** (${guess.confidence})${owned} – ${guess.because.join('; ')}.`;
}

/** A user or a team, and nothing that Markdown could make more of. */
const MENTION = /^@[A-Za-z0-9](?:[A-Za-z0-9-]*)(?:\/[\w.-]+)?$/;

/** Two kinds say enough. */
const KINDS = 2;

/** The kinds of race, in a sentence each. */
export function kinds({ races, options }: CommentView): string {
  const reasons = new Map<PatternName, string>();
  for (const { report } of races)
    for (const { name, reason } of patternsOf(report, options)) reasons.set(name, reason);
  const shown = [...reasons.values()].slice(0, KINDS);
  return shown.length > 0 ? `Kind: ${shown.join(' ')}` : '';
}

/** Labels listed; an issue with more is beyond advice. */
const LABELS = 5;

/** In `suggest` mode: what we would put on, were we let. What people took off is not offered again. */
export function suggestions({ plan, snapshot }: CommentView): string {
  const missing = namedInComment(plan, snapshot);
  if (missing.length === 0) return '';
  const shown = missing.slice(0, LABELS).map(({ name, because }) => `${codeSpan(name)} – ${because}`);
  const more = missing.length > LABELS ? `; and ${missing.length - LABELS} more` : '';
  return `Labels that would fit: ${shown.join('; ')}${more}.`;
}
