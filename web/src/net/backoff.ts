/** How long to wait before the next try to connect: the first within 300 ms, then doubling up to 30 s, always with jitter. */
export class Backoff {
  private tries_ = 0;
  private readonly random_: () => number;

  constructor(random: () => number = Math.random) {
    this.random_ = random;
  }

  /** Milliseconds. The upper half of each step is random, so that a thousand pages do not come back at once. */
  next(): number {
    const step = Math.min(300 * 2 ** this.tries_, 30_000);
    this.tries_ += 1;
    return step / 2 + (step / 2) * this.random_();
  }

  reset(): void {
    this.tries_ = 0;
  }
}
