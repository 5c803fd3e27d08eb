import type { Caller } from './auth.ts';
import { Refusal } from './refusal.ts';

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const ANONYMOUS_LIMIT = 60;
const WINDOW = 3_600_000;

interface Budget {
  readonly limit: number;
  readonly resetsAt: number;
  used: number;
}

/** The primary limit: one budget an hour for each installation, person or address. */
export class RateLimits {
  private readonly limit: number;
  private readonly now: () => number;
  private readonly budgets = new Map<string, Budget>();

  constructor(limit: number, now: () => number) {
    this.limit = limit;
    this.now = now;
  }

  budgetOf(caller: Caller, name: string): Budget {
    const known = this.budgets.get(name);
    if (known && known.resetsAt > this.now()) return known;
    const limit = caller.kind === 'anonymous' ? Math.min(this.limit, ANONYMOUS_LIMIT) : this.limit;
    const fresh = { limit, used: 0, resetsAt: this.now() + WINDOW };
    this.budgets.set(name, fresh);
    return fresh;
  }
}

export function spend(budget: Budget): void {
  if (budget.used >= budget.limit) throw new Refusal(403, 'API rate limit exceeded.');
  budget.used += 1;
}

export function renderBudget(budget: Budget): Record<string, number> {
  const { limit, used, resetsAt } = budget;
  return { limit, used, remaining: limit - used, reset: Math.ceil(resetsAt / 1000) };
}

export function rateHeaders(budget: Budget): Record<string, string> {
  const shown = Object.entries(renderBudget(budget)).map(
    ([name, value]) => [`x-ratelimit-${name}`, String(value)] as const,
  );
  return { ...Object.fromEntries(shown), 'x-ratelimit-resource': 'core' };
}
