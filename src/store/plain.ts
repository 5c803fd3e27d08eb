/** A text that every engine keeps as it is: PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair. */
export function plain(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}
