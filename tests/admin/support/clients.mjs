import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const patience = 15_000;

export const io = require("socket.io-client");
export const ioV2 = require("socket.io-client-2");

/** The next time `emitter` emits `event`: its arguments. */
export function next(emitter, event) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "${event}" in ${patience} ms`)), patience);
    emitter.once(event, (...values) => {
      clearTimeout(timer);
      resolve(values);
    });
  });
}

export async function connect(url, options = {}, make = io) {
  const socket = make(url, { forceNew: true, reconnection: false, ...options });
  await next(socket, "connect");
  return socket;
}
