import type { Fault, IncomingCall } from '../fake-github/index.ts';

/** Watches whether a caller that was asked to wait does. */
export function watchManners(clock: { readonly now: number }) {
  const until = new Map<string, number>();
  const rude: string[] = [];
  return {
    rude,
    /** Passes the fault on. */
    see(call: IncomingCall, fault: Fault | undefined): Fault | undefined {
      const isCounted = call.by.startsWith('installation');
      if (isCounted && clock.now < (until.get(call.by) ?? 0)) rude.push(`${call.method} ${call.path}`);
      const wait = fault && 'status' in fault ? Number(fault.headers?.['retry-after'] ?? 0) : 0;
      if (wait > 0) until.set(call.by, clock.now + wait * 1_000);
      return fault;
    },
  };
}
