import { describe, expect, test } from '@jest/globals';
import { EVERYBODY, FOR_EVER } from '../../src/store/pace.ts';
import type { Store } from '../../src/store/store.ts';
import { CLOSED, delivery, type DeliveryDraft, INSTALLATION } from './values.ts';

const LIMITS = { perMinute: 3, perHour: 5, gap: 1_000 };
const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;

/** Holds and slots. `store` gives the store of the running test. */
export function paceContract(store: () => Store): void {
  const put = (id: string, draft: DeliveryDraft = {}) => store().put(delivery(id, draft), 0);
  const taken = async (now: number) => (await store().claim(now, 1))?.id;

  describe('holds', () => {
    test('what calls GitHub is not taken before the hold ends; notes and other installations go on', async () => {
      await store().hold(INSTALLATION, 5_000, 'GitHub asks us to wait');
      await put('look');
      await put('note', { repository: 2, hint: CLOSED });
      await put('other', { repository: 3, installation: 88 });
      expect([await taken(4_998), await taken(4_998), await taken(4_998)]).toEqual([
        'note',
        'other',
        undefined,
      ]);
      expect(await taken(5_000)).toBe('look');
    });

    test('whoever is busy for an installation takes its notes, and work for others', async () => {
      await put('look');
      await put('note', { repository: 2, hint: CLOSED });
      await put('other', { repository: 3, installation: 88 });
      const next = async () => (await store().claim(0, 1_000, [INSTALLATION]))?.id;
      expect(new Set([await next(), await next(), await next()])).toEqual(
        new Set(['note', 'other', undefined]),
      );
      expect(await taken(0)).toBe('look');
    });

    test('nextDue knows of holds that end, where something waits', async () => {
      await store().hold(INSTALLATION, 5_000, 'x');
      expect(await store().nextDue(0)).toBeNull();
      await put('look');
      expect([await store().nextDue(0), await store().nextDue(5_000)]).toEqual([5_000, 0]);
      await store().hold(EVERYBODY, FOR_EVER, 'paused');
      expect(await store().nextDue(5_000)).toBeNull();
      await put('note', { repository: 2, hint: CLOSED });
      expect(await store().nextDue(5_000)).toBe(0);
    });

    test('a hold on everybody holds all, until it is lifted', async () => {
      await store().hold(EVERYBODY, FOR_EVER, 'paused');
      await put('look');
      expect(await taken(99_999)).toBeUndefined();
      expect(await store().heldBy(INSTALLATION, 99_999)).toEqual({
        installation: EVERYBODY,
        until: FOR_EVER,
        because: 'paused',
      });
      await store().lift(EVERYBODY);
      expect(await store().heldBy(INSTALLATION, 99_999)).toBeNull();
      expect(await taken(99_999)).toBe('look');
    });

    test('the youngest word counts, and what is over is not told of', async () => {
      await store().hold(1, 5_000, 'long');
      await store().hold(1, 2_000, 'short \0');
      await store().hold(2, 9_000, 'other');
      expect((await store().holds(1_999)).map((hold) => hold.until)).toEqual([2_000, 9_000]);
      expect((await store().holds(2_000)).map((hold) => hold.installation)).toEqual([2]);
      await store().forgetInstallation(2, 0);
      expect(await store().holds(0)).toHaveLength(1);
    });
  });

  describe('slots for writes', () => {
    /** When so many writes are made that each wait for their slot. */
    async function writes(count: number, from = 0, installation = 1): Promise<number[]> {
      const times: number[] = [];
      for (let i = 0; i < count; i += 1) {
        const slot = await store().slot(installation, LIMITS, Math.max(from, times.at(-1) ?? 0), FOR_EVER);
        expect(slot.taken).toBe(true);
        times.push(slot.at);
      }
      return times;
    }

    test('keep the gap, the minute and the hour', async () => {
      expect(await writes(11)).toEqual([
        0,
        SECOND,
        2 * SECOND,
        MINUTE,
        MINUTE + SECOND,
        HOUR,
        HOUR + SECOND,
        HOUR + 2 * SECOND,
        HOUR + MINUTE,
        HOUR + MINUTE + SECOND,
        2 * HOUR,
      ]);
    });

    test('of one installation do not delay another', async () => {
      await writes(5);
      expect(await writes(1, 3 * SECOND, 2)).toEqual([3 * SECOND]);
    });

    test('one that is too far away is told, not taken', async () => {
      await writes(3);
      const tooFar = await store().slot(1, LIMITS, 3 * SECOND, 2 * SECOND);
      expect(tooFar).toEqual({ at: MINUTE, taken: false });
      expect(await store().writesSince(-1)).toEqual([3]);
      expect(await store().slot(1, LIMITS, MINUTE - 2 * SECOND, 2 * SECOND)).toEqual({
        at: MINUTE,
        taken: true,
      });
    });

    test('asked for at once are one after the other', async () => {
      const slots = await Promise.all([1, 2, 3].map(() => store().slot(1, LIMITS, 0, FOR_EVER)));
      expect(slots.map(({ at }) => at).sort((a, b) => a - b)).toEqual([0, SECOND, 2 * SECOND]);
    });
  });
}
