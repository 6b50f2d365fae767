// Connections begin, break, come back and end.
import assert from "node:assert/strict";
import net from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { ask, interrupt, next, suites } from "./support/home.mjs";

/** A port where nobody listens. */
async function closedPort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

suites("lifecycle", (home) => {
  test("a socket has the id that the server knows, not that of the connection", async () => {
    const socket = await home.connect();
    assert.match(socket.id, /^[\w-]{20}$/);
    assert.equal(await ask(socket, "getId"), socket.id);
    assert.notEqual(socket.io.engine.id, socket.id);
  });

  test("a socket connects when it is told to", async () => {
    const socket = home.open("", { autoConnect: false });
    assert.equal(socket.io.engine, undefined);
    assert.equal(socket.active, false);
    socket.connect();
    await next(socket, "connect");
    assert.equal(socket.connected, true);
    assert.equal(socket.active, true);
  });

  test("a socket leaves", async () => {
    const [socket, other] = [await home.connect(), await home.connect()];
    const { id } = socket;
    const left = next(socket, "disconnect");
    socket.disconnect();
    assert.equal((await left)[0], "io client disconnect");
    assert.equal(socket.id, undefined);
    assert.equal(socket.connected, false);
    assert.equal(await ask(other, "end of", id), "client namespace disconnect");
  });

  test("a socket that has left connects again, as another one", async () => {
    const socket = await home.connect();
    const { id } = socket;
    socket.disconnect();
    socket.connect();
    await next(socket, "connect");
    assert.notEqual(socket.id, id);
    assert.equal(socket.recovered, false);
    assert.equal(await ask(socket, "getId"), socket.id);
  });

  test("a socket that leaves before it is connected was never there", async () => {
    const socket = home.open();
    let connects = 0;
    socket.on("connect", () => connects++);
    socket.disconnect();
    await ask(await home.connect(), "echo", 1);
    assert.equal(connects, 0);
  });

  test("a socket comes back by itself", async () => {
    const socket = await home.connect();
    const events = [];
    for (const event of ["reconnect_attempt", "reconnect"]) {
      socket.io.on(event, (attempts) => events.push([event, attempts]));
    }
    assert.equal(await interrupt(socket), "forced close");
    assert.equal(socket.active, true);
    await next(socket, "connect");
    assert.deepEqual(events, [["reconnect_attempt", 1], ["reconnect", 1]]);
    assert.equal(await ask(socket, "echo", "still here"), "still here");
  });

  test("a socket comes back by itself also after it was connected by hand", async () => {
    const socket = await home.connect();
    socket.disconnect().connect();
    await next(socket, "connect");
    await interrupt(socket);
    await next(socket, "connect");
    assert.equal(await ask(socket, "getId"), socket.id);
  });

  test("the server hears that the connection is gone", async () => {
    const [socket, other] = [await home.connect("", { reconnection: false }), await home.connect()];
    const { id } = socket;
    await interrupt(socket);
    assert.equal(await ask(other, "end of", id), "transport close");
  });

  test("a socket that shall not come back stays away", async () => {
    const [socket, other] = [await home.connect("", { reconnection: false }), await home.connect()];
    const { id } = socket;
    socket.io.on("reconnect_attempt", () => assert.fail("an attempt"));
    await interrupt(socket);
    await ask(other, "end of", id);
    assert.equal(socket.connected, false);
  });

  test("what was emitted meanwhile is sent when the socket is back", async () => {
    const socket = await home.connect();
    await interrupt(socket);
    assert.equal(socket.connected, false);
    for (let i = 0; i < 20; i++) socket.emit("note", i);
    assert.deepEqual(await ask(socket, "notes"), Array.from({ length: 20 }, (_, i) => i));
  });

  test("the server ends a socket, which then stays away until it is told to come", async () => {
    const socket = await home.connect();
    const { id } = socket;
    const gone = next(socket, "disconnect");
    socket.emit("kick me");
    assert.equal((await gone)[0], "io server disconnect");
    assert.equal(socket.active, false);
    assert.equal(await ask(await home.connect(), "end of", id), "server namespace disconnect");
    socket.connect();
    await next(socket, "connect");
    assert.notEqual(socket.id, id);
  });

  test("the server ends a socket with its connection", async () => {
    const manager = home.manager();
    const socket = home.add(manager.socket("/"));
    const other = home.add(manager.socket("/foo"));
    await Promise.all([next(socket, "connect"), next(other, "connect")]);
    const ends = Promise.all([next(socket, "disconnect"), next(other, "disconnect"), next(manager, "close")]);
    socket.emit("close me");
    const [[reason], [otherReason]] = await ends;
    assert.equal(reason, "io server disconnect");
    assert.equal(otherReason, "io server disconnect");
  });

  test("nobody listens: every attempt fails, then the socket gives up", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const socket = home.open("", { url, reconnectionAttempts: 2 });
    let errors = 0;
    const attempts = [];
    socket.on("connect_error", (error) => {
      assert.ok(error instanceof Error);
      assert.equal(socket.active, true);
      errors++;
    });
    socket.io.on("reconnect_attempt", (attempt) => attempts.push(attempt));
    await next(socket.io, "reconnect_failed");
    assert.equal(errors, 3);
    assert.deepEqual(attempts, [1, 2]);
  });

  test("a server that crashes is found again when it is back, and knows nobody", async () => {
    const socket = await home.connect();
    const { id } = socket;
    const gone = next(socket, "disconnect");
    await home.kill();
    assert.match((await gone)[0], /^transport (close|error)$/);
    await next(socket.io, "reconnect_error");
    const back = next(socket, "connect");
    await home.start();
    await back;
    assert.notEqual(socket.id, id);
    assert.equal(socket.recovered, false);
    assert.equal(await ask(socket, "getId"), socket.id);
  });

  test("a server that ends does so without waiting for its clients", async () => {
    const socket = await home.connect();
    // A client that loses its server in the middle of an upgrade notices by the missing ping only.
    while (socket.io.engine.transport.name !== home.transports.at(-1)) await next(socket.io.engine, "upgrade");
    const gone = next(socket, "disconnect");
    await home.stop();
    assert.match((await gone)[0], /^transport (close|error)$/);
    const back = next(socket, "connect");
    await home.start();
    await back;
  });

  test("many sockets come at once", async () => {
    const sockets = Array.from({ length: 60 }, () => home.open());
    const answers = await Promise.all(sockets.map((socket) => ask(socket, "getId")));
    assert.deepEqual(answers, sockets.map((socket) => socket.id));
    assert.equal(new Set(answers).size, sockets.length);
  });
});
