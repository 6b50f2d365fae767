// Connection state recovery: who comes back is who he was, and gets what he has missed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, collect, interrupt, next, suites } from "./support/home.mjs";
import { Proxy } from "./support/proxy.mjs";

suites("connection state recovery", (home) => {
  /** A socket in "room" that does not come back by itself, and another one. */
  async function two(options) {
    const [socket, other] = [await home.connect("", { reconnection: false, ...options }), await home.connect()];
    await ask(socket, "join", "room");
    return [socket, other];
  }
  async function comeBack(socket) {
    const back = next(socket, "connect");
    socket.connect();
    await back;
  }
  /** The server knows that `socket`, which had `id`, is away. */
  const gone = (other, id) => ask(other, "end of", id);

  test("gives back id, rooms and data", async () => {
    const [socket] = await two();
    assert.equal(socket.recovered, false);
    const { id } = socket;
    await ask(socket, "remember", { name: "大白" });
    await interrupt(socket);
    await comeBack(socket);
    assert.equal(socket.id, id);
    assert.equal(socket.recovered, true);
    assert.deepEqual(await ask(socket, "state"), { id, rooms: ["room"], remembered: { name: "大白" }, recovered: true });
  });

  test("works by itself", async () => {
    const socket = await home.connect();
    const { id } = socket;
    await interrupt(socket);
    await next(socket, "connect");
    assert.deepEqual([socket.id, socket.recovered], [id, true]);
  });

  for (const when of ["before the server knows", "when the server knows"]) {
    test(`sends what was missed, told ${when}`, async () => {
      const [socket, other] = await two();
      const { id } = socket;
      const received = collect(socket, "news");
      await ask(other, "tell", "room", "news", 1);
      await ask(socket, "echo", 1);
      await interrupt(socket);
      if (when === "when the server knows") await gone(other, id);
      await ask(other, "tell", "room", "news", 2);
      await ask(other, "tell", id, "news", 3);
      await ask(other, "shout", "news", 4);
      await ask(other, "tell", "another room", "news", "not for him");
      await ask(other, "tell", "room", "news", 5);
      await comeBack(socket);
      assert.equal(socket.recovered, true);
      await ask(other, "tell", "room", "news", 6);
      await ask(socket, "echo", 1);
      assert.deepEqual(received, [1, 2, 3, 4, 5, 6]);
    });
  }

  test("sends binary that was missed", async () => {
    const [socket, other] = await two();
    const received = collect(socket, "news");
    await interrupt(socket);
    await ask(other, "tell binary", "room", "news", Buffer.from("missed"));
    await comeBack(socket);
    await ask(socket, "echo", 1);
    assert.deepEqual(received.map((bytes) => Buffer.from(bytes).toString()), ["missed"]);
  });

  test("sends much that was missed, in order", async () => {
    const [socket, other] = await two();
    const received = collect(socket, "news");
    await interrupt(socket);
    const values = Array.from({ length: 300 }, (_, i) => i);
    await Promise.all(values.map((i) => ask(other, "tell", "room", "news", i, "x".repeat(100))));
    await comeBack(socket);
    await ask(socket, "echo", 1);
    assert.deepEqual(received, values);
  });

  test("does not send volatile events again", async () => {
    const [socket, other] = await two();
    const { id } = socket;
    const received = collect(socket, "news");
    await interrupt(socket);
    await gone(other, id);
    await ask(other, "tell volatile", "room", "news", "missed");
    await ask(other, "tell", "room", "news", "kept");
    await comeBack(socket);
    await ask(socket, "echo", 1);
    assert.deepEqual(received, ["kept"]);
  });

  test("works again and again", async () => {
    const [socket, other] = await two();
    const { id } = socket;
    const received = collect(socket, "news");
    for (let i = 0; i < 10; i++) {
      await interrupt(socket);
      if (i % 2 === 0) await gone(other, id);
      await ask(other, "tell", "room", "news", i);
      await comeBack(socket);
      assert.deepEqual([socket.id, socket.recovered], [id, true]);
    }
    await ask(socket, "echo", 1);
    assert.deepEqual(received, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("is not misled by text at the end of what was received", async () => {
    const [socket, other] = await two();
    const { id } = socket;
    const received = collect(socket, "news");
    socket.on("question", (text, answer) => answer(text));
    await ask(other, "tell", "room", "news", "text");
    await ask(other, "tell volatile", "room", "news", "text");
    await ask(socket, "ask me", "question", 10_000, "text");
    await interrupt(socket);
    await ask(other, "tell", "room", "news", "missed");
    await comeBack(socket);
    await ask(socket, "echo", 1);
    assert.deepEqual([socket.id, socket.recovered], [id, true]);
    assert.equal(received.at(-1), "missed");
  });

  test("keeps what the client sends in order behind what it sent before", async () => {
    const [socket] = await two();
    socket.emit("note", 1);
    await ask(socket, "echo", 1);
    await interrupt(socket);
    for (let i = 2; i <= 50; i++) socket.emit("note", i);
    await comeBack(socket);
    assert.deepEqual(await ask(socket, "notes"), Array.from({ length: 50 }, (_, i) => i + 1));
  });

  test("takes over a connection that the server still believes in", async () => {
    const proxy = await Proxy.start(home.port);
    try {
      const [socket, other] = await two({ url: proxy.url });
      const { id } = socket;
      const received = collect(socket, "news");
      const lost = next(socket, "disconnect");
      proxy.break();
      await ask(other, "tell", "room", "news", 1);
      await lost;
      proxy.mend();
      await comeBack(socket);
      assert.deepEqual([socket.id, socket.recovered], [id, true]);
      await ask(other, "tell", "room", "news", 2);
      await ask(socket, "echo", 1);
      assert.deepEqual(received, [1, 2]);
      assert.deepEqual(await ask(socket, "state"), { id, rooms: ["room"], remembered: null, recovered: true });
    } finally {
      proxy.stop();
    }
  });

  test("does not bring back who has left", async () => {
    const [socket] = await two();
    const { id } = socket;
    socket.disconnect();
    await comeBack(socket);
    assert.notEqual(socket.id, id);
    assert.equal(socket.recovered, false);
    assert.deepEqual((await ask(socket, "state")).rooms, []);
  });

  test("does not bring back who was sent away", async () => {
    const [socket] = await two();
    const { id } = socket;
    const left = next(socket, "disconnect");
    socket.emit("kick me");
    await left;
    await comeBack(socket);
    assert.notEqual(socket.id, id);
    assert.equal(socket.recovered, false);
  });

  test("brings back one only", async () => {
    const [socket, other] = await two();
    const { id } = socket;
    // What a second client that has stolen the secret would say.
    const pid = socket._pid;
    await interrupt(socket);
    await gone(other, id);
    await comeBack(socket);
    assert.equal(socket.id, id);
    const thief = home.open("", { autoConnect: false, auth: { pid, offset: "0" } });
    await comeBack(thief);
    await ask(thief, "echo", 1);
    assert.equal(thief.connected, true);
  });

  test("brings nobody back whom the server does not know", async () => {
    for (const auth of [{ pid: "unknown", offset: "1" }, { pid: "", offset: "" }, { pid: 1 }, { pid: {}, offset: [] }]) {
      const socket = await home.connect("", { auth });
      assert.equal(socket.recovered, false);
      assert.equal(await ask(socket, "getId"), socket.id);
    }
  });
});
