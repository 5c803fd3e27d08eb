import type { Comment, GitHub } from './github.ts';

/** The same calls, but the comments of an issue are listed once a look. */
export function listOnce(github: GitHub): GitHub {
  const lists = new Map<number, Promise<Comment[]>>();
  return {
    ...github,
    comments(issue) {
      const list = lists.get(issue) ?? github.comments(issue);
      lists.set(issue, list);
      return list;
    },
  };
}
