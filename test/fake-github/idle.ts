/** Lets a test wait until nothing is under way any more, without looking at a clock. */
export class Idle {
  private readonly isIdle: () => boolean;
  private waiting: (() => void)[] = [];

  constructor(isIdle: () => boolean) {
    this.isIdle = isIdle;
  }

  async reached(): Promise<void> {
    while (!this.isIdle()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** To be called whenever something has ended. */
  look(): void {
    if (!this.isIdle()) return;
    const { waiting } = this;
    this.waiting = [];
    for (const resume of waiting) resume();
  }
}
