/** What is open over a page, the topmost last. */
export interface OpenOverlays {
  count(): number;
  closeTop(): void;
}

/** The history of the browser, as far as it is about what is open: `depth` is how many of its entries lie over the page. */
export interface HistoryEntries {
  depth(): number;
  push(depth: number): void;
  back(steps: number): void;
}

/** A browser that has nothing to go back to does not answer. */
const leaveMs = 1000;

/**
 * One entry of the history for each overlay that is open, so that Back closes the topmost instead of leaving the page. They are
 * gone when it closes otherwise, and before the router adds or replaces an entry: only pages stand in the history below others.
 */
export class BackEntries {
  private leaving_: { readonly done: Promise<void>; readonly end: () => void } | null = null;
  private isMoving_ = false;
  private timer_: ReturnType<typeof setTimeout> | undefined;
  private readonly history_: HistoryEntries;
  private readonly overlays_: OpenOverlays;

  constructor(history: HistoryEntries, overlays: OpenOverlays) {
    this.history_ = history;
    this.overlays_ = overlays;
  }

  /** Something opened or closed. Later, so that what takes the place of another takes its entry, too. */
  changed(): void {
    clearTimeout(this.timer_);
    this.timer_ = setTimeout(() => this.settle(), 0);
  }

  /** The browser is at another entry: by Back, or because it was sent there. Heard before the router hears it. */
  arrived(): void {
    const { leaving_ } = this;
    if (leaving_) {
      setTimeout(leaving_.end, 0); // When the router knows where it is.
      return;
    }
    while (this.overlays_.count() > this.history_.depth()) this.overlays_.closeTop();
    this.changed();
  }

  /** Before the router changes the history. Ends when the page itself is the present entry. */
  async clear(): Promise<void> {
    this.isMoving_ = true;
    await this.leaving_?.done;
    if (this.history_.depth() > 0) await this.leave(this.history_.depth());
  }

  /** The router is done. */
  moved(): void {
    this.isMoving_ = false;
    this.changed();
  }

  private settle(): void {
    if (this.isMoving_ || this.leaving_) return;
    const [depth, open] = [this.history_.depth(), this.overlays_.count()];
    if (depth > open) void this.leave(depth - open);
    for (let next = depth + 1; next <= open; next += 1) this.history_.push(next);
  }

  private leave(steps: number): Promise<void> {
    let resolve: () => void = () => undefined;
    const done = new Promise<void>((ended) => (resolve = ended));
    const end = (): void => {
      clearTimeout(late);
      this.leaving_ = null;
      resolve();
      this.changed();
    };
    const late = setTimeout(end, leaveMs);
    this.leaving_ = { done, end };
    this.history_.back(steps);
    return done;
  }
}
