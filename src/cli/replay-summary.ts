import type { ConfigResult, Verdict } from '../triage/types.ts';
import { agreement } from './replay-agreement.ts';
import { familiesOf, type Star } from './replay-families.ts';
import { moduleTable } from './replay-modules.ts';
import type { Played } from './replay-play.ts';
import { sides } from '../race/index.ts';
import { frameName } from '../triage/place.ts';
import { columns, paint, printable } from './terminal.ts';

/** What the summary keeps of each issue with a race: little, since there may be very many. */
export interface Row {
  readonly number: number;
  readonly createdAt: string;
  /** At the end of the history. */
  readonly open: boolean;
  readonly closedAs: string | null;
  /** Those people put on, as they stand at the end. */
  readonly humanLabels: readonly string[];
  readonly plan: Omit<Played['plan'], 'comment' | 'because'>;
  /** Its races: equal text, equal race. */
  readonly races: readonly string[];
  /** The two functions of its first race. */
  readonly place: string;
}

const FAMILIES = 10;

/** What a whole history came to, for the person who keeps the repository. */
export class Summary {
  readonly #config: ConfigResult;
  readonly #rows: Row[] = [];
  #issues = 0;

  constructor(config: ConfigResult) {
    this.#config = config;
  }

  add(played: Played): void {
    this.#issues++;
    if (played.plan.verdict !== 'no-race') this.#rows.push(toRow(played));
  }

  render(): string {
    const families = familiesOf(this.#rows);
    const parts = [
      [title('Summary'), columns(this.#counts(families))].join('\n'),
      [title('Agreement with the labels people gave'), agreement(this.#rows, this.#config)].join('\n'),
      moduleTable(this.#rows, this.#config),
      familyTable(families.all),
    ];
    return `\n${parts.filter((part) => part !== '').join('\n\n')}\n`;
  }

  #counts({ groups, all }: ReturnType<typeof familiesOf>): string[][] {
    const rows = this.#rows;
    const readable = rows.filter((row) => row.plan.races > 0);
    const races = readable.flatMap((row) => row.races);
    const found = (verdict: Verdict): number => rows.filter((row) => row.plan.verdict === verdict).length;
    const notes =
      found('incomplete') > 0 ? `; ${found('incomplete')} show one side only, or just speak of a race` : '';
    return [
      ['issues', `${this.#issues}; ${readable.length} hold a race report${notes}`],
      ['races', `${races.length} reports of ${new Set(races).size} different races`],
      ['groups', `${groups.length} of issues with the same race; with their relatives ${all.length}`],
      ['duplicates', `${found('duplicate')} of an issue that was open`],
      ['regressions', `${found('regression')} of a race that was fixed`],
      ['declined', `${found('declined')} of a race that was closed as not planned`],
      ['likely', `${found('likely')} for a person to confirm`],
      ['related', `${found('related')} that share a side, a fork point or some of the races`],
      ['new', String(found('new'))],
      ...(found('ignored') > 0 ? [['ignored', String(found('ignored'))]] : []),
    ];
  }
}

function toRow({ issue, races, plan }: Played): Row {
  const { comment: _comment, because: _because, ...rest } = plan;
  return {
    number: issue.number,
    createdAt: issue.createdAt,
    open: issue.closed === null && !issue.closedSometime,
    closedAs: issue.closed?.reason ?? null,
    humanLabels: issue.labels,
    plan: rest,
    races: races.map(({ keys }, i) => keys.exact ?? keys.likely ?? `race ${i} of issue ${issue.number}`),
    place: placeOf(races),
  };
}

function placeOf(races: Played['races']): string {
  const [first] = races;
  if (!first) return '';
  const names = sides(first.report).flatMap(({ leaf, access }) => {
    const frame = leaf?.frame ?? access.frames[0];
    return frame ? [frameName(frame)] : [];
  });
  return printable([...new Set(names)].join(' / '));
}

function familyTable(families: readonly Star[]): string {
  if (families.length === 0) return '';
  const rows = families
    .slice(0, FAMILIES)
    .map(({ rows: members, exact }) => [
      String(members.length),
      String(exact),
      `#${members[0]?.number ?? 0}`,
      (members[0]?.createdAt ?? '').slice(0, 10),
      (members.at(-1)?.createdAt ?? '').slice(0, 10),
      String(members.filter((row) => row.open).length),
      members[0]?.place ?? '',
    ]);
  const header = ['issues', 'same race', 'oldest', 'first', 'last', 'open', 'where'];
  const more = families.length > FAMILIES ? `\n… and ${families.length - FAMILIES} more` : '';
  return `${title('The biggest families')}\n${columns([header, ...rows])}${more}`;
}

function title(text: string): string {
  return paint('bold', text);
}
