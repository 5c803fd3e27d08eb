import type { FakeGitHub, RepositoryDesk } from '../fake-github/index.ts';
import type { FaultKind } from '../fake-github/schedule.ts';

/** What there is when all is done, and what it took. */
export interface Ending {
  /** Each issue as a maintainer sees it, by its name. */
  readonly threads: ReadonlyMap<string, string>;
  /** What the app said and closed, in the fake's own log: so often each. */
  readonly effects: ReadonlyMap<string, number>;
  /** What was not as GitHub describes it. */
  readonly violations: readonly string[];
  readonly cost: Cost;
}

interface Cost {
  /** Whether all work came to an end. */
  readonly isDone: boolean;
  readonly dead: number;
  /** Calls made while GitHub had asked to wait. */
  readonly rude: readonly string[];
  readonly kills: number;
  readonly deliveries: number;
  readonly calls: number;
  readonly turns: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
}

export function endingOf(fake: FakeGitHub, desks: readonly RepositoryDesk[], cost: Cost): Ending {
  const threads = desks.flatMap((desk) =>
    [...desk.data.issues.values()]
      .filter(({ deleted }) => !deleted)
      .map(({ number }): [string, string] => [
        `${desk.fullName}#${number}`,
        JSON.stringify(threadOf(desk, number, fake.url), null, 1),
      ]),
  );
  const effects = new Map<string, number>();
  for (const effect of fake.writes().flatMap(effectOf)) effects.set(effect, (effects.get(effect) ?? 0) + 1);
  return { threads: new Map(threads), effects, violations: [...fake.violations], cost };
}

/** What is wrong with an ending, compared with that of the calm run; nothing where it is as it should be. */
export function wrongs(calm: Ending, wild: Ending): string[] {
  const { isDone, dead, rude } = wild.cost;
  return [
    ...(isDone ? [] : ['lost: work never came to an end']),
    ...(dead > 0 ? [`lost: ${dead} jobs were given up`] : []),
    ...[...wild.effects]
      .filter(([effect, count]) => count > Math.max(1, calm.effects.get(effect) ?? 0))
      .map(([effect, count]) => `doubled: ${effect}, ${count} times`),
    ...[...calm.threads].flatMap(([name, thread]) => difference(name, thread, wild.threads.get(name) ?? '')),
    ...(rude.length > 0 ? [`rude: ${rude.length} calls while GitHub had asked to wait`] : []),
    ...wild.violations.map((one) => `not GitHub’s: ${one}`),
  ];
}

function difference(name: string, calm: string, wild: string): string[] {
  if (calm === wild) return [];
  const end = Math.min(calm.length, wild.length);
  let same = 0;
  while (same < end && calm[same] === wild[same]) same += 1;
  const [was, is] = [calm, wild].map((text) => text.slice(Math.max(0, same - 60), same + 160));
  return [`another end: ${name}\n  - …${was}…\n  + …${is}…`];
}

function threadOf(desk: RepositoryDesk, number: number, url: string): object {
  const { comments, labels, state, stateReason, assignees } = desk.thread(number);
  const said = comments.map(({ author, body, reactions }) => [
    `${author}: ${neutral(body, url)}`,
    reactions.toSorted().join(' '),
  ]);
  return { state, stateReason, labels: labels.toSorted(), assignees, said: said.map(String).toSorted() };
}

/** Without the address of the fake, which the digest covers too, and without what `/race why` tells of the last look alone. */
function neutral(body: string, url: string): string {
  return (
    body
      .replaceAll(url, '')
      .replace(/"digest":"\w+"/, '"digest":"…"')
      // When the last look was: one that changes nothing may come days later, of a sweep or of another issue's change.
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/, '… UTC')
      .replace(/^done {2,}.*$/m, 'done …')
      .replace(/delivery `[-\w]+`/, 'delivery …')
      .replace(/(race-triage:reply )\d+/, '$1…')
  );
}

function effectOf(call: ReturnType<FakeGitHub['writes']>[number]): string[] {
  const { committed, status, method, path, body } = call;
  if (!committed || !call.by.startsWith('installation')) return [];
  if (status >= 400 && status < 500) return [];
  if (method === 'PATCH' && 'state' in body) return [`${path} ${JSON.stringify(body['state'])}`];
  if (method !== 'POST' || !path.endsWith('/comments')) return [];
  const text = JSON.stringify(body['body']);
  return [`${path} ${/race-triage:v1/.test(text) ? 'comment' : text}`];
}
