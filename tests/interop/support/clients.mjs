// The clients under test, behind one face: where their interfaces differ, the difference is here.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const versions = [1, 2, 3, 4].map((major) => ({
  major,
  name: `socket.io-client ${require(`socket.io-client-${major}/package.json`).version}`,
  io: require(`socket.io-client-${major}`),
}));

export const modes = [
  { name: "polling only", transports: ["polling"], ends: "polling" },
  { name: "WebSocket only", transports: ["websocket"], ends: "websocket" },
  { name: "upgrade", transports: ["polling", "websocket"], ends: "websocket" },
];

const patience = 15_000;

/** The next time `emitter` emits `event`: its arguments. Fails after `patience`. */
export function next(emitter, event) {
  return new Promise((resolve, reject) => {
    const listener = (...values) => {
      clearTimeout(timer);
      resolve(values);
    };
    const timer = setTimeout(() => {
      emitter.off?.(event, listener);
      reject(new Error(`no "${event}" in ${patience} ms`));
    }, patience);
    emitter.once(event, listener);
  });
}

/** What the server acknowledges with. */
export function ask(socket, event, ...values) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no acknowledgement of "${event}" in ${patience} ms`)), patience);
    socket.emit(event, ...values, (...answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

/** A fresh connection; not yet connected. */
export function open(version, mode, url, options = {}) {
  return version.io(url, {
    forceNew: true,
    transports: mode.transports,
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
    timeout: patience,
    ...options,
  });
}

export async function connect(version, mode, url, options) {
  const socket = open(version, mode, url, options);
  await next(socket, "connect");
  return socket;
}

export const engineOf = (socket) => socket.io.engine;

/** Waits until the connection is on the transport that `mode` ends with. */
export async function settled(socket, mode) {
  if (engineOf(socket).transport.name !== mode.ends) await next(engineOf(socket), "upgrade");
}

/** Why the server refused a namespace, as {message, data}; up to v2 the one value it sends is the data. */
export async function refusal(version, socket) {
  if (version.major <= 2) {
    const [data] = await next(socket, "error");
    return { data };
  }
  const [error] = await next(socket, "connect_error");
  return { message: error.message, data: error.data };
}

export function close(...sockets) {
  for (const socket of sockets) {
    socket.io.reconnection?.(false);
    socket.close();
    socket.io.engine?.close();
  }
}
