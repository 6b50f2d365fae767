// A server and the clients of one test, over each way to connect.
import { after, afterEach, before, describe } from "node:test";
import { io, Manager } from "socket.io-client";
import { startServer } from "../../conformance/support/server.mjs";

const patience = 15_000;
const polling = ["polling"];
const websocket = ["websocket"];
const upgrade = ["polling", "websocket"];
const setups = [
  { transports: polling, loops: 2 },
  { transports: websocket, loops: 2 },
  { transports: upgrade, loops: 2 },
  { transports: upgrade, loops: 1 },
];

/** Describes `title` once for each set-up; `body` gets the home. */
export function suites(title, body) {
  for (const { transports, loops } of setups) {
    describe(`${title} (${transports.join(" and ")}, --loops ${loops})`, { timeout: 120_000 }, () => {
      const home = new Home(transports, loops);
      before(() => home.start());
      afterEach(() => home.closeClients());
      after(() => home.stop());
      body(home);
    });
  }
}

class Home {
  #loops;
  #server;
  #clients = [];

  constructor(transports, loops) {
    this.transports = transports;
    this.#loops = loops;
  }

  /** The first time on a free port, then again on the same. */
  async start() {
    this.#server = await startServer("client-suite-more", "--loops", this.#loops, "--port", this.#server?.port ?? 0);
  }
  get port() {
    return Number(this.#server.port);
  }
  get url() {
    return `http://${this.#server.host}`;
  }
  stop() {
    return this.#server.stop();
  }
  kill() {
    return this.#server.kill();
  }

  options(options = {}) {
    return { transports: this.transports, reconnectionDelay: 10, reconnectionDelayMax: 50, ...options };
  }
  /** A socket with a connection of its own. */
  open(path = "", options = {}) {
    return this.add(io((options.url ?? this.url) + path, this.options({ forceNew: true, ...options })));
  }
  async connect(path, options) {
    const socket = this.open(path, options);
    await next(socket, "connect");
    return socket;
  }
  manager(options) {
    return new Manager(this.url, this.options(options));
  }
  /** Closes `socket` after the test. */
  add(socket) {
    this.#clients.push(socket);
    return socket;
  }
  closeClients() {
    for (const socket of this.#clients.splice(0)) {
      socket.disconnect();
      socket.io._close();
    }
  }
}

/** The next time `emitter` emits `event`: its arguments. */
export function next(emitter, event) {
  return new Promise((resolve, reject) => {
    const listener = (...values) => {
      clearTimeout(timer);
      resolve(values);
    };
    const timer = setTimeout(() => {
      emitter.off(event, listener);
      reject(new Error(`no "${event}" in ${patience} ms`));
    }, patience);
    emitter.once(event, listener);
  });
}

/** What the server acknowledges with. */
export function ask(socket, event, ...values) {
  return socket.timeout(patience).emitWithAck(event, ...values);
}

/** Everything that `socket` receives as `event` from now on: its first argument. */
export function collect(socket, event) {
  const values = [];
  socket.on(event, (value) => values.push(value));
  return values;
}

/** The connection breaks; the socket may come back by itself. Why the socket thinks so. */
export async function interrupt(socket) {
  const gone = next(socket, "disconnect");
  socket.io.engine.close();
  return (await gone)[0];
}
