import type { Json, JsonObject } from './json.ts';

const DOCS = 'https://docs.github.com/rest';

/** An answer other than success, thrown from wherever the reason is found. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;

  constructor(status: number, message: string, more: JsonObject = {}, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
    this.body = { message, ...more, documentation_url: DOCS, status: String(status) };
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed */
export function invalid(
  resource: string,
  field: string,
  code: string,
  message: string,
  value?: Json,
): Refusal {
  const problem: JsonObject = { resource, field, code, message };
  return new Refusal(422, 'Validation Failed', {
    errors: [value === undefined ? problem : { ...problem, value }],
  });
}

/** A renamed repository or a transferred issue. Only reads may be repeated elsewhere without asking, hence two codes. */
export function moved(method: string, url: string): Refusal {
  const [status, message] = method === 'GET' ? [301, 'Moved Permanently'] : [307, 'Temporary Redirect'];
  return new Refusal(status, message, { url }, { location: url });
}
