// Clients with the msgpack parser and clients with JSON on one server, and the client that the server itself hands out.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import vm from "node:vm";

import { io } from "socket.io-client-4";
import parser from "socket.io-msgpack-parser";

import { ask, close, modes, next } from "./support/clients.mjs";
import { Server } from "./support/server.mjs";

const values = ["中文 😀", { deep: [1, -2.5, true, null, "\u2028"] }, Buffer.from([0, 255, 10])];

async function connect(url, options) {
  const socket = io(url, { forceNew: true, reconnection: false, ...options });
  await next(socket, "connect");
  return socket;
}

describe("parsers", { timeout: 60_000 }, () => {
  let server;
  before(async () => (server = await Server.start()));
  after(() => server.stop());

  for (const mode of modes) {
    test(`msgpack and JSON in one room: ${mode.name}`, async () => {
      const packed = await connect(server.url, { transports: mode.transports, parser });
      const json = await connect(server.url, { transports: mode.transports });
      try {
        await Promise.all([ask(packed, "join", "r"), ask(json, "join", "r")]);
        for (const speaker of [packed, json]) {
          const heard = [next(packed, "told"), next(json, "told")];
          speaker.emit("tell room", "r", ...values);
          assert.deepEqual(await Promise.all(heard), [values, values]);
          assert.deepEqual(await ask(speaker, "ack", ...values), values);
        }
        const answered = next(packed, "answered");
        packed.on("question", (...asked) => asked.pop()(...asked));
        packed.emit("ask me", ...values);
        assert.deepEqual(await answered, values);
      } finally {
        close(packed, json);
      }
    });
  }

  test("a namespace that refuses says why in msgpack", async () => {
    const socket = io(`${server.url}/private`, { forceNew: true, reconnection: false, parser });
    const [error] = await next(socket, "connect_error");
    assert.equal(error.message, "not for you");
    assert.deepEqual(error.data, { code: 7 });
    close(socket);
  });
});

describe("the browser client", { timeout: 60_000 }, () => {
  const names = ["socket.io.js", "socket.io.min.js", "socket.io.msgpack.min.js", "socket.io.esm.min.js"];
  let server;
  before(async () => (server = await Server.start()));
  after(() => server.stop());

  test("is that of the npm package", async () => {
    for (const name of [...names, ...names.map((script) => `${script}.map`)]) {
      const answer = await fetch(`${server.url}/socket.io/${name}`);
      assert.equal(answer.status, 200, name);
      assert.match(answer.headers.get("content-type"), name.endsWith(".map") ? /json/ : /javascript/);
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
      assert.ok((await answer.text()).length > 10_000, name);
    }
    const require = createRequire(import.meta.url);
    const { version } = require("socket.io-client-4/package.json");
    const script = await (await fetch(`${server.url}/socket.io/socket.io.js`)).text();
    assert.ok(script.includes(`v${version}`));
    const page = { console, setTimeout, clearTimeout, URL, TextEncoder, TextDecoder };
    page.self = page.globalThis = page;
    vm.runInNewContext(script, page);
    assert.equal(typeof page.io, "function");
  });

  test("is compressed and cached", async () => {
    const url = `${server.url}/socket.io/socket.io.min.js`;
    const plain = await fetch(url, { headers: { "accept-encoding": "identity" } });
    assert.equal(plain.headers.get("content-encoding"), null);
    const etag = plain.headers.get("etag");
    const text = await plain.text();
    for (const coding of ["br", "gzip"]) {
      const answer = await fetch(url, { headers: { "accept-encoding": coding } });
      assert.equal(answer.headers.get("content-encoding"), coding);
      assert.equal(await answer.text(), text);
    }
    const again = await fetch(url, { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
  });

  test("is not what other names lead to", async () => {
    assert.equal((await fetch(`${server.url}/socket.io/socket.io.other.js`)).status, 400);
  });
});
