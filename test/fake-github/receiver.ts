import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { isObject, parseJson } from './json.ts';
import type { JsonObject } from './json.ts';

export interface ReceivedWebhook {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly payload: JsonObject;
}

export interface Receiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  /** What it answers from now on; set it to 500 to be an app in trouble. */
  status: number;
  close(): Promise<void>;
}

/** An app that only listens: keeps every webhook and answers with one status. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    const keep = (body: string): void => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
      );
      const payload = parseJson(body);
      received.push({ headers, text: body, payload: isObject(payload) ? payload : {} });
      response.writeHead(receiver.status).end();
    };
    void text(request).then(keep);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    received,
    status: 202,
    close,
  };
  return receiver;
}
