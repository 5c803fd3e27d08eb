/** An issue as people name it. */
export interface Reference {
  readonly number: number;
  /** `owner/name` where they name one. */
  readonly repository: string | null;
}

/**
 * The issue a word names: `#12`, `12`, `GH-12`, `owner/name#12`, or its address
 * (https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls).
 *
 * @returns null for anything else
 * @example
 * parseReference('#12')                                        // { number: 12, repository: null }
 * parseReference('https://github.com/acme/widgets/issues/12')  // { number: 12, repository: 'acme/widgets' }
 */
export function parseReference(word: string): Reference | null {
  const short = SHORT.exec(word);
  if (short) return toReference(short[2], short[1]);
  const address = ADDRESS.exec(word);
  return address ? toReference(address[2], address[1]) : null;
}

/** `acme/widgets#12`, `#12`, `GH-12`, `12`. */
const SHORT = /^(?:([\w.-]{1,100}\/[\w.-]{1,100})?#|gh-)?(\d{1,9})$/i;

/** Also a pull request's address, so that it can be refused by what it is. A comment's place in it does not matter. */
const ADDRESS =
  /^https?:\/\/[\w.:-]{1,255}\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:issues|pull)\/(\d{1,9})(?:[/?#]\S{0,200})?$/i;

function toReference(digits: string | undefined, repository: string | undefined): Reference | null {
  const number = Number(digits);
  return number > 0 ? { number, repository: repository ?? null } : null;
}
