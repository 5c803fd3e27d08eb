import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Store, StoreError } from '../../src/store/store.ts';
import { actsContract } from './acts.contract.ts';
import { indexContract } from './index.contract.ts';
import { inboxContract } from './inbox.contract.ts';
import { intentsContract } from './intents.contract.ts';
import { surveyOf, surveysContract } from './surveys.contract.ts';
import { leavesContract } from './leaves.contract.ts';
import { rulingsContract } from './rulings.contract.ts';
import { delivery, factsOf, issueOf, keys, runOf } from './values.ts';
import { notesContract } from './notes.contract.ts';
import { ledgerContract } from './ledger.contract.ts';
import { paceContract } from './pace.contract.ts';

/** A store that is empty and belongs to one test. */
export type Open = () => Promise<Store>;

/** What every store promises, whatever it is made of. */
export function storeContract(name: string, open: Open): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());
    inboxContract(() => store);
    indexContract(() => store);
    intentsContract(() => store);
    surveysContract(() => store);
    rulingsContract(() => store);
    leavesContract(() => store);
    paceContract(() => store);
    actsContract(() => store);
    ledgerContract(() => store);
    notesContract(() => store);
  });

  describe(`${name}, closed`, () => {
    const job = { ...delivery('a'), absorbed: [], seq: 1, attempt: 1, failures: 0, cut: 0, createdAt: 0 };
    const calls: Record<string, (store: Store) => Promise<unknown>> = {
      put: (store) => store.put(delivery('a'), 0),
      claim: (store) => store.claim(0, 1),
      beat: (store) => store.beat(job, 1),
      finish: (store) => store.finish(job, 0),
      retry: (store) => store.retry(job, 0, 'x'),
      postpone: (store) => store.postpone(job, 0, 'x'),
      bury: (store) => store.bury(job, 0, 'x'),
      release: (store) => store.release(0),
      nextDue: (store) => store.nextDue(0),
      gauges: (store) => store.gauges(0),
      prune: (store) => store.prune(0),
      issue: (store) => store.issue(1, 1),
      record: (store) => store.record(runOf(1), 0),
      amend: (store) => store.amend(1, 1, { memory: {} }),
      forgetIssue: (store) => store.forgetIssue(1, 1),
      forgetRepository: (store) => store.forgetRepository(1),
      forgetInstallation: (store) => store.forgetInstallation(1, 0),
      facts: (store) => store.facts(1),
      staleFacts: (store) => store.staleFacts(1),
      saveFacts: (store) => store.saveFacts(factsOf(), 1, 0),
      dropFacts: (store) => store.dropFacts(1),
      runs: (store) => store.runs(1, 1),
      intent: (store) => store.intent(1, 1, 'comment'),
      intend: (store) => store.intend(1, 1, 'comment', 0),
      hold: (store) => store.hold(1, 0, 'x'),
      lift: (store) => store.lift(1),
      heldBy: (store) => store.heldBy(1, 0),
      holds: (store) => store.holds(0),
      slot: (store) => store.slot(1, { perMinute: 1, perHour: 1, gap: 0 }, 0, 0),
      writesSince: (store) => store.writesSince(0),
      letters: (store) => store.letters(1),
      letter: (store) => store.letter(1),
      revive: (store) => store.revive(1, 0),
      dropLetter: (store) => store.dropLetter(1),
      stored: (store) => store.stored(['a']),
      takeTurn: (store) => store.takeTurn('x', 0, 0),
      endTurn: (store) => store.endTurn('x', 0),
      dropIntent: (store) => store.dropIntent(1, 1, 'comment'),
      history: (store) => store.history(1, 1, [keys({ exact: 'a' })]),
      survey: (store) => store.survey(1),
      saveSurvey: (store) => store.saveSurvey(surveyOf()),
      surveysDue: (store) => store.surveysDue(1, 1),
      list: (store) => store.list(job.work, [{ issue: issueOf(1), races: [], blamed: [] }]),
      see: (store) => store.see(job.work, issueOf(1)),
      hear: (store) => store.hear(1, 1, { id: 1, at: '', races: [] }),
      heardIn: (store) => store.heardIn(1, 1, 1),
      untriaged: (store) => store.untriaged(1, 0, 1),
      repeats: (store) => store.repeats(1, 0, 1),
      unread: (store) => store.unread(1, 1),
      markRead: (store) => store.markRead(1, 1),
      rulings: (store) => store.rulings(1, [1]),
      cards: (store) => store.cards(1, [1]),
      neighbours: (store) => store.neighbours(1, 1),
      promiscuous: (store) => store.promiscuous(1, [{ ...keys({}), leaves: ['a', 'b'] }], 1),
      moved: (store) => store.moved(1, 1, [{ ...keys({}), leaves: ['a', 'b'] }]),
      act: (store) => store.act(1, 1),
      noted: (store) => store.noted(1),
      keepNoted: (store) => store.keepNoted(1, 1),
      dropNoted: (store) => store.dropNoted(1),
      answered: (store) => store.answered(1, 1, 0),
    };

    test.each(Object.entries(calls))('%s throws a StoreError that names it', async (method, call) => {
      const store = await open();
      await store.close();
      const failed = await call(store).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(StoreError);
      expect(String(failed)).toContain(`could not ${method}`);
    });

    test('it says that it cannot be written', async () => {
      const store = await open();
      expect(await store.trouble()).toBeNull();
      await store.close();
      expect(await store.trouble()).toBe('cannot be written');
    });
  });
}
