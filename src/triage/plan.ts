import { parseConfig } from '../config/parse.ts';
import type { Config } from '../config/schema.ts';
import { planClosing } from './closing.ts';
import { renderComment, renderWithdrawn } from './comment.ts';
import { type Relation, relate } from './duplicates.ts';
import { wantLabels } from './labels.ts';
import { withHarness } from './harness.ts';
import { includesLabel } from './memory.ts';
import { tellMissing } from './room.ts';
import { NOBODY, ownersOf } from './owners/owners.ts';
import { aliasesFor } from './moved.ts';
import { ignoreRuling } from './ruling.ts';
import { patternsOf, type RaceOptions } from '../race/index.ts';
import type { ConfigResult, Mode, ModuleGuess, Snapshot, TriagePlan, Verdict } from './types.ts';

/**
 * Decides what should be, from all that bears on it and nothing else. Touches nothing: the same snapshot gives
 * the same plan, today and when somebody asks why.
 */
export function planTriage(snapshot: Snapshot): TriagePlan {
  const { plan, relation, options, config } = decided(snapshot);
  const comment = commentOf(plan, snapshot, relation, options, config);
  const note = comment !== null && carriesNote(snapshot) ? { note: true } : {};
  return { ...withMissing(plan, snapshot), comment, ...note };
}

/** The same without the comment, for whoever only counts: writing it takes as long as all the rest. */
export function decideTriage(snapshot: Snapshot): TriagePlan {
  return withMissing(decided(snapshot).plan, snapshot);
}

function decided(snapshot: Snapshot) {
  const config = snapshot.config.ok ? snapshot.config.config : defaults();
  const options = withHarness(
    raceOptions(snapshot.facts.modules, snapshot.config),
    snapshot.races.map(({ report }) => report),
  );
  const relation = relate(snapshot.issue, snapshot.races, snapshot.sightings, snapshot);
  const { verdict, because } = decide(snapshot, config, relation);
  const readable = snapshot.races.length > 0 && verdict !== 'ignored';
  const owned = readable ? ownersOf(snapshot, config, options) : NOBODY;
  const patterns = readable ? patternNames(snapshot, options) : [];
  const target = relation.target?.issue ?? null;
  const mode = modeOf(snapshot);
  const closing = planClosing({ verdict, mode }, snapshot, relation.target, config);
  const plan: TriagePlan = {
    issue: snapshot.issue.number,
    verdict,
    races: snapshot.races.length,
    duplicateOf: verdict === 'duplicate' ? target : null,
    regressionOf: verdict === 'regression' ? target : null,
    declinedIn: verdict === 'declined' ? target : null,
    likely: readable ? relation.likely : [],
    related: readable ? relation.related : [],
    modules: owned.modules,
    blamed: owned.blamed,
    thirdParty: owned.thirdParty,
    ...assignment(owned.modules, config),
    patterns,
    ...(closing ? { closing } : {}),
    labels: wantLabels(
      { verdict, modules: owned.modules, patterns },
      config,
      snapshot.facts.labels,
      owned.taken,
    ),
    comment: null,
    because: [...because, ...(readable ? proposeAliases(snapshot) : []), ...owned.because],
    mode,
  };
  return { plan, relation, options, config };
}

/** For those who ask why, after the comment is written: it is not edited each time a label comes or goes. */
function withMissing(plan: TriagePlan, snapshot: Snapshot): TriagePlan {
  const missing = plan.mode === 'act' ? tellMissing(plan.labels, snapshot) : [];
  return { ...plan, because: [...plan.because, ...missing] };
}

/**
 * A configuration that is not valid is told of once, in the comment of the first race issue that meets it: who can mend
 * it must hear of it, and nobody needs to hear twice. Mended, the note goes, whatever the mode is then. An operator who
 * only watches writes nothing.
 */
function carriesNote({ config, ceiling, notedOn, issue }: Snapshot): boolean {
  if (ceiling === 'off' || ceiling === 'observe') return false;
  return notedOn === issue.number || (notedOn === undefined && !config.ok);
}

/** The people – teams cannot be assigned – whom the configuration names for a module that we are sure of. */
function assignment(modules: readonly ModuleGuess[], config: Config): Pick<TriagePlan, 'assign'> {
  if (config.assign !== 'owners') return {};
  const declared = new Set(config.modules.flatMap(({ owners }) => owners));
  const users = modules
    .filter(({ confidence }) => confidence === 'high')
    .flatMap(({ owners }) => owners.filter((owner) => declared.has(owner) && !owner.includes('/')))
    .map((owner) => owner.slice(1));
  return users.length > 0 ? { assign: [...new Set(users)].slice(0, ASSIGNEES) } : {};
}

/** https://docs.github.com/en/rest/issues/assignees#add-assignees-to-an-issue */
const ASSIGNEES = 10;

/** What the race room is told of a repository: the configuration wins over `go.mod`. */
export function raceOptions(modules: readonly string[], result: ConfigResult): RaceOptions {
  if (!result.ok) return { modules };
  const { modulePaths, aliases, harness, siblings } = result.config;
  return {
    modules: modulePaths.length > 0 ? modulePaths : modules,
    aliases,
    siblings,
    ...(harness.length > 0 ? { harness } : {}),
  };
}

/** A package that moved takes its races with it, where the configuration says so. */
function proposeAliases(snapshot: Snapshot): string[] {
  return aliasesFor(snapshot).map(
    ({ from, to, issue }) =>
      `the same functions raced in issue ${issue} in ${from}: with the alias ${from}: ${to} they would be compared`,
  );
}

function defaults(): Config {
  const parsed = parseConfig('');
  if (!parsed.ok) throw new Error('an empty configuration must be valid');
  return parsed.config;
}

function decide(
  { issue, races, mentioned, config: result, rulings = [] }: Snapshot,
  config: Config,
  relation: Relation,
): { verdict: Verdict; because: readonly string[] } {
  const problems = result.ok
    ? []
    : [`the configuration is not valid (${countOf(result.problems)}): no label is touched`];
  const say = (verdict: Verdict, ...because: readonly string[]) => ({
    verdict,
    because: [...because, ...problems],
  });
  if (includesLabel(issue.labels, config.ignoreLabel))
    return say('ignored', `the issue is labelled ${config.ignoreLabel}`);
  const left = ignoreRuling(rulings, issue.number);
  if (left) return say('ignored', `${left.by} said to leave it alone`);
  if (relation.stated) return say(relation.verdict, ...relation.because);
  if (races.length === 0 && mentioned)
    return say('incomplete', 'the text speaks of a data race, but holds no report that can be read');
  if (races.length === 0) return say('no-race', 'no race in the text');
  const keyed = races.some(({ keys }) => keys.exact !== null);
  if (!keyed && relation.verdict === 'new') return say('incomplete', 'no report can be compared in full');
  return say(relation.verdict, ...relation.because);
}

function countOf({ length }: readonly unknown[]): string {
  return `${length} ${length === 1 ? 'problem' : 'problems'}`;
}

/** The stricter of what the operator allows and the repository wants; an invalid configuration only watches. */
export function modeOf({ ceiling, config }: Pick<Snapshot, 'ceiling' | 'config'>): Mode {
  const wanted = config.ok ? config.config.mode : 'observe';
  return MODES[Math.min(MODES.indexOf(ceiling), MODES.indexOf(wanted))] ?? 'off';
}

const MODES: readonly Mode[] = ['off', 'observe', 'suggest', 'act'];

function patternNames({ races }: Snapshot, options: RaceOptions): string[] {
  return [
    ...new Set(races.flatMap(({ report }) => patternsOf(report, options).map((pattern) => pattern.name))),
  ];
}

/** A readable report gets its one comment; an issue whose last report was edited away is told so, once. */
function commentOf(
  plan: TriagePlan,
  snapshot: Snapshot,
  relation: Relation,
  options: RaceOptions,
  config: Config,
): string | null {
  if (plan.verdict === 'ignored') return null;
  if (config.comment === 'never' && !carriesNote(snapshot)) return null;
  const readable = snapshot.races.some(({ report }) =>
    report.accesses.some((access) => access.frames.length > 0),
  );
  if (!readable) return snapshot.memory.comment ? renderWithdrawn(plan, snapshot) : null;
  const links = relation.target !== null || plan.likely.length > 0 || plan.related.length > 0;
  if (config.comment === 'known' && !links && !snapshot.memory.comment) return null;
  return renderComment(plan, snapshot, { target: relation.target, options, mention: config.mention });
}
