import { SECRET } from '../app/parts.ts';
import type { Delivery, FakeGitHub } from '../fake-github/index.ts';
import type { Random } from '../fuzz/random.ts';

/** How a sender may err. */
export interface Manner {
  /** So many per cent come twice … */
  readonly twice: number;
  /** … and so many are overtaken by others. */
  readonly late: number;
}

/** Sends what GitHub has to tell, and again what was not taken: GitHub itself would wait to be asked. */
export interface Sender {
  /** Whether everything that happened in a repository was taken, with all copies. */
  isClear(repository: number): boolean;
  /** Deliveries so far, each counted once. */
  readonly told: number;
  readonly counts: {
    readonly sent: number;
    readonly twice: number;
    readonly late: number;
    readonly again: number;
  };
  stop(): void;
}

const TICK = 20;

/** Milliseconds: how much later the overtaken ones come, the second copies, and what was refused. */
const LATE = 2_000;
const SECOND = 4_000;
const AGAIN = 1_000;

interface Open {
  readonly first: Delivery;
  /** When it is to be sent. */
  due: number[];
  underWay: Delivery[];
  taken: boolean;
}

export function startSender(
  fake: FakeGitHub,
  urls: readonly string[],
  random: Random,
  manner: Manner,
): Sender {
  const open = new Map<string, Open>();
  const counts = { told: 0, sent: 0, twice: 0, late: 0, again: 0 };
  const to = (url: string) => ({ url: `${url}/api/github/webhooks`, secret: SECRET, inOrder: false });
  fake.webhook = to(urls[0] ?? '');
  fake.hold();
  const timer = setInterval(tick, TICK);

  function tick(): void {
    take();
    for (const one of open.values()) look(one);
    for (const one of open.values()) post(one);
  }

  /** What is held is sent in its time, not now. */
  function take(now: readonly Delivery[] = []): void {
    fake.release((held) => {
      for (const delivery of held) open.set(delivery.guid, planFor(delivery));
      return [...now];
    });
    fake.hold();
  }

  function planFor(first: Delivery): Open {
    counts.told += 1;
    const percent = (share: number): boolean => random.below(100) < share;
    const now = Date.now();
    const isLate = percent(manner.late);
    if (isLate) counts.late += 1;
    const at = isLate ? now + random.below(LATE) : now;
    const due = [at];
    if (percent(manner.twice)) {
      counts.twice += 1;
      due.push(random.oneIn(2) ? at : at + random.below(SECOND));
    }
    return { first, due, underWay: [], taken: false };
  }

  function look(one: Open): void {
    const answered = one.underWay.filter(({ statusCode }) => statusCode !== null);
    if (answered.length === 0) return;
    one.underWay = one.underWay.filter(({ statusCode }) => statusCode === null);
    one.taken ||= answered.some(isTaken);
    const left = one.due.length + one.underWay.length;
    if (one.taken && left === 0) open.delete(one.first.guid);
    if (one.taken || left > 0) return;
    counts.again += 1;
    one.due.push(Date.now() + random.below(AGAIN));
  }

  function post(one: Open): void {
    const now = Date.now();
    for (const at of one.due) if (at <= now) one.underWay.push(send(one));
    one.due = one.due.filter((at) => at > now);
  }

  function send({ first }: Open): Delivery {
    counts.sent += 1;
    fake.webhook = to(random.pick(urls));
    if (Object.keys(first.headers).length > 0) {
      fake.redeliver(first.guid);
      return fake.deliveries.at(-1) ?? first;
    }
    take([first]);
    return first;
  }

  return {
    // What is held was not looked at yet.
    isClear(repository) {
      take();
      return ![...open.values()].some(({ first }) => first.repositoryId === repository);
    },
    get told() {
      return counts.told;
    },
    counts,
    stop: () => clearInterval(timer),
  };
}

function isTaken({ statusCode }: Delivery): boolean {
  return statusCode !== null && statusCode >= 200 && statusCode < 300;
}
