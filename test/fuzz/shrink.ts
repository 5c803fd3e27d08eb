/** Tries on a long text are slow; a failure that is not small after so many is small enough. */
const MOST_TRIES = 4000;

/**
 * Takes out lines, then characters, as long as the text still fails.
 * @param fails true for `text`
 */
export function shrunk(text: string, fails: (text: string) => boolean): string {
  let tries = 0;
  const counted = (candidate: string): boolean => tries++ < MOST_TRIES && fails(candidate);
  const lines = fewer(text.split(/(?<=\n)/), (parts) => counted(parts.join('')));
  // Not code points: half a surrogate pair may be what fails.
  return fewer(lines.join('').split(''), (parts) => counted(parts.join(''))).join('');
}

/** Runs of half the length, a quarter, … of it are left out where the rest still fails. */
function fewer(parts: readonly string[], fails: (parts: readonly string[]) => boolean): readonly string[] {
  let kept = parts;
  for (let size = Math.ceil(parts.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length;) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (fails(rest)) kept = rest;
      else at += size;
    }
  }
  return kept;
}
