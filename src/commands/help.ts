import { isAmong, type Asker } from './permission.ts';
import { commands, type Command, type Flag, type Who } from './table.ts';

const WHO: Readonly<Record<Who, string>> = {
  anyone: 'anyone',
  author: "the issue's author and people with triage rights",
  triage: 'people with triage rights',
};

/** Whoever asks for help without being known is offered what everyone may use. */
const STRANGER: Asker = { role: null, isAuthor: false };

/**
 * How a command is written.
 *
 * @example
 * usage(rescan) // '/race rescan [--force]'
 */
export function usage(row: Command): string {
  return row.args === '' ? `/race ${row.name}` : `/race ${row.name} ${row.args}`;
}

/**
 * The answer to `/race help`, as Markdown: what this person may use first, then the rest, marked with who may.
 * No line of it begins with a command, so the app can never be made to answer itself.
 *
 * @example
 * helpText({ role: 'read', isAuthor: true }) // offers `/race rescan` without `--force`
 */
export function helpText(asker: Asker = STRANGER): string {
  const offers = commands.flatMap(entries);
  const open = offers.filter((offer) => mayAll(offer, asker));
  const closed = offers.filter((offer) => !mayAll(offer, asker));
  const parts = [
    'You can use these commands in a comment, each on a line of its own:',
    list(open, summaryOf),
  ];
  if (closed.length > 0) {
    parts.push(
      'Not open to you here:',
      list(closed, (offer) => `${offer.summary} For ${WHO[offer.who]}.`),
    );
  }
  return parts.join('\n\n') + '\n';
}

/**
 * The table of commands for the README, as Markdown.
 *
 * @example
 * readmeSection().split('\n')[0] // '| Command | Who | What it does |'
 */
export function readmeSection(): string {
  const rows = commands.flatMap(entries).map((offer) => {
    return `| \`${offer.text}\` | ${WHO[offer.who]} | ${offer.summary} |`;
  });
  return ['| Command | Who | What it does |', '| --- | --- | --- |', ...rows].join('\n') + '\n';
}

/** A command, or a command with one of its flags: what is offered to people as one line. */
interface Offer {
  readonly text: string;
  readonly who: Who;
  /** The rights the bare command needs, where the offer is one of its flags. */
  readonly base: Who;
  readonly summary: string;
}

function entries(row: Command): readonly Offer[] {
  return [plain(row), ...row.flags.map((flag) => withFlag(row, flag))];
}

/** The arguments without the flags, which have lines of their own. */
function plain(row: Command): Offer {
  const flags = new Set(row.flags.map((flag) => `[${flag.word}]`));
  const args = row.args.split(' ').filter((word) => word !== '' && !flags.has(word));
  return {
    text: ['/race', row.name, ...args].join(' '),
    who: row.who,
    base: row.who,
    summary: row.summary,
  };
}

function withFlag(row: Command, flag: Flag): Offer {
  return {
    text: `${plain(row).text} ${flag.word}`,
    who: flag.who,
    base: row.who,
    summary: flag.summary,
  };
}

function mayAll(offer: Offer, asker: Asker): boolean {
  return isAmong(offer.base, asker) && isAmong(offer.who, asker);
}

function list(offers: readonly Offer[], sentence: (offer: Offer) => string): string {
  return offers.map((offer) => `- \`${offer.text}\`: ${sentence(offer)}`).join('\n');
}

function summaryOf(offer: Offer): string {
  return offer.summary;
}
