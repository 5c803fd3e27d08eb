import type { Reading } from '../commands/parse.ts';
import type { Config } from '../config/schema.ts';
import type { Problem } from '../config/problem.ts';
import type { RaceKeys, RaceReport } from '../race/types.ts';
import type { Actor, CommandComment, RepositoryRef } from './job.ts';
import type { Labeler } from './owners/labeler.ts';
import type { OwnersFiles } from './owners/prow.ts';
import type { Ruling } from './ruling.ts';

/** An issue as GitHub shows it now. */
export interface Issue {
  readonly number: number;
  /** What GitHub's API calls it where a number alone would not do. */
  readonly id?: number;
  readonly title: string;
  /** Empty where GitHub says null. */
  readonly body: string;
  readonly state: 'open' | 'closed';
  /** `completed`, `not_planned`, `duplicate`, `reopened` or null, as GitHub says. */
  readonly stateReason: string | null;
  /** Null when the account was deleted. */
  readonly author: Actor | null;
  readonly labels: readonly string[];
  /** Logins of those it is assigned to. */
  readonly assignees?: readonly string[];
  readonly createdAt: string;
  readonly closedAt: string | null;
  /** How many comments GitHub counts; 0 saves listing them. */
  readonly comments: number;
  readonly locked: boolean;
  readonly isPullRequest: boolean;
}

/** What the index keeps of a race. */
export interface IndexedKeys extends RaceKeys {
  /** Canonical names of both leaves, which most keys are made of; absent where a side has none. */
  readonly leaves?: readonly [string, string];
}

/** One race of the issue with its keys. */
export interface Race {
  readonly report: RaceReport;
  readonly keys: IndexedKeys;
  /** The comment that holds the report, where it is not in the text of the issue; lines are those of that comment. */
  readonly comment?: number;
}

export type MatchLevel = 'exact' | 'likely' | 'one-sided' | 'fork-point';

/** Another issue of the repository that holds a race with one of our keys. */
export interface Sighting {
  readonly issue: number;
  readonly title: string;
  readonly state: 'open' | 'closed';
  readonly stateReason: string | null;
  readonly createdAt: string;
  readonly closedAt: string | null;
  /** What we, or people, said it repeats. */
  readonly duplicateOf: number | null;
  /** Which of our races (by position) it shares, and at which level; the strictest level of each only. */
  readonly matches: readonly { readonly race: number; readonly level: MatchLevel }[];
  /** A comment of it that holds our races, where its own text holds none. */
  readonly inComment?: number;
}

/** When and how often a race was reported in other issues of the repository, by its exact key. */
export interface RaceHistory {
  /** Position of the race in the snapshot. */
  readonly race: number;
  /** ISO 8601; when the first and the last report were written. */
  readonly first: string;
  readonly last: string;
  /** How many reports, in texts of issues and in comments. */
  readonly reports: number;
  /** In how many issues. */
  readonly issues: number;
  /** How many of the reports stand in comments. */
  readonly comments: number;
}

/** An earlier race between functions of the same names, in packages of other paths. */
export interface MovedRace {
  /** Position of our race in the snapshot. */
  readonly race: number;
  readonly issue: number;
  /** Packages of its leaves, in the order of `IndexedKeys.leaves`. */
  readonly packages: readonly [string, string];
}

/** An earlier race issue of the repository, as far as learned routing asks. */
export interface Precedent {
  readonly issue: number;
  /** Labels that people put on, or left on; see `labelsOfPeople`. */
  readonly labels: readonly string[];
  /** What its races were blamed on, the strongest first: import paths of packages, with the file where it is known. */
  readonly places: readonly string[];
}

/** What is known of the repository, read once and cached. */
export interface RepositoryFacts {
  readonly repository: RepositoryRef;
  /** Module paths of its `go.mod` files, longest first. */
  readonly modules: readonly string[];
  /** Where each module lies that is not at the root: module path → directory. */
  readonly directories?: Readonly<Record<string, string>>;
  /** Names of all its labels. */
  readonly labels: readonly string[];
  readonly codeowners: { readonly path: string; readonly text: string } | null;
  /** Labels by path, from `.github/labeler.yml`. */
  readonly labeler?: { readonly path: string } & Labeler;
  /** prow's OWNERS files: which there are, and those that were read so far. */
  readonly owners?: OwnersFiles;
  /** What of these files could not be read, for people. */
  readonly problems?: readonly string[];
  /** Which files these facts were made of, as git names their content, and by which way of reading. */
  readonly read?: { readonly by: number; readonly blobs: Readonly<Record<string, string>> };
  /** The text of `.github/race-triage.yml`; null where there is none. */
  readonly config: string | null;
  /** False where GitHub was asked for suggestions of labels and had none. */
  readonly suggestions?: boolean;
}

/** What we remember of an issue from our earlier runs. */
export interface IssueMemory {
  readonly comment: { readonly id: number; readonly digest: string } | null;
  /** A person deleted or hid our comment: it is not written again. */
  readonly commentRefused: boolean;
  /** The digest of a text that somebody took back: our comment does not say it again. */
  readonly refusedDigest?: string;
  /** Labels on the issue that we put there. */
  readonly applied: readonly string[];
  /** Labels that stood there when we first looked, and may be an issue form's. */
  readonly before?: readonly string[];
  /** Labels that people put on since; what learned routing learns from. */
  readonly labelled?: readonly string[];
  /** Those that other bots put on; they count once the issue was closed with them. */
  readonly labelledByBots?: readonly string[];
  /** People whom we assigned: done once, never again. */
  readonly assigned?: readonly string[];
  /** Labels that people put on or took off: never touched by us again. */
  readonly handsOff: readonly string[];
  /** Labels that GitHub would not put on, without a word. */
  readonly dropped?: readonly string[];
  /** Labels that we proposed, and did not take back; see `Suggestion`. */
  readonly suggested?: readonly string[];
  /** Numbers of the suggestions that we took back. */
  readonly withdrawn?: readonly number[];
  /** What became of closing it as a duplicate, where the repository asks for that. */
  readonly closing?: Closing;
  readonly duplicateOf: number | null;
  /** Comments whose reports count as the issue's own: its author's, and those of people with triage rights. */
  readonly heard?: readonly number[];
  /** Which races were there at the last run that was done with; see `raceDigest`. */
  readonly races: string;
  /** The last run was not done: whatever the text says, there is something left to do. */
  readonly unfinished?: boolean;
}

export interface Closing {
  /** The issue it repeats. */
  readonly of: number;
  /** When our comment first said so: the days of grace count from here. */
  readonly since: string;
  /** Why it stays open; final. */
  readonly vetoed?: string;
  /** We closed it. Never again: reopened, it stays open. */
  readonly closed?: true;
}

/** What people did since our comment, and how the other issue is, read when the days of grace are over. */
export interface Grace {
  /** The first objection, in words; null where there is none. */
  readonly objection: string | null;
  /** The number by which GitHub's API calls the issue that is repeated; null where that one is not open. */
  readonly canonical: number | null;
}

/** A label proposed to people, who put it on or say no; GitHub has that as a preview. */
export interface Suggestion {
  readonly id: number;
  readonly label: string;
  /** `settled` is whatever else GitHub says: put on, replaced, void. */
  readonly state: 'pending' | 'dismissed' | 'settled';
}

/** A comment with slash commands, and the right of the one who wrote it. */
export interface Asked {
  readonly comment: CommandComment;
  readonly readings: readonly Reading[];
  /** As GitHub names it; null where it was not asked for, or could not be learnt. */
  readonly role: string | null;
  readonly isAuthor: boolean;
}

/** Everything a decision may depend on. Storable, replayable: no function, no clock but `now`. */
export interface Snapshot {
  readonly issue: Issue;
  readonly races: readonly Race[];
  /** Signs of a race without a readable report. */
  readonly mentioned: boolean;
  readonly facts: RepositoryFacts;
  readonly config: ConfigResult;
  /** The issue whose comment says that the configuration is not valid: said once, not everywhere. */
  readonly notedOn?: number;
  /** The operator's ceiling. */
  readonly ceiling: Mode;
  readonly sightings: readonly Sighting[];
  /** Of each race that other issues hold, too; absent where nothing is known. */
  readonly history?: readonly RaceHistory[];
  /** What people said of the issue, of the sightings, and of those they point at. */
  readonly rulings?: readonly Ruling[];
  /** Issues that the sightings or people point at; without matches. */
  readonly linked?: readonly Sighting[];
  /** The pull request that closed the issue whose race is back. */
  readonly fixedBy?: number;
  /** Races, by position, one of whose leaves was met with too many different partners to mean anything alone. */
  readonly promiscuous?: readonly number[];
  /** Races, by position, whose functions raced before in packages of another path. */
  readonly moved?: readonly MovedRace[];
  /** Earlier race issues near this one that people labelled; none where nothing is known. */
  readonly precedents?: readonly Precedent[];
  /** Label → how many earlier race issues carry it. */
  readonly usual?: Readonly<Record<string, number>>;
  /** Only when it is time to close the issue. */
  readonly grace?: Grace;
  /** What was proposed so far; null or absent where the mode or the repository has no suggestions. */
  readonly suggestions?: readonly Suggestion[] | null;
  readonly memory: IssueMemory;
  /** The command that asked for this run; null for events. */
  readonly asked: Asked | null;
  /** ISO 8601. */
  readonly now: string;
  /** The app's own, for the footer of the comment; absent where it is not told. */
  readonly version?: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type Mode = 'off' | 'observe' | 'suggest' | 'act';

export type Verdict =
  | 'no-race'
  | 'incomplete'
  | 'new'
  | 'duplicate'
  | 'regression'
  | 'declined'
  | 'likely'
  | 'related'
  | 'ignored';

export type Confidence = 'high' | 'medium' | 'low';

/** A label the plan wants on the issue. */
export interface WantedLabel {
  readonly name: string;
  readonly because: string;
  readonly confidence: Confidence;
  /** Set where the label does not exist yet and may be created. */
  readonly create: { readonly color: string; readonly description: string } | null;
}

/** Which part of the repository owns the race, in our guess. */
export interface ModuleGuess {
  readonly name: string;
  readonly confidence: Confidence;
  readonly labels: readonly string[];
  readonly owners: readonly string[];
  /** Sentences in Markdown, the deciding frame first; all that comes from the report is in code spans. */
  readonly because: readonly string[];
}

/** A module of others that the memory of a race belongs to. */
export interface Dependency {
  readonly module: string;
  /** As the path of the frame gives it; null where it does not. */
  readonly version: string | null;
  /** `owner/name` on github.com; null where it lies elsewhere or must not be shown. */
  readonly repository: string | null;
  /** The configuration calls it a sister of this repository. */
  readonly sibling: boolean;
}

export type RelatedLevel = 'one-sided' | 'fork-point' | 'shares-race';

/** Told in the comment; `close` is what is done. */
export type ClosingPlan =
  | {
      readonly state: 'waiting' | 'closed';
      readonly of: number;
      readonly since: string;
      readonly due: string;
    }
  | {
      readonly state: 'close';
      readonly of: number;
      readonly since: string;
      readonly due: string;
      readonly id: number;
    }
  | { readonly state: 'vetoed'; readonly of: number; readonly since: string; readonly because: string };

/** What should be. Comparable, printable; computing and applying it never share a function. */
export interface TriagePlan {
  readonly issue: number;
  readonly verdict: Verdict;
  readonly races: number;
  readonly duplicateOf: number | null;
  readonly regressionOf: number | null;
  readonly declinedIn: number | null;
  readonly likely: readonly { readonly number: number; readonly because: string }[];
  readonly related: readonly { readonly number: number; readonly level: RelatedLevel }[];
  readonly modules: readonly ModuleGuess[];
  /** What the races were blamed on, the strongest first, as `Precedent.places`; what learned routing keeps of the issue. */
  readonly blamed?: readonly string[];
  /** Logins to assign, where the configuration asks for it. */
  readonly assign?: readonly string[];
  /** Modules of others that the memory belongs to. */
  readonly thirdParty?: readonly Dependency[];
  readonly patterns: readonly string[];
  /** Where the repository asks for duplicates to be closed. */
  readonly closing?: ClosingPlan;
  readonly labels: readonly WantedLabel[];
  /** The managed comment without its marker; null where there should be none. */
  readonly comment: string | null;
  /** Every choice with its reason, in the order made. */
  readonly because: readonly string[];
  /** What of this may be done; see `Mode`. */
  readonly mode: Mode;
  /**
   * The comment may be written though the mode only watches: it says that the configuration is not valid, or ceases to.
   */
  readonly note?: boolean;
}

export type Reaction = 'eyes' | 'rocket' | 'confused';

/** A label as it is proposed. */
export interface SuggestedLabel {
  readonly name: string;
  readonly rationale: string;
  readonly confidence: Confidence;
}

/** One call that changes something on GitHub. */
export type Effect =
  | {
      readonly do: 'create-label';
      readonly name: string;
      readonly color: string;
      readonly description: string;
    }
  | { readonly do: 'add-labels'; readonly labels: readonly string[] }
  | { readonly do: 'remove-label'; readonly label: string }
  | { readonly do: 'suggest-labels'; readonly labels: readonly SuggestedLabel[] }
  | { readonly do: 'withdraw-suggestion'; readonly id: number; readonly label: string }
  | { readonly do: 'assign'; readonly users: readonly string[] }
  | { readonly do: 'create-comment'; readonly body: string; readonly digest: string }
  | { readonly do: 'update-comment'; readonly id: number; readonly body: string; readonly digest: string }
  /** `id` is what GitHub's API calls the issue that is repeated. */
  | { readonly do: 'close'; readonly reason: 'duplicate'; readonly of: number; readonly id: number }
  | { readonly do: 'delete-comment'; readonly id: number }
  | { readonly do: 'unassign'; readonly users: readonly string[] }
  | { readonly do: 'reopen' }
  /** An answer to a command, in a comment of its own. */
  | { readonly do: 'reply'; readonly to: number; readonly body: string }
  | { readonly do: 'react'; readonly comment: number; readonly with: Reaction };
