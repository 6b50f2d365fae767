// The client's side of Engine.IO, bare: every test sees the bytes.
import http from "node:http";
import WebSocket from "ws";

/** One HTTP request on a connection of its own, so that any loop of the server may get it. */
export function request(host, target, { method = "GET", body, headers = {}, signal } = {}) {
  return new Promise((resolve, reject) => {
    const asked = http.request(`http://${host}${target}`, { method, headers, signal, agent: false }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** A WebSocket whose messages wait until they are asked for. */
export class Socket {
  #waiting = [];
  #arrived = [];

  constructor(host, target, options = {}) {
    this.ws = new WebSocket(`ws://${host}${target}`, options);
    this.ws.on("message", (data, binary) => this.#push(binary ? data : data.toString()));
    this.closed = new Promise((resolve) => this.ws.on("close", (code, reason) => resolve({ code, reason: reason.toString() })));
    this.opened = new Promise((resolve, reject) => {
      this.ws.on("open", resolve);
      this.ws.on("error", reject);
    });
    this.opened.catch(() => {});
    this.refused = new Promise((resolve) => {
      this.ws.on("unexpected-response", (asked, answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
          resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() });
        });
      });
    });
  }

  #push(data) {
    const taker = this.#waiting.shift();
    if (taker) taker(data);
    else this.#arrived.push(data);
  }

  /** The next message, or null once the connection is closed. */
  next() {
    if (this.#arrived.length > 0) return Promise.resolve(this.#arrived.shift());
    const message = new Promise((resolve) => this.#waiting.push(resolve));
    return Promise.race([message, this.closed.then(() => null)]);
  }

  send(...messages) {
    for (const message of messages) this.ws.send(message);
  }

  close() {
    this.ws.terminate();
  }
}

const separator = "\x1e";

/** What differs between the revisions. */
export const revisions = {
  3: {
    mode: "engineio-v3",
    encode: (packets) => packets.map((packet) => `${packet.length}:${packet}`).join(""),
    decode(body) {
      const packets = [];
      while (body.length > 0) {
        const colon = body.indexOf(":");
        const end = colon + 1 + Number(body.slice(0, colon));
        packets.push(body.slice(colon + 1, end));
        body = body.slice(end);
      }
      return packets;
    },
    base64: (data) => `b4${data}`,
    binaryFrame: (...bytes) => Buffer.from([4, ...bytes]),
  },
  4: {
    mode: "engineio-v4",
    encode: (packets) => packets.join(separator),
    decode: (body) => body.split(separator),
    base64: (data) => `b${data}`,
    binaryFrame: (...bytes) => Buffer.from(bytes),
  },
};

/** A session by polling. */
export class Polling {
  static async open(host, revision, query = "") {
    const base = `/engine.io/?EIO=${revision}&transport=polling${query}`;
    const answer = await request(host, base);
    const [open] = revisions[revision].decode(answer.text);
    return new Polling(host, revision, base, JSON.parse(open.slice(1)).sid);
  }

  constructor(host, revision, base, sid) {
    this.host = host;
    this.codec = revisions[revision];
    this.target = `${base}&sid=${sid}`;
    this.upgradeTarget = `/engine.io/?EIO=${revision}&transport=websocket&sid=${sid}`;
    this.sid = sid;
  }

  get(options) {
    return request(this.host, this.target, options);
  }
  async poll() {
    const { status, text } = await this.get();
    if (status !== 200) throw new Error(`poll answered ${status}: ${text}`);
    return this.codec.decode(text);
  }
  post(packets, headers = {}) {
    return this.postBody(this.codec.encode(packets), headers);
  }
  postBody(body, headers = {}) {
    return request(this.host, this.target, { method: "POST", body, headers });
  }
  /** An open WebSocket with this session's id. */
  async websocket() {
    const socket = new Socket(this.host, this.upgradeTarget);
    await socket.opened;
    return socket;
  }
  /** Whether the server still knows the session. A poll would be held, so something harmless is posted. */
  async alive() {
    return (await this.post(["6"])).status === 200;
  }
}
