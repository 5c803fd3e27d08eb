import { codeSpan } from '../markdown.ts';
import type { Dependency } from '../types.ts';
import type { CommentView } from './view.ts';

/** Two say enough. */
const SHOWN = 2;

/** Whose memory it is, where it is not the repository's own. */
export function thirdParty({ plan }: CommentView): string {
  const named = (plan.thirdParty ?? []).slice(0, SHOWN).map(dependencyText);
  return named.length > 0 ? `The memory belongs to ${named.join(' and ')}.` : '';
}

/** `github.com/other/lib` `v1.2.3` (other/lib), the last a link; only github.com, whose addresses we know how to write. */
function dependencyText({ module, version, repository }: Dependency): string {
  const name = version === null ? codeSpan(module) : `${codeSpan(module)} ${codeSpan(version)}`;
  return repository === null ? name : `${name} ([${codeSpan(repository)}](https://github.com/${repository}))`;
}
