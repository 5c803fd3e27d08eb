import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apply } from '../../src/github/apply.ts';
import type { Act } from '../../src/github/github.ts';
import { labelActs } from '../../src/github/acts.ts';
import { diff } from '../../src/triage/diff.ts';
import { NO_MEMORY, noticeRemovals, rememberLabel } from '../../src/triage/memory.ts';
import { yieldToOthers } from '../../src/triage/others.ts';
import { planTriage } from '../../src/triage/plan.ts';
import type { IssueMemory, WantedLabel } from '../../src/triage/types.ts';
import { scripted } from '../github/calls.ts';
import type { Issue } from '../fake-github/index.ts';
import { reportOf, snapshotOf } from '../triage/build.ts';
import { openHouse } from './house.ts';
import { raceReport } from './parts.ts';

/** What can happen to the labels of one issue. */
type Step =
  | { readonly do: 'label' | 'unlabel'; readonly label: string; readonly by: string }
  /** The app hears so many of the events that wait. */
  | { readonly do: 'hear'; readonly events: number }
  /** The app looks, wants these labels, and meanwhile somebody puts one on; it may die before it notes what it did. */
  | {
      readonly do: 'look';
      readonly wanted: readonly string[];
      readonly meanwhile: string | null;
      readonly dies: boolean;
    };

const LABELS = ['race', 'duplicate', 'area/store', 'bug'] as const;
const label = fc.constantFrom(...LABELS);
const by = fc.constantFrom('ann', 'cleaner[bot]');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('label' as const, 'unlabel' as const), label, by }),
  fc.record({ do: fc.constant('hear' as const), events: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    do: fc.constant('look' as const),
    wanted: fc.subarray([...LABELS]),
    meanwhile: fc.option(label),
    dies: fc.boolean(),
  }),
);

const SELF = { id: 1, slug: 'race-triage' };
const PLAN = { ...planTriage(snapshotOf(reportOf())), comment: null };

/** An issue's labels with their history, and our app with its memory; counts what must never be. */
class Scene {
  readonly reAdded: string[] = [];
  readonly lost: string[] = [];
  private readonly present = new Map<string, string>();
  private readonly acts: Act[] = [];
  private readonly refused = new Set<string>();
  private unheard: Act[] = [];
  private memory: IssueMemory = NO_MEMORY;

  async take(next: Step): Promise<void> {
    if (next.do === 'label') this.put(next.label, next.by);
    else if (next.do === 'unlabel') this.remove(next.label, next.by);
    else if (next.do === 'hear') this.hear(next.events);
    else if (next.do === 'look') await this.look(next);
  }

  private put(name: string, who: string): void {
    if (this.present.has(name)) return;
    this.present.set(name, who);
    this.note('labeled', name, who);
  }

  private remove(name: string, who: string): void {
    if (!this.present.delete(name)) return;
    this.refused.add(name);
    this.note('unlabeled', name, who);
  }

  private note(event: string, name: string, who: string): void {
    const own = who === 'us';
    const act = { event, at: '', label: name, app: own ? SELF.id : null, by: { login: who, bot: own } };
    this.acts.push(act);
    if (!own) this.unheard.push(act);
  }

  private hear(events: number): void {
    for (const act of this.unheard.splice(0, events))
      this.memory = rememberLabel(this.memory, act.label ?? '', act.event === 'labeled');
  }

  private async look({ wanted, meanwhile, dies }: Extract<Step, { do: 'look' }>): Promise<void> {
    const labels = [...this.present.keys()];
    const memory = noticeRemovals(this.memory, labels);
    const snapshot = snapshotOf('', { issue: { labels }, memory });
    const effects = diff({ ...PLAN, labels: wanted.map(wish) }, snapshot);
    const heeded = yieldToOthers({ effects, memory, force: false }, labelActs(this.acts, SELF));
    if (meanwhile !== null) this.put(meanwhile, 'ann');
    const applied = await apply(this.github(), 1, heeded.effects, heeded.memory);
    if (!dies) this.memory = applied.memory;
  }

  private github() {
    return scripted({
      addLabels: (_, names) => {
        for (const name of names) {
          if (this.refused.has(name)) this.reAdded.push(name);
          this.put(name, 'us');
        }
        return Promise.resolve([...this.present.keys()]);
      },
      removeLabel: (_, name) => {
        if (this.present.get(name) !== 'us') this.lost.push(name);
        this.present.delete(name);
        this.note('unlabeled', name, 'us');
        return Promise.resolve();
      },
    }).github;
  }
}

function wish(name: string): WantedLabel {
  return { name, because: '', confidence: 'high', create: null };
}

test('1,000 schedules of people, bots, late events and crashes: no label comes back, no label of others is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const scene = new Scene();
      for (const next of steps) await scene.take(next);
      expect({ reAdded: scene.reAdded, lost: scene.lost }).toEqual({ reAdded: [], lost: [] });
    }),
    { numRuns: 1_000, seed: 6 },
  );
});

/** The same on the whole app and a GitHub with webhooks. */
type Turn =
  | { readonly do: 'label' | 'unlabel'; readonly label: string; readonly by: string }
  /** Somebody takes a label off and puts it on again: it is theirs now, and looks as it did. */
  | { readonly do: 'take-over'; readonly label: string; readonly by: string }
  | { readonly do: 'edit'; readonly races: readonly string[] }
  | { readonly do: 'work' | 'restart' }
  /** The answer to the next change of labels is lost. */
  | { readonly do: 'lose' }
  /** No event of what happened since the app last worked ever comes. */
  | { readonly do: 'miss' };

/** Of an issue that the app comes late to: before the house’s time begins. */
const AGO = Date.parse('2026-03-01T11:00:00Z');

/** Put on and taken off again before the app looked for the first time: no trace of it is on the issue itself. */
const UNDONE_BEFORE: Turn[] = [
  { do: 'label', label: 'race', by: 'ann' },
  { do: 'unlabel', label: 'race', by: 'ann' },
  { do: 'work' },
];

/** The labels that the app wants; of others it keeps its hands off anyway. */
const wanted = fc.constantFrom('race', 'duplicate');
const turn: fc.Arbitrary<Turn> = fc.oneof(
  fc.record({
    do: fc.constantFrom('label' as const, 'unlabel' as const, 'take-over' as const),
    label: wanted,
    by,
  }),
  fc.record({ do: fc.constant('edit' as const), races: fc.constantFrom([], ['Widget'], ['Gadget']) }),
  fc.record({ do: fc.constantFrom('work' as const, 'restart' as const) }),
  fc.record({ do: fc.constantFrom('lose' as const, 'miss' as const) }),
);

test('schedules through the whole app, with restarts and lost answers', async () => {
  const house = await openHouse({ lasting: true });
  const repo = house.fake.repository('acme/widgets', {
    files: { 'go.mod': 'module acme.example/widgets\n' },
    labels: LABELS,
  });

  async function take(issue: Issue, next: Turn): Promise<void> {
    const present = 'label' in next && issue.labels.some(({ name }) => name === next.label);
    if (present && next.do !== 'label') repo.unlabel(issue, next.label, { by: next.by });
    if (next.do === 'label' || (present && next.do === 'take-over'))
      repo.label(issue, next.label, { by: next.by });
    if (next.do === 'edit') repo.edit(issue, { body: next.races.map(raceReport).join('\n') || 'Nothing.' });
    else if (next.do === 'restart') await house.restart();
    else if (next.do === 'miss') house.deaf();
    else if (next.do === 'lose') {
      const stop = house.fake.intercept((call) => {
        if (!/\/labels(?:\/|$)/.test(call.path) || call.method === 'GET') return undefined;
        stop();
        return { reset: true, afterCommit: true };
      });
    } else if (next.do === 'work') await house.settle();
  }

  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(turn, { minLength: 4, maxLength: 12 }), async (late, turns) => {
      const issue = repo.open({ title: 'Race', body: raceReport(), createdAt: late ? AGO : Date.now() });
      if (!late) await house.settle();
      for (const next of turns) await take(issue, next);
      await house.settle();
      expect(wrongs(issue)).toEqual([]);
    }),
    { numRuns: 20, seed: 6, examples: [[true, UNDONE_BEFORE]] },
  );
  await house.close();
});

/** What we did to labels against what others did before. */
function wrongs({ events }: Issue): string[] {
  return events.flatMap((event, i) => {
    const before = events.slice(0, i).filter(({ label: about }) => about?.name === event.label?.name);
    if (!event.actor.viaApp || !event.label) return [];
    if (event.name === 'labeled' && before.some((one) => one.name === 'unlabeled' && !one.actor.viaApp))
      return [`put ${event.label.name} on again`];
    const put = before.findLast(({ name }) => name === 'labeled');
    return event.name === 'unlabeled' && put?.actor.viaApp !== true
      ? [`took ${event.label.name} of others`]
      : [];
  });
}
