import { KEY_VERSION } from '../race/keys.ts';
import { type RaceOptions, sha256Hex } from '../race/index.ts';

/**
 * What keys depend on beside the report: the rules of this version, and what the repository says of its modules. Keys of two
 * versions are not compared with each other.
 */
export function keysVersion(options: RaceOptions): string {
  return `${KEY_VERSION} ${sha256Hex(JSON.stringify(options)).slice(0, 16)}`;
}
