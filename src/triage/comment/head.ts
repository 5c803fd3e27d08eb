import { fold, inCell } from '../markdown.ts';
import { type Family, familiesOf } from './families.ts';
import { type AccessStyle, accessText } from './frame.ts';
import type { CommentView, RaceView } from './view.ts';

/** Rows shown before the fold. */
const VISIBLE = 3;

/** What raced: a sentence for one race, a table for several. */
export function raced(view: CommentView): { readonly text: string; readonly rest: readonly Family[] } {
  const [first] = view.races;
  if (view.races.length === 1 && first) return { text: sentence(first, view), rest: [] };
  const families = familiesOf(view.races);
  const title = `**${view.races.length} data races${sameAs(view)}** in this issue:`;
  return {
    text: [title, '', ...tableOf(families.slice(0, VISIBLE), view, { links: true })].join('\n'),
    rest: families.slice(VISIBLE),
  };
}

/** The rows that found no room, folded; those that find none there either are counted. */
export function moreRaces(rest: readonly Family[], view: CommentView, rows: number): string {
  if (rest.length === 0) return '';
  const shown = rest.slice(0, rows);
  const left = countOf(rest.slice(rows));
  const more = left > 0 ? ['', `… and ${left} more.`] : [];
  const content = [...(shown.length > 0 ? tableOf(shown, view, { links: false }) : []), ...more].join('\n');
  const count = countOf(rest);
  return fold(`${count} more ${count === 1 ? 'race' : 'races'}`, content);
}

function countOf(families: readonly Family[]): number {
  return families.reduce((sum, family) => sum + family.length, 0);
}

/** The first line is what a list of mails shows: what it is the same as belongs there. */
function sameAs({ plan, races }: CommentView): string {
  const { duplicateOf, declinedIn, regressionOf, likely } = plan;
  const same = duplicateOf ?? declinedIn;
  if (races.some(({ keys }) => keys.exact === null)) return '';
  const end = races.length === 1 ? '' : ',';
  if (same !== null) return `, the same as in #${same}${end}`;
  if (regressionOf !== null) return `, back after #${regressionOf}${end}`;
  const [first] = likely;
  return first && races.length === 1 ? `, likely the same as in #${first.number}` : '';
}

/** **Data race**: a write in `a.F` (`a/f.go:1`) collides with a read in `b.G` (`b/g.go:2`). */
function sentence({ sides, report }: RaceView, view: CommentView): string {
  const [one, other] = sides.map((side) => withArticle(accessText(side, view, IN_SENTENCE)));
  if (!one || !other)
    return `**Data race**, of which the text shows one side only: ${one ?? 'a stack that cannot be read'}. ${CUT}`;
  const failed = report.accesses.some(({ stack }) => stack === 'failed');
  const advice = failed ? ` ${ADVICE[report.dialect]}` : '';
  return `**Data race${sameAs(view)}**: ${one} collides with ${other}.${advice}`;
}

const IN_SENTENCE = { brackets: true, links: true } as const;

/** https://go.dev/doc/articles/race_detector#Options, https://github.com/google/sanitizers/wiki/ThreadSanitizerFlags */
const ADVICE = {
  go: 'With `GORACE="history_size=7"` the detector remembers more of the other side.',
  tsan: 'With `TSAN_OPTIONS="history_size=7"` the detector remembers more of the other side.',
} as const;

/** No option of the detector brings back what a log or a quotation left out. */
const CUT = 'Add the rest of the report to the text of the issue, and it is read again.';

function withArticle(text: string): string {
  return `${text.startsWith('atomic') ? 'an' : 'a'} ${text}`;
}

type RowStyle = Pick<AccessStyle, 'links'>;

function tableOf(families: readonly Family[], view: CommentView, style: RowStyle): string[] {
  return [
    '| Race | One side | The other side |',
    '| --- | --- | --- |',
    ...families.map((family) => row(family, view, style)),
  ];
}

function row(family: Family, view: CommentView, { links }: RowStyle): string {
  const [first] = family;
  const cells = first.sides.map((side) => inCell(accessText(side, view, { brackets: false, links })));
  const [one, other] = cells;
  return `| ${numbersOf(family)} | ${one ?? 'not in the text'} | ${other ?? 'not in the text'} |`;
}

/** `3`, or `1, 2, 5, … (7 variants)`: the row shows the first. */
function numbersOf(family: Family): string {
  const members = family.slice(0, MEMBERS).map((race) => race.number);
  const more = family.length > MEMBERS ? ', …' : '';
  return `${members.join(', ')}${more}${family.length > 1 ? ` (${family.length} variants)` : ''}`;
}

const MEMBERS = 5;
