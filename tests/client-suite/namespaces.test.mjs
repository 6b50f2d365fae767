// Several namespaces on one connection, and who is let into them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { io } from "socket.io-client";
import { ask, collect, interrupt, next, suites } from "./support/home.mjs";

suites("namespaces", (home) => {
  /** Sockets of one manager, connected. */
  async function together(...names) {
    const manager = home.manager();
    const sockets = names.map((name) => home.add(manager.socket(name)));
    await Promise.all(sockets.map((socket) => next(socket, "connect")));
    return sockets;
  }

  test("share a connection, each with an id of its own", async () => {
    const [main, foo] = await together("/", "/foo");
    assert.equal(main.io.engine, foo.io.engine);
    assert.notEqual(main.id, foo.id);
    assert.deepEqual(await Promise.all([ask(main, "getId"), ask(foo, "getId")]), [main.id, foo.id]);
  });

  test("share a connection when they are looked up at the same address", () => {
    const at = (name, options) => home.add(io(home.url + name, home.options({ autoConnect: false, ...options })));
    const [main, foo] = [at("/"), at("/foo")];
    assert.equal(main.io, foo.io);
    assert.notEqual(at("/").io, main.io, "a namespace that is there already");
    assert.notEqual(at("/asd", { forceNew: true }).io, main.io);
    assert.notEqual(at("/asd", { multiplex: false }).io, main.io);
    assert.equal(at("/asd").io, main.io);
  });

  test("have events of their own", async () => {
    const [main, foo] = await together("/", "/foo");
    const [inMain, inFoo] = [collect(main, "news"), collect(foo, "news")];
    await ask(main, "shout", "news", 1);
    await ask(foo, "getId");
    assert.deepEqual([inMain, inFoo], [[1], []]);
  });

  test("are left one by one", async () => {
    const [main, foo] = await together("/", "/foo");
    foo.disconnect();
    assert.equal(await ask(main, "getId"), main.id);
    const closed = next(main.io, "close");
    main.disconnect();
    assert.equal((await closed)[0], "forced close");
  });

  test("are joined later, on the connection there is or on a new one", async () => {
    const [main] = await together("/");
    const { engine } = main.io;
    const foo = home.add(main.io.socket("/foo"));
    await next(foo, "connect");
    assert.equal(foo.io.engine, engine);
    main.disconnect();
    foo.disconnect();
    const asd = home.add(main.io.socket("/asd"));
    await next(asd, "connect");
    assert.notEqual(asd.io.engine, engine);
  });

  test("are joined and left while others come and go", async () => {
    const [main] = await together("/");
    for (let i = 0; i < 10; i++) {
      const foo = home.add(main.io.socket("/foo"));
      await next(foo, "connect");
      assert.equal(await ask(foo, "getId"), foo.id);
      foo.disconnect();
    }
    assert.equal(await ask(main, "getId"), main.id);
  });

  test("are all there again when the connection comes back", async () => {
    const sockets = await together("/", "/foo", "/valid");
    await interrupt(sockets[0]);
    await Promise.all(sockets.map((socket) => next(socket, "connect")));
    assert.equal(await ask(sockets[1], "getId"), sockets[1].id);
  });

  test("that do not exist are refused, and the connection goes on", async () => {
    const [main] = await together("/");
    const unknown = home.add(main.io.socket("/unknown"));
    const [error] = await next(unknown, "connect_error");
    assert.ok(error instanceof Error);
    assert.equal(error.message, "Invalid namespace");
    assert.equal(unknown.active, false);
    assert.equal(await ask(main, "getId"), main.id);
  });

  test("refuse with a message", async () => {
    const [error] = await next(home.open("/no"), "connect_error");
    assert.equal(error.message, "Auth failed (custom namespace)");
    const [main] = await next(home.open("", { query: { fail: "yes" } }), "connect_error");
    assert.equal(main.message, "Auth failed (main namespace)");
  });

  test("refuse with data", async () => {
    const [error] = await next(home.open("/data"), "connect_error");
    assert.equal(error.message, "not for you");
    assert.deepEqual(error.data, { code: 7, say: "再见" });
  });

  test("who is refused does not try again by itself, and may by hand", async () => {
    const socket = home.open("/token", { auth: { token: "wrong" } });
    const [error] = await next(socket, "connect_error");
    assert.equal(error.message, "wrong token");
    assert.equal(socket.active, false);
    socket.auth.token = "right";
    socket.connect();
    await next(socket, "connect");
  });

  test("may take their time to let one in", async () => {
    const socket = await home.connect("/later");
    assert.equal(socket.connected, true);
  });

  test("are made when their names fit a pattern", async () => {
    const sockets = await together("/dynamic-1", "/dynamic-22");
    assert.deepEqual(await Promise.all(sockets.map((socket) => ask(socket, "name"))), ["/dynamic-1", "/dynamic-22"]);
    const [error] = await next(home.open("/dynamic-x"), "connect_error");
    assert.equal(error.message, "Invalid namespace");
  });
});
