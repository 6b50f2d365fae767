// A way to the server that can break so that the server does not know, as when a telephone leaves its network.
import { once } from "node:events";
import net from "node:net";

export class Proxy {
  #server;
  #ways = [];
  #broken = false;

  /** To a server on this machine. */
  static async start(port) {
    const proxy = new Proxy();
    proxy.#server = net.createServer((client) => proxy.#pass(client, port)).listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  #pass(client, port) {
    client.on("error", () => {});
    if (this.#broken) return client.destroy();
    const upstream = net.connect(port, "127.0.0.1").on("error", () => {});
    client.pipe(upstream).pipe(client);
    this.#ways.push({ client, upstream });
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** Clients lose their connections and get no others; the server keeps its ends and waits. */
  break() {
    this.#broken = true;
    for (const { client, upstream } of this.#ways) {
      client.unpipe();
      upstream.unpipe();
      client.destroy();
    }
  }
  /** New connections go through again. */
  mend() {
    this.#broken = false;
  }

  stop() {
    for (const { client, upstream } of this.#ways) {
      client.destroy();
      upstream.destroy();
    }
    this.#server.close();
  }
}
