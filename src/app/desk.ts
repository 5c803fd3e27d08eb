import { readConfig } from '../github/gather.ts';
import { CONFIG_PATH } from '../github/facts.ts';
import type { GitHub } from '../github/github.ts';
import type { Job } from '../store/store.ts';
import { replyMarker } from '../triage/marker.ts';
import { NO_MEMORY } from '../triage/memory.ts';
import type { Effect, Mode, Reaction } from '../triage/types.ts';
import { perform, type PipelineParts } from './triage.ts';

/** Where a comment with commands is answered; a failed answer is a failed job, and the next try gives it. */
export interface Desk {
  react(...reactions: readonly Reaction[]): Promise<void>;
  /** One reply a comment, however often it is tried. */
  reply(text: string): Promise<void>;
  /** Nothing is written here. */
  readonly silent: boolean;
}

export async function openDesk(
  job: Job,
  issue: number,
  comment: number,
  github: GitHub,
  parts: PipelineParts,
): Promise<Desk> {
  const silent = await isSilent(job, github, parts);
  const write = async (effects: readonly Effect[]) => {
    if (silent || effects.length === 0) return;
    const { failure } = await perform(github, issue, effects, NO_MEMORY, { ...parts, mode: 'asked' });
    if (failure) throw failure;
  };
  return {
    silent,
    react: (...reactions) => write(reactions.map((one) => ({ do: 'react', comment, with: one }))),
    reply: (text) =>
      write([{ do: 'reply', to: comment, body: `${text.trimEnd()}\n\n${replyMarker(comment)}\n` }]),
  };
}

const SILENT: readonly Mode[] = ['off', 'observe'];

/**
 * Where the operator or the repository only watches, nothing is written, answers to commands included. Of a
 * repository never met only the configuration is read: the asker waits for a reaction.
 */
async function isSilent({ work }: Job, github: GitHub, { store, ceiling }: PipelineParts): Promise<boolean> {
  if (SILENT.includes(ceiling)) return true;
  const facts = await store.facts(work.repository.id);
  const config = readConfig(facts ?? { config: await github.file(CONFIG_PATH) });
  return !config.ok || SILENT.includes(config.config.mode);
}
