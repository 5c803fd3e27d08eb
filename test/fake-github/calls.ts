import type { JsonObject } from './json.ts';

/** What a test's own rule sees before the request is served. */
export interface IncomingCall {
  /** The first request of a fake is step 1. */
  readonly step: number;
  readonly method: string;
  readonly path: string;
  /** The path in GitHub's words, such as `/repos/{owner}/{repo}/labels`; empty where the fake has no such route. */
  readonly route: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  /** `anonymous`, `app`, `installation <account>`, or a person's login. */
  readonly by: string;
  readonly apiVersion: string | undefined;
  readonly userAgent: string | undefined;
}

export interface RecordedCall extends IncomingCall {
  /** What the caller got; 0 where the connection was reset. */
  readonly status: number;
  /** Whether the fake carried it out, whatever the caller was told. */
  readonly committed: boolean;
}

export type Fault =
  | { readonly delayMs: number }
  /** Answered when that has come; where it never does, GitHub hangs. */
  | { readonly until: Promise<unknown> }
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: JsonObject;
      readonly afterCommit?: boolean;
    }
  | { readonly reset: true; readonly afterCommit?: boolean }
  /** Lists answer as they were so many milliseconds ago: without the issues, comments and events created since. */
  | { readonly staleBy: number }
  /** Lists come in pages of so many, whatever was asked for. */
  | { readonly pageSize: number };

/** What becomes of a call; it may take its time to decide. */
export type Interceptor = (call: IncomingCall) => Fault | undefined | Promise<Fault | undefined>;

export interface CallFilter {
  readonly method?: string;
  readonly route?: string;
  /** Only calls after this step. */
  readonly since?: number;
}

export function matches(call: RecordedCall, filter: CallFilter): boolean {
  const { method, route, since = 0 } = filter;
  return (
    (method === undefined || call.method === method) &&
    (route === undefined || call.route === route) &&
    call.step > since
  );
}

/** Writes that people would see; asking for a token or a redelivery is none. */
export function isWrite(call: RecordedCall): boolean {
  return call.method !== 'GET' && call.route.startsWith('/repos/');
}

export function isCommitted(fault: Fault | undefined): boolean {
  if (fault === undefined || !('status' in fault || 'reset' in fault)) return true;
  return fault.afterCommit === true;
}
