import { type Ending, wrongs as wrongsOf } from '../chaos/ending.ts';
import { type Played, play, type Stage } from './play.ts';
import { stories } from './stories.ts';

export interface Comparison {
  /** What is not as it should be; nothing in a sound product. */
  readonly wrongs: readonly string[];
  readonly calm: Played;
  readonly wild: Played;
  readonly acts: number;
}

export interface Run extends Pick<Stage, 'cli' | 'servers' | 'seed' | 'onLog' | 'onProgress'> {
  readonly kills: number;
  readonly deliveries: number;
  /** Where the calm run keeps its store, and the other. */
  readonly calm: Stage['where'];
  readonly wild: Stage['where'];
}

/** Plays the stories of a seed twice: without a fault, and with all that may go wrong. */
export async function compare({
  calm: still,
  wild: rough,
  deliveries,
  kills,
  ...run
}: Run): Promise<Comparison> {
  const told = stories(run.seed, deliveries);
  const { onLog: _, ...quiet } = run;
  const calm = await play(told, { ...quiet, servers: 1, where: still, weather: null });
  const wild = await play(told, { ...run, where: rough, weather: { kills, told: calm.told } });
  const wrongs = wrongsOf(undated(calm.ending), undated(wild.ending));
  if (!calm.ending.cost.isDone || calm.ending.cost.dead > 0)
    wrongs.push('the calm run did not come to its end');
  return { wrongs, calm, wild, acts: told.flat(2).length };
}

/** A run may see midnight, and the other not. */
function undated(ending: Ending): Ending {
  const threads = [...ending.threads].map(([name, thread]): [string, string] => [
    name,
    thread.replace(/\d{4}-\d\d-\d\d/g, '…'),
  ]);
  return { ...ending, threads: new Map(threads) };
}
