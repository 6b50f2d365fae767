// A network that breaks when it is told to: TCP to a server on this host.
import { once } from "node:events";
import { connect, createServer } from "node:net";

export class Proxy {
  #server;
  #target;
  #pairs = new Set();
  #stale = new Set(); // the server's side of connections that only the server believes in
  #state = "open"; // "down": connections are refused; "frozen": they are taken, and nothing flows
  #mute = false;

  static async open(target) {
    const proxy = new Proxy();
    proxy.#target = target;
    proxy.#server = createServer({ allowHalfOpen: true }, (client) => proxy.#accept(client));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Ends every connection on both sides, and refuses new ones until `restore`. */
  cut(how) {
    this.#state = "down";
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        if (how === "reset") socket.resetAndDestroy();
        else socket.end();
      }
      if (how === "fin") setTimeout(() => pair.forEach((socket) => socket.destroy()), 200);
    }
    this.#pairs.clear();
  }

  /** Both sides stay connected, and nothing flows any more. */
  freeze() {
    this.#state = "frozen";
    for (const pair of this.#pairs) pair.forEach((socket) => socket.pause());
  }

  /** The client's connections die, and it gets no new ones until `restore`; the server is not told until `bury`. */
  thaw() {
    for (const [client, server] of this.#pairs) {
      client.resetAndDestroy();
      if (server !== undefined) this.#stale.add(server);
    }
    this.#pairs.clear();
    this.#state = "down";
  }
  bury() {
    for (const server of this.#stale) server.resetAndDestroy();
    this.#stale.clear();
  }

  /** What the server sends is lost on the way. */
  mute() {
    this.#mute = true;
  }

  restore() {
    this.#mute = false;
    this.#state = "open";
  }

  close() {
    this.cut("reset");
    this.bury();
    this.#server.close();
  }

  #accept(client) {
    client.on("error", () => {});
    if (this.#state === "down") return client.resetAndDestroy();
    if (this.#state === "frozen") {
      client.pause();
      this.#pairs.add([client]);
      return;
    }
    const server = connect({ port: this.#target, host: "127.0.0.1", allowHalfOpen: true });
    const pair = [client, server];
    this.#pairs.add(pair);
    server.on("error", () => {});
    for (const socket of pair) socket.setNoDelay(true);
    client.on("data", (bytes) => server.write(bytes));
    server.on("data", (bytes) => this.#mute || client.write(bytes));
    for (const [from, to] of [pair, [server, client]]) {
      from.on("end", () => to.end());
      from.on("close", () => {
        if (!this.#pairs.delete(pair)) return;
        to.destroy();
      });
    }
  }
}
