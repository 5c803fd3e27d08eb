/** What we answered to one comment with commands. */
export interface Answered {
  readonly comment: number;
  readonly login: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How many commands were obeyed. */
  readonly commands: number;
  /** We said in words what was wrong with it. */
  readonly complained: boolean;
  /** We answered in words at all. */
  readonly replied: boolean;
}

/** What the next answer may do, so that nobody fills a thread through us, or keeps us busy. */
export interface Allowance {
  /** How many commands may be obeyed. */
  readonly commands: number;
  /** Whether what is wrong may be said in words. */
  readonly complain: boolean;
  /** Whether a reply may be written at all. */
  readonly reply: boolean;
}

/** Answers count for an hour, in milliseconds. */
export const ALLOWANCE_TIME = 60 * 60 * 1000;

/** Obeyed per issue and hour: more than people need, less than a loop makes. */
const COMMANDS = 30;

/** Replies per issue and hour. Bots that answered every comment made threads of hundreds. */
const REPLIES = 10;

/**
 * @param log what was answered on the issue within `ALLOWANCE_TIME`
 * @param comment the comment that is to be answered now; what was noted of it on an earlier try stands
 */
export function allowanceOf(
  log: readonly Answered[],
  { comment, login }: Pick<Answered, 'comment' | 'login'>,
): Allowance {
  const before = log.find((one) => one.comment === comment);
  if (before) return { commands: before.commands, complain: before.complained, reply: before.replied };
  const obeyed = log.reduce((sum, one) => sum + one.commands, 0);
  const reply = log.filter(({ replied }) => replied).length < REPLIES;
  const told = log.some((one) => one.complained && one.login.toLowerCase() === login.toLowerCase());
  return { commands: Math.max(0, COMMANDS - obeyed), complain: reply && !told, reply };
}
