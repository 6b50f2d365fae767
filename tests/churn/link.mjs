// One TCP connection of a client that says exactly what a script wants and then no more.
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";

const patience = 15_000;

export class Link {
  #socket;
  #ready;
  #received = Buffer.alloc(0);
  #messages = [];
  #deliver = (text) => this.#messages.push(text);
  #waiting = [];
  #websocket = false;
  #beats = false;
  ended; // { how: "end" | "reset" | "own", at: ms } once it is over
  over;

  /** To a port of this host, in plain text or through TLS. */
  constructor(port, tls = false) {
    // Half open: the server's FIN is not answered before `over` is handled, as by a client that has been unplugged.
    const to = { port, host: "127.0.0.1", allowHalfOpen: true };
    this.#socket = tls ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
    this.#ready = tls ? "secureConnect" : "connect";
    this.#socket.setNoDelay(true);
    this.over = new Promise((resolve) => {
      const end = (how) => {
        this.ended ??= { how, at: performance.now() };
        this.#wake();
        resolve(this.ended);
      };
      this.#socket.on("end", () => end("end"));
      this.#socket.on("error", () => end("reset"));
      this.#socket.on("close", () => end("own"));
    });
    this.#socket.on("data", (bytes) => {
      this.#received = this.#received.length > 0 ? Buffer.concat([this.#received, bytes]) : bytes;
      if (this.#websocket) this.#readFrames();
      this.#wake();
    });
  }

  async connected() {
    await new Promise((resolve, reject) => this.#socket.once(this.#ready, resolve).once("error", reject));
    return this;
  }

  write(bytes) {
    this.#socket.write(bytes);
  }

  /** A request on this connection; without `answered` nobody waits for the answer. */
  async request(method, target, body = "") {
    this.ask(method, target, body);
    return this.answer();
  }
  ask(method, target, body = "") {
    this.write(`${method} ${target} HTTP/1.1\r\nHost: h\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  async answer() {
    let found;
    await this.#until(() => (found = this.#takeAnswer()) !== undefined, "answer");
    if (found.status !== 200) throw new Error(`status ${found.status}: ${found.body}`);
    return found.body;
  }

  /** Becomes a WebSocket; what is received from now on are messages. */
  async upgrade(target) {
    this.write(
      `GET ${target} HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    );
    let end = -1;
    await this.#until(() => (end = this.#received.indexOf("\r\n\r\n")) >= 0, "101");
    const head = this.#received.toString("latin1", 0, end);
    if (!head.startsWith("HTTP/1.1 101 ")) throw new Error(head.split("\r\n")[0]);
    this.#received = this.#received.subarray(end + 4);
    this.#websocket = true;
    this.#readFrames();
    return this;
  }

  /** A WebSocket frame; `opcode` 1: text, 8: close. A mask of zeros is a mask. */
  frame(payload, opcode = 1) {
    const data = Buffer.from(payload);
    if (data.length > 125) throw new Error("frames of campaigns are short");
    this.write(Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | data.length, 0, 0, 0, 0]), data]));
  }

  /** The next message that starts with `start`; those before it are dropped. */
  async message(start) {
    let found;
    await this.#until(() => {
      while (found === undefined && this.#messages.length > 0) {
        const next = this.#messages.shift();
        if (next.startsWith(start)) found = next;
      }
      return found !== undefined;
    }, start);
    return found;
  }

  /** From now on heartbeats are answered, so that another deadline must end this connection. */
  keepBeating() {
    this.#beats = true;
    return this;
  }
  stopBeating() {
    this.#beats = false;
  }

  /** Calls `action` with every message instead of keeping it. */
  follow(action) {
    this.#messages.splice(0).forEach(action);
    this.#deliver = action;
  }

  reset() {
    this.#socket.resetAndDestroy();
  }
  finish() {
    this.#socket.end();
  }
  destroy() {
    this.#socket.destroy();
  }

  #takeAnswer() {
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const head = this.#received.toString("latin1", 0, end);
    const length = Number(/\r\nContent-Length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < end + 4 + length) return undefined;
    const body = this.#received.toString("utf8", end + 4, end + 4 + length);
    this.#received = this.#received.subarray(end + 4 + length);
    return { status: Number(head.slice(9, 12)), body };
  }

  #readFrames() {
    for (;;) {
      const bytes = this.#received;
      if (bytes.length < 2) return;
      let head = 2;
      let size = bytes[1] & 127;
      if (size === 126) {
        if (bytes.length < 4) return;
        head = 4;
        size = bytes.readUInt16BE(2);
      }
      if (bytes.length < head + size) return;
      const opcode = bytes[0] & 15;
      const text = bytes.toString("utf8", head, head + size);
      this.#received = bytes.subarray(head + size);
      if (opcode === 1 && text === "2" && this.#beats) this.frame("3");
      else if (opcode === 1) this.#deliver(text);
      else if (opcode === 8) this.#deliver("close");
    }
  }

  async #until(holds, what) {
    const limit = performance.now() + patience;
    while (!holds()) {
      if (this.ended !== undefined) throw new Error(`closed (${this.ended.how}) while waiting for ${what}`);
      if (performance.now() > limit) throw new Error(`no ${what} in ${patience} ms`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, limit - performance.now() + 1);
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
  }
  #wake() {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
