import { describe, expect, test } from '@jest/globals';
import { together } from '../../src/store/together.ts';

/** Carries out orders in groups, doubling each; one below zero fails its whole group. */
function office(breathe?: () => Promise<unknown>) {
  const groups: (readonly number[])[] = [];
  const order = together<number, number>((orders) => {
    groups.push(orders);
    const bad = orders.find((one) => one < 0);
    return bad === undefined
      ? Promise.resolve(orders.map((one) => 2 * one))
      : Promise.reject(new Error(`${bad} cannot be done`));
  }, breathe);
  return { groups, order };
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('what comes at one time is done together', () => {
  test('one that comes alone is done alone, each with its own result', async () => {
    const { groups, order } = office();
    expect([await order(1), await order(2)]).toEqual([2, 4]);
    expect(groups).toEqual([[1], [2]]);
  });

  test('those that come while nobody was given a turn yet are one group', async () => {
    const { groups, order } = office(() => Promise.resolve());
    expect(await Promise.all([order(1), order(2), order(3)])).toEqual([2, 4, 6]);
    expect(groups).toEqual([[1, 2, 3]]);
  });

  test('of very many each group holds sixty-four', async () => {
    const { groups, order } = office();
    await Promise.all(numbers(150).map(order));
    expect(groups.map(({ length }) => length)).toEqual([64, 64, 22]);
  });

  test('nobody fails for another', async () => {
    const { groups, order } = office();
    const results = await Promise.allSettled([order(1), order(-1), order(3)]);
    expect(results).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('-1 cannot be done') },
      { status: 'fulfilled', value: 6 },
    ]);
    expect(groups).toEqual([[1, -1, 3], [1], [-1], [3]]);
    expect(await order(4)).toBe(8);
  });

  test('where a group fails, nobody waits until it failed for all the others', async () => {
    const never = new Promise<never>(() => {});
    const order = together<number, number>((orders) => {
      if (orders.length > 1) return Promise.reject(new Error('the database is down'));
      return orders[0] === 1 ? never : Promise.resolve(orders);
    });
    void order(0);
    void order(1);
    expect(await order(2)).toBe(2);
  });
});
