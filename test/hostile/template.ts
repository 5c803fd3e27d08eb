import { PATTERNS } from '../../src/race/pattern.ts';

/**
 * Every sentence that a comment may hold, code and links reduced to `C` and `L` in angle brackets. What matches no
 * row is not ours. Written by hand, so that a new sentence needs a look here first.
 */
const C = '⟨C⟩';
const PLACE = '(?:⟨C⟩|⟨L⟩)';
const VERB = '(?:atomic )?(?:read|write)';
const LOST = 'whose stack (?:is empty|is missing|the detector could not restore)';
const ACCESS = `an? ${VERB} (?:in ${C}(?: \\(${PLACE}\\))?|${LOST})`;
const ADVICE = `With ${C} the detector remembers more of the other side\\.`;
const SAME =
  '(?:the innermost frames of both sides, and the code that led there, are the same|people said so)\\.';
const DAY = '\\d{4}-\\d\\d-\\d\\d';
const OFTEN = `(?: In all, \\d+ earlier issues hold it(?:, the first of ${DAY})?(?:, the last of ${DAY})?\\.)?`;
const HEAD = '(?:, (?:the same as in|back after|likely the same as in) #\\d+)?';
const KNOWN =
  '(?:This race is known|All these races are known|Of these races, the (?:one|\\d+) that can be compared (?:is|are) known)';
const RACES = '(?:[Rr]aces? [\\d, …]+|[Oo]ne of the races)';
const ISSUES = '#\\d+(?:, #\\d+)*';
const SHARED = `(?:${RACES} (?:is|are) also in #\\d+\\. ?)`;
const FORK = `(?:Related, since the same code starts both goroutines: ${ISSUES}\\. ?)`;
const ONE_SIDE = `(?:Related, since one side is the same: ${ISSUES}\\. ?)`;
const FRAME = `${C} (?:writes|reads) the memory|${C} is the nearest code of this repository to the (?:write|read)|${C} calls the code that (?:writes|reads)|${C} is where the goroutine that (?:writes|reads) came in`;
const HOME = `${C} lies there|${C} belongs to it by the configuration|line \\d+ of [A-Z./a-z]+ names the owners of ${C}`;
const MODULE = `\\*\\*${C}\\*\\* \\((?:high|medium|low)\\)(?:, owned by ${C}(?: ${C})*(?: and \\d+ more)?)? – (?:${FRAME})(?: \\(and \\d+ more frames?\\))?; (?:${HOME})\\.`;
const REASON = PATTERNS.map((pattern) => pattern.reason.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
const PROBLEM = `line \\d+, column \\d+, ${C}\\.`;

export const PARAGRAPHS: readonly RegExp[] = [
  `\\*\\*Data race${HEAD}\\*\\*: ${ACCESS} collides with ${ACCESS}\\.(?: ${ADVICE})?`,
  `\\*\\*Data race\\*\\*, of which the text shows one side only: (?:${ACCESS}|a stack that cannot be read)\\. Add the rest of the report to the text of the issue, and it is read again\\.`,
  `\\*\\*\\d+ data races(?:${HEAD},)?\\*\\* in this issue:`,
  `${KNOWN}: see #\\d+(?:, opened ${DAY})?(?:, closed ${DAY})? – ${SAME}${OFTEN}`,
  `It is back: #\\d+ had the same races? and was closed as completed(?: on ${DAY})?(?: by #\\d+)? – ${SAME}${OFTEN}`,
  `${KNOWN}: #\\d+ was closed as not planned(?: on ${DAY})? – ${SAME}${OFTEN}`,
  `Likely the same as ${ISSUES}(?: \\(${RACES}\\))?: the innermost frames of both sides are the same\\.`,
  `${SHARED}*${FORK}?${ONE_SIDE}?`,
  'No earlier issue of this repository holds (?:it(?:, as far as it can be compared)?|any of them(?:, as far as they can be compared)?)\\.',
  '(?:It|They) cannot be compared with earlier issues\\.',
  `Module guess: ${MODULE}(?: Or ${MODULE})?`,
  `The memory belongs to ${C}(?: ${C})?(?: \\(⟨L⟩\\))?(?: and ${C}(?: ${C})?(?: \\(⟨L⟩\\))?)?\\.`,
  `Kind: (?:${REASON})(?: (?:${REASON}))?`,
  `Labels that would fit: ${C} – [\\w ]+(?:; ${C} – (?:[\\w ]+|(?:${FRAME})(?: \\(and \\d+ more frames?\\))?))*\\.`,
  `No label is touched while ${C} is not valid: ${PROBLEM}`,
  PROBLEM,
  `It will be closed as a duplicate on ${DAY}, unless somebody comments, answers this with 👎, or changes a label\\. Reopened, it stays open\\.`,
  'It is not closed as a duplicate: [\\w 👎]+\\.',
  'and \\d+ more\\.',
  '… and \\d+ more\\.',
  'Race \\d+:',
  'The text of this issue no longer holds a race report that can be read\\.(?: The labels that race-triage had put on are taken off again\\.)?',
  `<sub>Wrong\\? ${C} in a comment lists what you can tell me\\. Options: (?:⟨L⟩|${C}) · race-triage [\\d.]+</sub>`,
].map((source) => new RegExp(`^${source}$`, 'u'));

export const CELLS: readonly RegExp[] = [
  'Race',
  'One side',
  'The other side',
  '[\\d, …]+(?: \\(\\d+ variants\\))?',
  `${VERB} (?:in ${C}(?: ${PLACE})?|${LOST})`,
  'not in the text',
].map((source) => new RegExp(`^${source}$`, 'u'));

export const SUMMARIES: readonly RegExp[] = [
  'More about it',
  '\\d+ more races?',
  'Stacks: this repository’s own frames, ► marks those that decide',
  'The two (?:goroutines|threads), drawn',
  'The frames that matched',
  'What the app saw',
].map((source) => new RegExp(`^<details>\\n<summary>${source}</summary>$`, 'u'));
