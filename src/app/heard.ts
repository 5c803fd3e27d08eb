/** How many are remembered: a quarter of an hour of a busy app, in a few megabytes. */
const KEPT = 50_000;

/** Deliveries that came and left nothing in the store; in memory only, since hearing them must cost no write. */
export interface Heard {
  add(guid: string): void;
  has(guid: string): boolean;
}

export function createHeard(): Heard {
  const guids = new Set<string>();
  return {
    add(guid) {
      guids.add(guid);
      if (guids.size <= KEPT) return;
      for (const oldest of guids) {
        guids.delete(oldest);
        return;
      }
    },
    has: (guid) => guids.has(guid),
  };
}
