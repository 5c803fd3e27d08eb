/** How many are done in one go; the last of them waits for all. */
const MOST = 64;

interface Waiting<Order, Result> {
  readonly order: Order;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One waiting for the disk for many: orders that come while others are carried out are carried out together afterwards.
 * Where a group fails, each is tried alone, so that nobody fails for another.
 *
 * @param act carries out all of the orders or none; gives their results in their order
 * @param breathe waited for before each group. An engine within the process lets nothing else have a turn while it works:
 * nothing would ever come together without it
 */
export function together<Order, Result>(
  act: (orders: readonly Order[]) => Promise<readonly Result[]>,
  breathe: () => Promise<unknown> = () => Promise.resolve(),
): (order: Order) => Promise<Result> {
  const queue: Waiting<Order, Result>[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    while (queue.length > 0) {
      await breathe();
      await carryOut(queue.splice(0, MOST));
    }
    isBusy = false;
  }

  async function carryOut(group: readonly Waiting<Order, Result>[]): Promise<void> {
    try {
      const results = await act(group.map(({ order }) => order));
      for (const [i, result] of results.entries()) group[i]?.resolve(result);
    } catch (error) {
      if (group.length === 1) group[0]?.reject(error);
      // All at once: where nothing can be stored at all, nobody waits until it failed for everybody else.
      else await Promise.all(group.map((one) => carryOut([one])));
    }
  }

  return (order) =>
    new Promise((resolve, reject) => {
      queue.push({ order, resolve, reject });
      void work();
    });
}
