import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { isCommitted } from './calls.ts';
import type { Fault, Interceptor, RecordedCall } from './calls.ts';
import type { Answer } from './context.ts';
import type { Incoming, Service } from './service.ts';

export interface FrontParts {
  readonly service: Service;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly onIdle: () => void;
  readonly onMistake: (what: string) => void;
}

/** The sockets around the service: reads requests, plays the faults a test asks for, keeps the log. */
export class HttpFront {
  readonly calls: RecordedCall[] = [];
  interceptor: Interceptor | undefined;
  private readonly parts: FrontParts;
  private readonly server: Server;
  private step = 0;
  private underWay = 0;

  constructor(parts: FrontParts) {
    this.parts = parts;
    this.server = createServer((request, response) => {
      this.underWay += 1;
      response.on('close', () => {
        this.underWay -= 1;
        parts.onIdle();
      });
      this.handle(request, response).catch((error: unknown) => {
        // A mistake in the fake must show in the test, not only as a cut connection.
        parts.onMistake(String(error));
        response.destroy();
      });
    });
  }

  get pending(): number {
    return this.underWay;
  }

  get lastStep(): number {
    return this.step;
  }

  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the fake has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve, reject) =>
      this.server.close((error) => (error ? reject(error) : resolve())),
    );
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.step += 1;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]),
    );
    const raw = {
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers,
      text: body,
    };
    const incoming = this.parts.service.read(raw, this.step);
    const decided = this.interceptor?.(incoming.call);
    const fault = decided instanceof Promise ? await decided : decided;
    if (fault && 'delayMs' in fault) await this.parts.sleep(fault.delayMs);
    if (fault && 'until' in fault) await fault.until;
    const answer = this.answer(incoming, fault);
    this.calls.push({ ...incoming.call, status: answer?.status ?? 0, committed: isCommitted(fault) });
    if (answer) this.send(response, answer, incoming.call.step);
    else request.socket.resetAndDestroy();
  }

  /** Nothing where the connection is to be cut. */
  private answer(incoming: Incoming, fault: Fault | undefined): Answer | undefined {
    const real = isCommitted(fault) ? this.parts.service.serve(incoming, fault) : undefined;
    if (fault && 'reset' in fault) return undefined;
    if (fault && 'status' in fault) return { body: { message: 'Fault' }, ...fault };
    return real;
  }

  private send(response: ServerResponse, answer: Answer, step: number): void {
    const content = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
    // Clients set their clock by this date; it is the fake's, not the machine's.
    response.sendDate = false;
    response.writeHead(answer.status, {
      date: new Date(this.parts.now()).toUTCString(),
      server: 'github.com',
      'x-github-request-id': `FAKE:${step.toString(16).toUpperCase().padStart(4, '0')}`,
      'x-github-media-type': 'github.v3; format=json',
      'content-type': 'application/json; charset=utf-8',
      'content-length': String(Buffer.byteLength(content)),
      ...answer.headers,
    });
    response.end(content);
  }
}
