// A Socket.IO client that says what a test wants, over a WebSocket.
import WebSocket from "ws";

export class RawClient {
  #waiting = new Set();
  messages = [];
  closed = false;

  constructor(port) {
    this.ws = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    this.ws.on("message", (data) => {
      const text = data.toString();
      if (text === "2") return this.ws.send("3");
      this.messages.push(text);
      this.#wake();
    });
    this.ws.on("close", () => {
      this.closed = true;
      this.#wake();
    });
    this.ws.on("error", () => {});
  }

  /** Joins "/" with `auth`: what the server answers, {sid, pid}. */
  async join(auth) {
    await this.next("0");
    this.ws.send(`40${auth === undefined ? "" : JSON.stringify(auth)}`);
    return JSON.parse((await this.next("40")).slice(2));
  }

  async enter(room) {
    this.ws.send(`420${JSON.stringify(["join", room])}`);
    await this.next("430");
  }

  /** The next message that starts with `start`, which is taken out. */
  async next(start, limit = 5_000) {
    const end = performance.now() + limit;
    for (;;) {
      const found = this.messages.findIndex((text) => text.startsWith(start));
      if (found >= 0) return this.messages.splice(found, 1)[0];
      if (this.closed || performance.now() > end) throw new Error(`no ${start}…`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, end - performance.now());
        this.#waiting.add(() => (clearTimeout(timer), resolve()));
      });
    }
  }

  /** The numbers that were told and not taken, without their offsets. */
  told() {
    return this.messages.filter((text) => text.startsWith('42["told"')).map((text) => JSON.parse(text.slice(2))[1]);
  }

  terminate() {
    this.ws.terminate();
  }

  #wake() {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}
