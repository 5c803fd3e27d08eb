import { record, tell, touch } from './issue-acts.ts';
import { characters } from './json.ts';
import type { Actor, Issue, Label, Repository } from './model.ts';
import { Refusal, invalid, notFound } from './refusal.ts';
import { renderLabel } from './render-repository.ts';
import type { World } from './world.ts';

/** https://docs.github.com/en/rest/issues/labels#create-a-label – and the limits it enforces. */
const NAME_LIMIT = 50;
const DESCRIPTION_LIMIT = 100;
const LABELS_PER_ISSUE = 100;
const DEFAULT_COLOR = 'ededed';

export interface LabelDraft {
  readonly name: string;
  readonly color?: string;
  readonly description?: string | null;
}

/** Names are the same in upper and lower case: `Race` finds `race`. */
export function findLabel(labels: readonly Label[], name: string): Label | undefined {
  return labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
}

export function createLabel(world: World, repository: Repository, draft: LabelDraft, by: Actor): Label {
  const { name, color = DEFAULT_COLOR, description = null } = draft;
  if (findLabel(repository.labels, name))
    throw invalid('Label', 'name', 'already_exists', 'name already exists');
  if (characters(name) > NAME_LIMIT || name.trim() === '') {
    throw invalid('Label', 'name', 'invalid', `name is too long (maximum is ${NAME_LIMIT} characters)`, name);
  }
  if (characters(description ?? '') > DESCRIPTION_LIMIT) {
    throw invalid(
      'Label',
      'description',
      'invalid',
      `description is too long (maximum is ${DESCRIPTION_LIMIT} characters)`,
    );
  }
  if (!/^[0-9a-f]{6}$/i.test(color))
    throw invalid('Label', 'color', 'invalid', 'color must be six hexadecimal digits', color);
  const label: Label = { id: world.nextId('label'), name, color: color.toLowerCase(), description };
  repository.labels.push(label);
  tellLabel(world, repository, label, 'created', by);
  return label;
}

export function deleteLabel(world: World, repository: Repository, name: string, by: Actor): void {
  const label = findLabel(repository.labels, name);
  if (!label) throw notFound();
  repository.labels = repository.labels.filter((each) => each !== label);
  for (const issue of repository.issues.values())
    issue.labels = issue.labels.filter((each) => each !== label);
  tellLabel(world, repository, label, 'deleted', by);
}

/** Issues hold the label itself, so they show the new name at once, as on GitHub. */
export function renameLabel(world: World, repository: Repository, name: string, to: string, by: Actor): void {
  const label = findLabel(repository.labels, name);
  if (!label) throw notFound();
  const from = label.name;
  label.name = to;
  const parts = { label: renderLabel(world, repository, label), changes: { name: { from } } };
  world.happened({ event: 'label', action: 'edited', repository, actor: by, parts });
}

/** An unknown name is no mistake to GitHub: it silently becomes a label of the repository. */
export function addLabels(world: World, issue: Issue, names: readonly string[], by: Actor): void {
  // The room is counted before what is already there is left out.
  if (issue.labels.length + names.length > LABELS_PER_ISSUE) {
    throw invalid('Issue', 'labels', 'invalid', `an issue has at most ${LABELS_PER_ISSUE} labels`);
  }
  const { repository } = issue;
  const labels = names.map(
    (name) => findLabel(repository.labels, name) ?? createLabel(world, repository, { name }, by),
  );
  const added = new Set(labels.filter((label) => !issue.labels.includes(label)));
  for (const label of added) {
    issue.labels = [...issue.labels, label];
    noteLabel(world, issue, label, 'labeled', by);
  }
}

export function removeLabel(world: World, issue: Issue, name: string, by: Actor): void {
  const label = findLabel(issue.labels, name);
  if (!label) throw notFoundLabel();
  issue.labels = issue.labels.filter((each) => each !== label);
  noteLabel(world, issue, label, 'unlabeled', by);
}

export function replaceLabels(world: World, issue: Issue, names: readonly string[], by: Actor): void {
  for (const label of issue.labels) {
    if (!names.some((name) => name.toLowerCase() === label.name.toLowerCase()))
      removeLabel(world, issue, label.name, by);
  }
  addLabels(
    world,
    issue,
    names.filter((name) => !findLabel(issue.labels, name)),
    by,
  );
}

function noteLabel(
  world: World,
  issue: Issue,
  label: Label,
  action: 'labeled' | 'unlabeled',
  by: Actor,
): void {
  touch(world, issue);
  record(world, issue, { name: action, actor: by, label: { name: label.name, color: label.color } });
  tell(world, issue, action, by, { label: renderLabel(world, issue.repository, label) });
}

function tellLabel(world: World, repository: Repository, label: Label, action: string, actor: Actor): void {
  const parts = { label: renderLabel(world, repository, label) };
  world.happened({ event: 'label', action, repository, actor, parts });
}

function notFoundLabel(): Error {
  return new Refusal(404, 'Label does not exist');
}
