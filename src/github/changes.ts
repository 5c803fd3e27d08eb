import type { Cursor } from '../triage/job.ts';
import type { Changes } from './github.ts';

interface Answer {
  readonly data: readonly { readonly updated_at: string }[];
  readonly headers: Readonly<Record<string, string | number | undefined>>;
}

/** What to ask for at a cursor: always from the time of a change on, so that what changes meanwhile stands at the end. */
export function queryOf({ since, page, etag }: Cursor) {
  return {
    sort: 'updated' as const,
    direction: 'asc' as const,
    ...(since === '' ? {} : { since }),
    ...(page === 1 ? {} : { page }),
    etag: etag === null ? {} : { 'if-none-match': etag },
  };
}

/**
 * The next cursor goes by the last change of this page; GitHub then shows that last one again. Only where a whole page is
 * of one moment are pages counted. A page that brings nothing new keeps its place and its etag: it is asked for again,
 * for nothing.
 */
export function readChanges<Raw extends Answer['data'][number], Item>(
  { data, headers }: { data: readonly Raw[]; headers: Answer['headers'] },
  cursor: Cursor,
  toItem: (raw: Raw) => Item,
): Changes<Item> {
  const more = /rel="next"/.test(String(headers['link'] ?? ''));
  return {
    items: data.map((raw) => ({ item: toItem(raw), updatedAt: raw.updated_at })),
    next: nextOf(data.at(-1)?.updated_at ?? '', cursor, more, headers['etag']),
    more,
  };
}

function nextOf(last: string, cursor: Cursor, more: boolean, etag: string | number | undefined): Cursor {
  if (Date.parse(last) > (Date.parse(cursor.since) || 0)) return { since: last, page: 1, etag: null };
  if (more) return { ...cursor, page: cursor.page + 1, etag: null };
  // Pages that were there have gone: what stood on them has changed since, and stands further on.
  if (last === '' && cursor.page > 1) return { ...cursor, page: 1, etag: null };
  return { ...cursor, etag: etag === undefined ? null : String(etag) };
}
