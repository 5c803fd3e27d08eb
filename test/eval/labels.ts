import { corpus, type IssueFact } from './corpus.ts';
import { type KeyedRace, racesOf } from './races.ts';

/** An issue with a race, and the labels by which people said whose it is. */
export interface LabelledIssue {
  readonly fact: IssueFact;
  readonly races: readonly KeyedRace[];
  readonly labels: readonly string[];
}

/** Owner labels by their prefixes, as large projects write them. */
const OWNER = /^(sig|component|area)\/./;

/** These say how an issue was met, not whose it is: every flaky test gets one. */
const NOT_AN_OWNER = /\/(?:tests?|testing|ci|build)$/;

/** Fewer labelled issues of one scheme leave nothing to learn from. */
const ENOUGH = 5;

/**
 * Repository and prefix → its labelled race issues, where there are enough of them. Projects change from one scheme of
 * labels to another; a guess in the one cannot be right or wrong in the other.
 */
export function labelledIssues(): Map<string, LabelledIssue[]> {
  const readable = corpus.filter((fact) => fact.kind === 'issue' && racesOf(fact.id).length > 0);
  const labelled = readable.flatMap((fact) =>
    [...Map.groupBy(fact.labels.filter(isOwner), prefixOf)].map(([prefix, labels]) => ({
      scheme: `${fact.repo} ${prefix}/*`,
      issue: { fact, races: racesOf(fact.id), labels },
    })),
  );
  const schemes = [...Map.groupBy(labelled, ({ scheme }) => scheme)];
  return new Map(
    schemes
      .filter(([, found]) => found.length >= ENOUGH)
      .map(([scheme, found]) => [scheme, found.map(({ issue }) => issue)]),
  );
}

/** The same by repository, each issue with its labels of all schemes. */
export function labelledRepositories(): LabelledIssue[][] {
  const all = [...labelledIssues().values()].flat();
  return [...Map.groupBy(all, ({ fact }) => fact.repo).values()].map((issues) =>
    [...Map.groupBy(issues, ({ fact }) => fact.id).values()].flatMap(([first, ...rest]) =>
      first ? [{ ...first, labels: [first, ...rest].flatMap(({ labels }) => labels) }] : [],
    ),
  );
}

function isOwner(label: string): boolean {
  return OWNER.test(label) && !NOT_AN_OWNER.test(label);
}

function prefixOf(label: string): string {
  return label.slice(0, label.indexOf('/'));
}
