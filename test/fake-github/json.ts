export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

export function parseJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}

/** The text of a value that should be a text: nothing else in the API is shown as one. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** GitHub counts characters as people do, not UTF-16 units. */
export function characters(text: string): number {
  // eslint-disable-next-line typescript/no-misused-spread -- code points are what is wanted
  return [...text].length;
}

/** GitHub's timestamps have whole seconds, so two edits within one second carry the same `updated_at`. */
export function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
