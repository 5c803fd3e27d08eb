import type { Side } from '../../race/index.ts';
import { codeBlock, isHarmless, shorten } from '../markdown.ts';
import { frameName } from '../place.ts';
import { familiesOf } from './families.ts';
import { leafName } from './frame.ts';
import type { CommentView, RaceView } from './view.ts';

/**
 * Who started the two goroutines, what each did, and where they met, as sequence diagrams of Mermaid; the earlier
 * access first. Of a family only the first; a race with a name that cannot be read gets none.
 */
export function diagrams({ races }: CommentView, most: number): string {
  const drawn = familiesOf(races)
    .slice(0, most)
    .flatMap(([race]) => {
      const lines = diagram(race);
      const title = races.length > 1 ? `Race ${race.number}:\n\n` : '';
      return lines ? [`${title}${codeBlock(lines, 'mermaid')}`] : [];
    });
  return drawn.join('\n\n');
}

/** @example diagram(race)[0] // 'sequenceDiagram' */
function diagram({ sides, report }: RaceView): string[] | null {
  const [one, other] = [...sides].sort((a, b) => Number(b.access.previous) - Number(a.access.previous));
  if (!one || !other || report.accesses.length !== 2) return null;
  const [a, b] = [actorOf(one, 'A'), actorOf(other, 'B')];
  if (!a || !b) return null;
  const sameStart = a.start !== null && a.start === b.start;
  return [
    'sequenceDiagram',
    ...(a.start === null ? [] : [`  participant S as ${a.start}`]),
    `  participant A as ${a.label}`,
    '  participant M as the same memory',
    `  participant B as ${b.label}`,
    ...(b.start === null || sameStart ? [] : [`  participant T as ${b.start}`]),
    ...(a.start === null ? [] : ['  S-)A: starts']),
    ...(b.start === null ? [] : [`  ${sameStart ? 'S' : 'T'}-)B: starts`]),
    ...a.steps,
    ...b.steps,
  ];
}

interface Actor {
  readonly label: string;
  /** The function with the `go` statement. */
  readonly start: string | null;
  readonly steps: readonly string[];
}

/** Null where a name of it cannot be drawn. */
function actorOf(side: Side, id: 'A' | 'B'): Actor | null {
  const { access, entry, anchor, leaf, spawn } = side;
  const name = label(leafName(side));
  const start = spawn ? label(frameName(spawn.frame)) : null;
  const path = [entry, anchor].filter((step) => step !== null && step.name !== leaf?.name);
  const way = [...new Set(path.map((step) => label(step ? frameName(step.frame) : '')))];
  if (name === null || (spawn && start === null) || way.includes(null)) return null;
  const notes = way.length > 0 ? [`  Note over ${id}: ${way.join('<br/>')}`] : [];
  const verb = `${access.atomic ? 'atomic ' : ''}${access.op}`;
  return { label: runner(side), start, steps: [...notes, `  ${id}->>M: ${verb} in ${name}`] };
}

function runner({ access: { by } }: Side): string {
  if (by.kind === 'main') return 'main goroutine';
  return by.id === null ? 'a goroutine' : `${by.kind} ${by.id}`;
}

/** Wide diagrams are scaled down until nobody can read them. */
const LONGEST = 60;

/**
 * A name as it may stand in a diagram; null for one that Mermaid, or a reader, could take for anything else: `;` and
 * line ends end a statement, `#` begins an entity, `%%` a comment or directive, `<` a tag, `$$` a formula
 * (https://mermaid.js.org/syntax/sequenceDiagram.html).
 */
function label(name: string): string | null {
  return isHarmless(name) && NAME.test(name) ? shorten(name, LONGEST) : null;
}

const NAME = /^[\p{L}\p{N}_([*](?:[\p{L}\p{M}\p{N}_.()[\]*/+·• -]|::)*$/u;
