import { parseReference } from '../commands/reference.ts';
import type { RepositoryRef } from './job.ts';

/**
 * The number of an issue that a reference names, if it lies in this repository; null otherwise.
 * @example sameRepository('acme/widgets#3', { owner: 'Acme', name: 'widgets' }) // 3
 */
export function sameRepository(
  text: string,
  repository: Pick<RepositoryRef, 'owner' | 'name'>,
): number | null {
  const reference = parseReference(text);
  return reference && isHere(reference.repository, repository) ? reference.number : null;
}

/** Whether a reference points into this repository; one that names none does. */
export function isHere(
  named: string | null,
  { owner, name }: Pick<RepositoryRef, 'owner' | 'name'>,
): boolean {
  return named === null || named.toLowerCase() === `${owner}/${name}`.toLowerCase();
}
