import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { iso } from './json.ts';
import type { JsonObject } from './json.ts';
import { Refusal } from './refusal.ts';
import type { Happening, World } from './world.ts';

export interface WebhookTarget {
  url: string;
  secret: string;
  /** GitHub gives a receiver 10 s: https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries */
  timeoutMs?: number;
  /** GitHub promises no order; by default the fake keeps it, so that a test means one thing. */
  inOrder?: boolean;
}

/** One attempt to hand over one event; a redelivery is a new attempt with the same guid. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly payload: JsonObject;
  readonly isRedelivery: boolean;
  readonly createdAt: number;
  headers: Record<string, string>;
  /** What the receiver answered; null until then, 0 where there was no answer. */
  statusCode: number | null;
  response: string;
  seconds: number;
}

/** How long GitHub lists a delivery and lets it be sent again. */
const KEPT_FOR = 3 * 24 * 3_600_000;

export class Deliveries {
  readonly all: Delivery[] = [];
  target: WebhookTarget | undefined;
  private readonly world: World;
  private held: Delivery[] | undefined;
  private underWay = 0;
  private last: Promise<void> = Promise.resolve();
  private readonly onIdle: () => void;

  constructor(world: World, target: WebhookTarget | undefined, onIdle: () => void) {
    this.world = world;
    this.target = target;
    this.onIdle = onIdle;
  }

  get pending(): number {
    return this.underWay;
  }

  /** What is held stays in the ledger, unlisted until it has been sent. */
  add(happening: Happening, payload: JsonObject): void {
    const delivery = this.attempt({
      guid: randomUUID(),
      event: happening.event,
      action: happening.action ?? null,
      installationId: happening.installation?.id ?? null,
      repositoryId: happening.repository?.id ?? null,
      payload,
      isRedelivery: false,
    });
    if (this.held) this.held.push(delivery);
    else this.send(delivery);
  }

  hold(): void {
    this.held ??= [];
  }

  /** Sends what was held, in the order `choose` returns it; what it leaves out is lost, though still in the ledger. */
  release(choose: (held: Delivery[]) => Delivery[] = (held) => held): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const delivery of choose(held)) this.send(delivery);
  }

  redeliver(guid: string, copies = 1): void {
    const first = this.all.find((delivery) => delivery.guid === guid);
    if (!first) throw new Refusal(404, 'Not Found');
    for (let copy = 0; copy < copies; copy += 1)
      this.send(this.attempt({ ...first, isRedelivery: true }), copies > 1);
  }

  listed(): Delivery[] {
    const oldest = this.world.now() - KEPT_FOR;
    return this.all
      .filter((delivery) => delivery.statusCode !== null && delivery.createdAt >= oldest)
      .reverse();
  }

  private attempt(
    what: Omit<Delivery, 'id' | 'createdAt' | 'headers' | 'statusCode' | 'response' | 'seconds'>,
  ): Delivery {
    const id = this.world.nextId('delivery');
    const delivery = {
      ...what,
      id,
      createdAt: this.world.now(),
      headers: {},
      statusCode: null,
      response: '',
      seconds: 0,
    };
    this.all.push(delivery);
    return delivery;
  }

  private send(delivery: Delivery, atOnce = false): void {
    const { target } = this;
    if (!target) return;
    this.underWay += 1;
    const inOrder = !atOnce && target.inOrder !== false;
    const sent = inOrder ? this.last.then(() => this.post(delivery, target)) : this.post(delivery, target);
    if (inOrder) this.last = sent;
    void sent.finally(() => {
      this.underWay -= 1;
      this.onIdle();
    });
  }

  private async post(delivery: Delivery, target: WebhookTarget): Promise<void> {
    const body = Buffer.from(JSON.stringify(delivery.payload));
    delivery.headers = headersOf(this.world, delivery, body, target.secret);
    const start = performance.now();
    const { status, text } = await post(target, delivery.headers, body);
    delivery.seconds = (performance.now() - start) / 1000;
    delivery.response = text;
    delivery.statusCode = status;
  }
}

export function renderDelivery(delivery: Delivery): JsonObject {
  const status = delivery.statusCode ?? 0;
  const text =
    status === 0 ? 'failed to connect to host' : status < 400 ? 'OK' : `Invalid HTTP Response: ${status}`;
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: iso(delivery.createdAt),
    redelivery: delivery.isRedelivery,
    duration: delivery.seconds,
    status: text,
    status_code: status,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers */
function headersOf(world: World, delivery: Delivery, body: Buffer, secret: string): Record<string, string> {
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'content-length': String(body.length),
    'user-agent': 'GitHub-Hookshot/0000000',
    'x-github-delivery': delivery.guid,
    'x-github-event': delivery.event,
    'x-github-hook-id': String(world.app.id),
    'x-github-hook-installation-target-id': String(world.app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  };
}

/** Never rejects: no answer is status 0, as in GitHub's own ledger. A connection of its own leaves nothing open. */
function post(
  target: WebhookTarget,
  headers: Record<string, string>,
  body: Buffer,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(target.timeoutMs ?? 10_000);
    const sending = request(target.url, { method: 'POST', headers, agent: false, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => resolve({ status: 0, text: error.message }));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    sending.on('error', (error) => resolve({ status: 0, text: error.message }));
    sending.end(body);
  });
}
