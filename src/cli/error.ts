/** What ends a command: 1 a problem found, 2 wrong usage, 3 the world failed. */
export type ExitCode = 1 | 2 | 3;

export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
