// Who takes part: a traveller behind a bad network, and a publisher with a good one.
import { io } from "socket.io-client";
import { Proxy } from "./proxy.mjs";

export const modes = {
  "WebSocket only": ["websocket"],
  "polling only": ["polling"],
  upgrade: ["polling", "websocket"],
};

const patience = 15_000;

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `holds()`; false when it does not in `limit` ms. */
export async function until(holds, limit = patience) {
  const end = performance.now() + limit;
  while (!holds()) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}

const ask = (socket, event, ...values) => socket.timeout(patience).emitWithAck(event, ...values);

function connected(socket) {
  return new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.io.on("reconnect_failed", () => reject(new Error("no connection")));
  });
}

/** Emits numbers to rooms, over a connection that does not break. */
export class Publisher {
  #timers = [];
  sent = new Map(); // room → how many

  static async open(port) {
    const publisher = new Publisher();
    publisher.socket = io(`http://127.0.0.1:${port}`, { forceNew: true, transports: ["websocket"] });
    await connected(publisher.socket);
    return publisher;
  }

  /** The next number to `room`; done when the server has emitted it. */
  async tell(room) {
    const number = this.sent.get(room) ?? 0;
    this.sent.set(room, number + 1);
    await ask(this.socket, "tell room", room, number);
  }

  /** Goes on until `stop`. */
  flood(room, perSecond) {
    const timer = setInterval(() => this.tell(room).catch(() => {}), 1_000 / perSecond);
    this.#timers.push(timer);
    return () => clearInterval(timer);
  }

  executed(key) {
    return ask(this.socket, "counted", key);
  }

  close() {
    this.#timers.forEach(clearInterval);
    this.socket.close();
  }
}

/** A member of a room of its own, behind a proxy of its own. */
export class Traveller {
  received = [];
  connects = []; // { id, recovered, engine } of each connect

  static async open(port, transports, room, options = {}) {
    const traveller = new Traveller();
    traveller.room = room;
    traveller.proxy = await Proxy.open(port);
    const socket = io(traveller.proxy.url, {
      forceNew: true,
      transports,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
      timeout: 5_000,
      ...options,
    });
    traveller.socket = socket;
    socket.on("told", (number) => traveller.received.push(number));
    socket.on("connect", () => {
      traveller.connects.push({ id: socket.id, recovered: socket.recovered, engine: socket.io.engine.id });
    });
    await connected(socket);
    return traveller;
  }

  /** Joins its room, and has left polling if it is going to. */
  async settle() {
    await ask(this.socket, "join", this.room);
    const { transports } = this.socket.io.opts;
    const last = transports.at(-1);
    if (!(await until(() => this.socket.io.engine.transport.name === last))) throw new Error(`never on ${last}`);
  }

  /** Breaks the network for `seconds`: "reset" and "fin" are noticed by both sides, "freeze" only by the client. */
  async lose(how, seconds) {
    const before = this.connects.length;
    if (how === "freeze") this.proxy.freeze();
    else this.proxy.cut(how);
    await sleep(seconds * 1_000);
    if (how === "freeze") {
      this.proxy.thaw();
      // A polling client says goodbye for its session when it can; this network has lost it.
      await sleep(30);
    }
    this.proxy.restore();
    if (!(await until(() => this.connects.length > before))) throw new Error("did not come back");
  }

  /** What is wrong, for a client whose state must have been recovered and who must have got 0, 1, … `sent` - 1. */
  *problems(sent) {
    const [first, ...later] = this.connects;
    for (const [index, each] of later.entries()) {
      if (!each.recovered) yield `connect ${index + 2}: not recovered`;
      else if (each.id !== first.id) yield `connect ${index + 2}: another id`;
    }
    const wrong = this.received.findIndex((number, index) => number !== index);
    if (wrong >= 0)
      yield `event ${wrong} is ${this.received[wrong]} (…${this.received.slice(Math.max(0, wrong - 3), wrong + 3)}…)`;
    if (this.received.length !== sent) yield `${this.received.length} of ${sent} events`;
  }

  close() {
    this.socket.close();
    this.proxy.close();
  }
}
