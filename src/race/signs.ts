/** One of these stands on the first line of every report; anything before it is skipped unread. */
const SIGNS = [
  'DATA RACE',
  'by goroutine ',
  'by main goroutine',
  'ThreadSanitizer: ',
  'by thread T',
  'by main thread',
];

/** Whether a text may hold a report; one without a sign holds none. Costs one search, not a reading. */
export function holdsSign(text: string): boolean {
  return SIGNS.some((sign) => text.includes(sign));
}

/** Where the next sign stands. Each sign's last find is kept, so that the text is searched once per sign. */
export class SignFinder {
  readonly text: string;
  readonly found: number[] = SIGNS.map(() => -1);

  constructor(text: string) {
    this.text = text;
  }

  next(from: number): number {
    let nearest = this.text.length;
    for (let i = 0; i < SIGNS.length; i++) {
      let at = this.found[i] ?? -1;
      if (at < from) {
        at = this.text.indexOf(SIGNS[i] ?? '', from);
        if (at < 0) at = this.text.length;
        this.found[i] = at;
      }
      if (at < nearest) nearest = at;
    }
    return nearest;
  }
}
