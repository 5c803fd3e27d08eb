import { createHash } from 'node:crypto';
import type { Answer } from './context.ts';

/** A 304 costs nothing: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api */
export function withEtag(
  answer: Answer,
  method: string,
  known: string | undefined,
  refund: () => void,
): Answer {
  if (method !== 'GET' || answer.status !== 200) return answer;
  const etag = `W/"${createHash('sha256')
    .update(answer.text ?? JSON.stringify(answer.body))
    .digest('hex')}"`;
  const headers = { ...answer.headers, etag };
  if (known !== etag) return { ...answer, headers };
  refund();
  return { status: 304, headers };
}
