// What the client says when it connects.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, interrupt, next, suites } from "./support/home.mjs";

suites("handshake", (home) => {
  /** What the server knows of a socket of its own namespace, and of one of another. */
  async function handshakes(path, options) {
    const main = home.open(`/${path}`, options);
    const other = home.open(`/abc${path}`, options);
    const [fromMain, [fromOther]] = await Promise.all([ask(main, "getHandshake"), next(other, "handshake")]);
    return [fromMain, fromOther];
  }

  test("describes the request", async () => {
    const before = Date.now();
    for (const handshake of await handshakes("")) {
      assert.equal(handshake.address, "127.0.0.1");
      assert.equal(handshake.secure, false);
      assert.equal(handshake.xdomain, false);
      assert.ok(before - 1 <= handshake.issued && handshake.issued <= Date.now(), "issued now");
      assert.ok(Math.abs(new Date(handshake.time) - handshake.issued) < 1000, handshake.time);
      const url = new URL(handshake.url, home.url);
      assert.equal(url.pathname, "/socket.io/");
      assert.deepEqual(Object.fromEntries(url.searchParams), handshake.query);
      assert.equal(handshake.query.EIO, "4");
      assert.equal(handshake.query.transport, home.transports[0]);
      assert.deepEqual(handshake.auth, {});
    }
  });

  test("has the headers", async () => {
    const extraHeaders = { cookie: "name=value", authorization: "Bearer x", origin: "http://page.example" };
    for (const handshake of await handshakes("", { extraHeaders })) {
      assert.deepEqual({ ...handshake.headers, ...extraHeaders }, handshake.headers);
      assert.equal(handshake.xdomain, true);
    }
  });

  test("has the query, as an object", async () => {
    for (const { query } of await handshakes("", { query: { e: "f", "&a": "&=?a", 名: "大白 +" } })) {
      assert.equal(query.e, "f");
      assert.equal(query["&a"], "&=?a");
      assert.equal(query["名"], "大白 +");
    }
  });

  test("has the query, as text", async () => {
    for (const { query } of await handshakes("?b=c&d=e")) {
      assert.equal(query.b, "c");
      assert.equal(query.d, "e");
    }
  });

  test("has the payload, as an object", async () => {
    const auth = { a: "b", 名: ["大白", { deep: null }], n: -2.5 };
    for (const handshake of await handshakes("", { auth })) {
      assert.deepEqual(handshake.auth, auth);
      assert.equal(handshake.query.a, undefined);
    }
  });

  test("has the payload, from a function that takes its time", async () => {
    const auth = (done) => setImmediate(() => done({ e: "f" }));
    for (const handshake of await handshakes("", { auth })) assert.deepEqual(handshake.auth, { e: "f" });
  });

  test("has another payload each time", async () => {
    let count = 0;
    const socket = await home.connect("/foo", { auth: (done) => done({ count: ++count }) });
    const main = home.add(socket.io.socket("/", { auth: (done) => done({ count: ++count }) }));
    assert.deepEqual((await ask(main, "getHandshake")).auth, { count: 2 });
    await interrupt(main);
    await next(main, "connect");
    assert.equal(count, 4);
  });

  test("asks for no more than it was told", async () => {
    const socket = home.open("", { path: "/elsewhere/", reconnection: false });
    const [error] = await next(socket, "connect_error");
    assert.ok(error instanceof Error);
  });
});
