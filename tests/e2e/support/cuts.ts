import type { Page, WebSocketRoute } from '@playwright/test';

/** What a cut looks like from the browser: refused at once, or a silence in which nothing comes through and nothing ends. */
export type Cut = 'refused' | 'silent';

/** The wire between one page and the server. Made before the page is loaded. */
export class Wire {
  private cut_: Cut | null = null;
  private readonly ends_ = new Set<WebSocketRoute>();
  private readonly held_: (() => void)[] = [];
  connections = 0;

  async watch(page: Page): Promise<void> {
    await page.route(/\/(socket\.io|api)\//, async (route) => {
      if (this.cut_ === 'refused') return route.abort();
      if (this.cut_ === 'silent') await new Promise<void>((mended) => this.held_.push(mended));
      return this.cut_ === null ? route.fallback() : route.abort();
    });
    await page.routeWebSocket(/socket\.io/, (client) => {
      if (this.cut_ === 'refused') return void client.close();
      if (this.cut_ === 'silent') return; // Opens for the page, and nothing answers.
      this.connections += 1;
      const server = client.connectToServer();
      this.ends_.add(client).add(server);
      client.onMessage((data) => this.cut_ === null && server.send(data));
      server.onMessage((data) => this.cut_ === null && client.send(data));
    });
  }

  async cut(kind: Cut): Promise<void> {
    this.cut_ = kind;
    if (kind === 'refused') await this.endAll();
  }

  /** Whatever was said meanwhile is lost: the old connections never come back. */
  async mend(): Promise<void> {
    await this.endAll();
    this.cut_ = null;
    for (const go of this.held_.splice(0)) go();
  }

  private async endAll(): Promise<void> {
    await Promise.all([...this.ends_].map((end) => end.close().catch(() => undefined)));
    this.ends_.clear();
  }
}
