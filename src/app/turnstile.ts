/** Lets one through at a time, in the order of coming. */
export interface Turnstile {
  /** Whether we got in within `patience` milliseconds; whoever did must `leave`. */
  enter(patience: number): Promise<boolean>;
  leave(): void;
}

export function createTurnstile(sleep: (milliseconds: number) => Promise<void>): Turnstile {
  let isBusy = false;
  const waiting: (() => void)[] = [];
  return {
    async enter(patience) {
      if (!isBusy) {
        isBusy = true;
        return true;
      }
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const admit = () => resolve(true);
      waiting.push(admit);
      void sleep(patience).finally(() => {
        const place = waiting.indexOf(admit);
        if (place >= 0) waiting.splice(place, 1);
        resolve(false);
      });
      return await promise;
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else isBusy = false;
    },
  };
}
