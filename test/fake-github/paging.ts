import { afterName } from './context.ts';
import type { Answer, Context } from './context.ts';
import type { Json } from './json.ts';
import type { Repository } from './model.ts';

const DEFAULT_SIZE = 30;

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api – links go by the repository's number. */
export function page<Item>(
  context: Context,
  items: readonly Item[],
  render: (item: Item) => Json,
  repository?: Repository,
  wrap: (items: Json[]) => Json = (rendered) => rendered,
): Answer {
  const size = pageSize(context);
  const last = Math.max(1, Math.ceil(items.length / size));
  const number = Math.max(1, Number(context.query['page'] ?? 1));
  const links = [
    ...(number > 1 ? [link(context, repository, Math.min(number - 1, last), 'prev')] : []),
    ...(number < last
      ? [link(context, repository, number + 1, 'next'), link(context, repository, last, 'last')]
      : []),
    ...(number > 1 ? [link(context, repository, 1, 'first')] : []),
  ];
  const shown = items.slice((number - 1) * size, number * size).map((item) => render(item));
  return { status: 200, body: wrap(shown), headers: links.length > 0 ? { link: links.join(', ') } : {} };
}

/** The list of deliveries goes by cursor: only `next`, never a number of pages. */
export function cursorPage<Item extends { readonly id: number }>(
  context: Context,
  items: readonly Item[],
  render: (item: Item) => Json,
): Answer {
  const { cursor } = context.query;
  const start = cursor === undefined ? 0 : items.findIndex((item) => String(item.id) === cursor);
  if (start < 0)
    return {
      status: 400,
      body: { message: 'Bad Request', documentation_url: 'https://docs.github.com/rest' },
    };
  const size = pageSize(context);
  const next = items[start + size];
  const query = new URLSearchParams({ ...context.query, cursor: String(next?.id) });
  const following = `<${context.world.url}${context.prefix}${context.path}?${query.toString()}>; rel="next"`;
  const shown = items.slice(start, start + size).map((item) => render(item));
  return { status: 200, body: shown, headers: next ? { link: following } : {} };
}

function pageSize(context: Context): number {
  const asked = Number(context.query['per_page'] ?? DEFAULT_SIZE);
  return Math.max(1, Math.min(asked, context.maxPageSize));
}

function link(
  context: Context,
  repository: Repository | undefined,
  number: number,
  relation: string,
): string {
  const path = repository ? `/repositories/${repository.id}${afterName(context.path)}` : context.path;
  const query = new URLSearchParams({
    ...context.query,
    // Where a page was cut short, the next begins where it ended, however long pages are by then.
    ...('per_page' in context.query ? { per_page: String(pageSize(context)) } : {}),
    page: String(number),
  });
  return `<${context.world.url}${context.prefix}${path}?${query.toString()}>; rel="${relation}"`;
}
