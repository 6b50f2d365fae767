// Answers to events, both ways: in time, late, never, and again.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { ask, interrupt, next, suites } from "./support/home.mjs";

const timedOut = { message: "operation has timed out" };
const disconnected = { message: "socket has been disconnected" };

suites("acknowledgements", (home) => {
  test("bring back what was sent", async () => {
    const socket = await home.connect();
    for (const value of [0, -1.5, "", "text", true, false, null, [], {}, [1, [null, { a: "b" }]], { 名: "大白" }]) {
      assert.deepEqual(await socket.emitWithAck("echo", value), value);
    }
  });

  test("may have several values", async () => {
    const socket = await home.connect();
    const answer = await new Promise((resolve) => socket.emit("echo", 1, "two", [3], (...values) => resolve(values)));
    assert.deepEqual(answer, [1, "two", [3]]);
  });

  test("bring binary back", async () => {
    const socket = await home.connect();
    const bytes = Buffer.from([0, 1, 30, 128, 255]);
    const answer = await ask(socket, "echo", { nested: [bytes, Buffer.alloc(0)] });
    assert.deepEqual(answer.nested.map((each) => Buffer.from(each)), [bytes, Buffer.alloc(0)]);
  });

  test("find the one who asked, in whatever order they come", async () => {
    const socket = await home.connect();
    const names = Array.from({ length: 20 }, () => randomUUID());
    const order = [];
    const answers = names.map((name, i) => ask(socket, "wait for", name).then(() => order.push(i)));
    for (const name of names.toReversed()) await ask(socket, "release", name);
    await Promise.all(answers);
    assert.deepEqual(order, names.map((_, i) => i).toReversed());
    const many = Array.from({ length: 300 }, (_, i) => i);
    assert.deepEqual(await Promise.all(many.map((i) => ask(socket, "echo", i))), many);
  });

  test("do not come when nobody answers", async () => {
    const socket = await home.connect();
    await assert.rejects(socket.timeout(20).emitWithAck("nobody listens"), timedOut);
    const error = await new Promise((resolve) => socket.timeout(20).emit("nobody listens", resolve));
    assert.equal(error.message, timedOut.message);
  });

  test("do not come in the time that all of a socket's have", async () => {
    const socket = await home.connect("", { ackTimeout: 20 });
    const error = await new Promise((resolve) => socket.emit("nobody listens", resolve));
    assert.equal(error.message, timedOut.message);
    const [none, value] = await new Promise((resolve) => {
      home.open("", { ackTimeout: 10_000 }).emit("echo", 42, (...values) => resolve(values));
    });
    assert.deepEqual([none, value], [null, 42]);
  });

  test("do not count when they come late", async () => {
    const socket = await home.connect();
    const name = randomUUID();
    const answers = [];
    await new Promise((resolve) => {
      socket.timeout(20).emit("wait for", name, (...values) => {
        answers.push(values);
        resolve();
      });
    });
    await ask(socket, "release", name);
    await ask(socket, "echo", 1);
    assert.equal(answers.length, 1);
    assert.equal(answers[0][0].message, timedOut.message);
  });

  test("do not come from before the socket has left", async () => {
    const socket = await home.connect();
    const lost = [
      assert.rejects(socket.timeout(10_000).emitWithAck("wait for", "ever"), disconnected),
      assert.rejects(socket.emitWithAck("wait for", "ever"), disconnected),
    ];
    socket.emit("wait for", "ever", () => assert.fail("without a timeout it is forgotten"));
    socket.disconnect();
    await Promise.all(lost);
  });

  test("come for what was not sent yet when the socket had left", async () => {
    const socket = await home.connect();
    socket.disconnect();
    const answer = socket.emitWithAck("echo", "later");
    socket.connect();
    assert.equal(await answer, "later");
  });

  test("do not come for what cannot be sent in time", async () => {
    const socket = home.open("", { autoConnect: false });
    await assert.rejects(socket.timeout(20).emitWithAck("note", 1), timedOut);
    socket.connect();
    assert.deepEqual(await ask(socket, "notes"), []);
  });

  test("are asked for by the server", async () => {
    const socket = await home.connect();
    socket.on("question", (value, bytes, answer) => answer({ value }, "second", Buffer.from("answer")));
    const answer = await new Promise((resolve) => {
      socket.emit("ask me", "question", 10_000, "why?", null, (...values) => resolve(values));
    });
    assert.deepEqual(answer.slice(0, 2), [{ value: "why?" }, "second"]);
    assert.equal(Buffer.from(answer[2]).toString(), "answer");
  });

  test("the server does not wait for ever", async () => {
    const socket = await home.connect();
    assert.deepEqual(await ask(socket, "ask me", "question", 20), { failure: timedOut.message });
  });

  test("the server asks everybody", async () => {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => home.connect()));
    for (const socket of sockets) socket.on("question", (answer) => answer(socket.id));
    assert.equal(await ask(sockets[0], "ask everybody", "question"), 5);
  });
});

suites("retries", (home) => {
  test("send one event after the other", async () => {
    const socket = home.open("", { retries: 1, ackTimeout: 10_000 });
    const sent = [];
    socket.io.engine.on("packetCreate", ({ data }) => data?.startsWith?.("2") && sent.push(data));
    const answers = [];
    await Promise.all([1, 2, 3].map((i) => socket.emitWithAck("echo", i).then((value) => answers.push(value))));
    assert.deepEqual(answers, [1, 2, 3]);
    assert.deepEqual(sent, ['20["echo",1]', '21["echo",2]', '22["echo",3]']);
  });

  test("go on until there is an answer", async () => {
    const socket = await home.connect("", { retries: 3, ackTimeout: 20 });
    assert.equal(await socket.emitWithAck("at the third time"), 3);
  });

  test("give up, and the next event has its turn", async () => {
    const socket = await home.connect("", { retries: 2, ackTimeout: 20 });
    let sent = 0;
    socket.io.engine.on("packetCreate", ({ data }) => (sent += data.includes("nobody")));
    const lost = assert.rejects(socket.emitWithAck("nobody listens"), timedOut);
    assert.equal(await socket.timeout(10_000).emitWithAck("echo", 1), 1);
    await lost;
    assert.equal(sent, 3);
  });

  test("wait while there is no connection", async () => {
    const socket = home.open("", { retries: 1, ackTimeout: 10_000, autoConnect: false });
    const answer = socket.emitWithAck("echo", 1);
    socket.connect();
    assert.equal(await answer, 1);
  });

  test("are carried out once where the server knows repetitions", async () => {
    const [socket, other] = [await home.connect("", { retries: 10, ackTimeout: 20 }), await home.connect()];
    const name = randomUUID();
    const sent = sends(socket, "order");
    const answer = socket.emitWithAck("order", name);
    await ask(other, "wait for", `arrived ${name}`);
    await sent(3);
    await ask(other, "release", name);
    assert.equal(await answer, true);
    assert.equal(await ask(other, "orders", name), 1);
  });

  test("are carried out once also over another connection", async () => {
    const [socket, other] = [await home.connect("", { retries: 10, ackTimeout: 10_000 }), await home.connect()];
    const name = randomUUID();
    const answer = socket.emitWithAck("order", name);
    await ask(other, "wait for", `arrived ${name}`);
    const again = sends(socket, "order");
    await interrupt(socket);
    await next(socket, "connect");
    await again(1);
    await ask(other, "release", name);
    assert.equal(await answer, true);
    assert.equal(await ask(other, "orders", name), 1);
  });
});

/** Returns what waits until `socket` has sent `event` so many times from now on, also over later connections. */
function sends(socket, event) {
  let count = 0;
  let check = () => {};
  const watch = () =>
    socket.io.engine.on("packetCreate", ({ data }) => {
      if (String(data).includes(`["${event}"`)) count++;
      check();
    });
  watch();
  socket.io.on("reconnect", watch);
  return (wanted) =>
    new Promise((resolve) => {
      check = () => count >= wanted && resolve();
      check();
    });
}
