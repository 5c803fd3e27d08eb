import type { Dialect, GoroutineState, Runner } from './types.ts';

/** One line of a report, recognised by what it says and never by the lines around it. */
export type Token =
  | { readonly kind: 'rule' | 'failed' | 'stop' | 'end' | 'dump' | 'heading' | 'other-warning' }
  | { readonly kind: 'warning'; readonly dialect: Dialect }
  | AccessToken
  | { readonly kind: 'who'; readonly by: Runner }
  | { readonly kind: 'location'; readonly text: string }
  | GoroutineToken
  | FuncToken
  | FileToken
  | FrameToken;

export interface AccessToken {
  readonly kind: 'access';
  readonly op: 'read' | 'write';
  readonly atomic: boolean;
  readonly previous: boolean;
  readonly address: string | null;
  /** Null where another writer cut the line before `goroutine 7:`. */
  readonly by: Runner | null;
  readonly size?: number;
  /** Printed by ThreadSanitizer, not by Go. */
  readonly native?: true;
}

export interface GoroutineToken {
  readonly kind: 'goroutine';
  readonly id: number;
  readonly state: GoroutineState;
  readonly name?: string;
  /** A thread: printed by ThreadSanitizer, not by Go. */
  readonly native?: true;
}

export interface FuncToken {
  readonly kind: 'func';
  readonly symbol: string;
}

export interface FileToken {
  readonly kind: 'file';
  readonly file: string | null;
  readonly line: number | null;
  readonly offset: string | null;
}

/** A whole frame on one line, as ThreadSanitizer prints it. */
export interface FrameToken {
  readonly kind: 'frame';
  readonly func: FuncToken;
  readonly file: FileToken;
}
