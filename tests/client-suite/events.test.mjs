// What is sent arrives, as it was and in order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, collect, next, suites } from "./support/home.mjs";

const numbers = (last) => Array.from({ length: last }, (_, i) => i + 1);
const bytesOf = (value) => [...new Uint8Array(value instanceof ArrayBuffer ? value : Uint8Array.from(value))];

suites("events", (home) => {
  test("come back", async () => {
    const socket = await home.connect();
    socket.emit("hi");
    await next(socket, "hi");
    socket.emit("false");
    assert.equal((await next(socket, "false"))[0], false);
  });

  test("have text of every script", async () => {
    const socket = await home.connect();
    const texts = collect(socket, "takeUtf8");
    socket.emit("getUtf8");
    await ask(socket, "echo", 1);
    assert.deepEqual(texts, ["てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string"]);
    for (const text of ["大白 😀 👨‍👩‍👧", "\u0000\u001e\u007f", '"\\\n\t\u2028\u2029', "\ufeff", "é".normalize("NFD")]) {
      assert.equal(await ask(socket, "echo", text), text);
    }
  });

  test("have dates as text", async () => {
    const socket = await home.connect();
    for (const [event, answer, read] of [
      ["getDate", "takeDate", (value) => value],
      ["getDateObj", "takeDateObj", (value) => value.date],
    ]) {
      socket.emit(event);
      const text = read((await next(socket, answer))[0]);
      assert.equal(new Date(text).toISOString(), text);
    }
    const date = new Date(0);
    assert.equal(await ask(socket, "echo", date), "1970-01-01T00:00:00.000Z");
    assert.match(await ask(socket, "getAckDate", { test: true }), /^\d{4}-\d\d-\d\dT.*Z$/);
  });

  test("have numbers and JSON as they were", async () => {
    const socket = await home.connect();
    const values = [0, -0, 1e21, 5e-324, 0.1, 2 ** 53, -(2 ** 53), 1.7976931348623157e308, 123456789012345680000];
    assert.deepEqual(await ask(socket, "echo", values), values.map((value) => value + 0));
    assert.deepEqual(await ask(socket, "echo", [undefined, NaN, () => 1]), [null, null, null]);
    assert.deepEqual(await ask(socket, "echo", { a: undefined, __proto__: { b: 1 }, constructor: 2 }), { constructor: 2 });
  });

  test("that are coalesced end with the latest", async () => {
    const socket = await home.connect();
    await ask(socket, "echo", 1);
    const states = collect(socket, "state");
    socket.emit("latest", 5);
    while (states.at(-1) !== 5) await next(socket, "state");
    assert.deepEqual(states, [...states].sort());
  });

  test("that may be dropped are sent while the network takes them", async () => {
    const socket = await home.connect("", { transports: ["websocket"] });
    const states = collect(socket, "state");
    socket.emit("latest", 3);
    await next(socket, "volatile");
    assert.deepEqual(states, [1, 2, 3]);
  });

  test("that may be dropped are when the client does not read", async () => {
    const socket = await home.connect("", { transports: ["websocket"] });
    const network = socket.io.engine.transport.ws._socket;
    const states = collect(socket, "state");
    const volatile = collect(socket, "volatile");
    network.pause();
    socket.emit("flood me", 1000);
    await ask(await home.connect(), "flooded", socket.id);
    network.resume();
    await next(socket, "drained");
    await ask(socket, "echo", 1);
    assert.deepEqual(states, [1000]);
    assert.deepEqual(volatile, []);
  });

  test("of the client stay in order", async () => {
    const socket = home.open();
    for (const i of numbers(300)) socket.emit("note", i);
    assert.deepEqual(await ask(socket, "notes"), numbers(300));
    const withBinary = numbers(100).map((i) => (i % 3 === 0 ? { bytes: Buffer.alloc(i) } : i));
    for (const value of withBinary) socket.emit("note", value);
    const notes = await ask(socket, "notes");
    assert.deepEqual(notes.filter((note) => typeof note === "number"), withBinary.filter((v) => typeof v === "number"));
  });

  test("of the client stay in order while the connection changes its transport", async () => {
    const socket = home.open();
    let sent = 0;
    const { engine } = socket.io;
    for (const event of ["upgrading", "upgrade", "packet", "flush", "drain"]) {
      // Not at once: the client has just begun to send something else.
      engine.on(event, () => queueMicrotask(() => sent < 500 && socket.emit("note", ++sent)));
    }
    while (sent < 500) await ask(socket, "echo", 1);
    assert.deepEqual(await ask(socket, "notes"), numbers(500));
    assert.equal(engine.transport.name, home.transports.at(-1));
  });

  test("of the server stay in order, also while the connection changes its transport", async () => {
    const socket = home.open();
    const received = collect(socket, "number");
    socket.emit("count", 500);
    await ask(socket, "echo", 1);
    assert.deepEqual(received, numbers(500));
  });

  test("have binary of every kind", async () => {
    const socket = await home.connect();
    const view = Uint8Array.from([9, 9, 1, 2, 255, 9]).subarray(2, 5);
    const kinds = [Buffer.from([1, 2, 255]), view, view.slice().buffer, new DataView(view.slice().buffer)];
    for (const kind of kinds) assert.deepEqual(bytesOf(await ask(socket, "echo", kind)), [1, 2, 255]);
    assert.deepEqual(bytesOf(await ask(socket, "echo", Buffer.alloc(0))), []);
    const deep = await ask(socket, "echo", { a: [view, { b: Buffer.from("b") }], text: "between", c: view });
    assert.deepEqual([bytesOf(deep.a[0]), bytesOf(deep.a[1].b), deep.text, bytesOf(deep.c)],
      [[1, 2, 255], [98], "between", [1, 2, 255]]);
    socket.emit("doge");
    assert.equal(Buffer.from((await next(socket, "doge"))[0]).toString(), "asdfasdf");
  });

  test("have binary that the server understands", async () => {
    const socket = await home.connect();
    const bytes = Uint8Array.from([1, 2, 3]).buffer;
    socket.emit("buffa", bytes);
    await next(socket, "buffack");
    socket.emit("jsonbuff", { hello: "lol", message: bytes, goodbye: "gotcha" });
    await next(socket, "jsonbuff-ack");
    socket.emit("abuff1", bytes);
    socket.emit("abuff2", "please arrive second");
    await next(socket, "abuff2-ack");
    socket.emit("blob1", bytes);
    socket.emit("blob2", "second");
    socket.emit("blob3", bytes);
    await next(socket, "blob3-ack");
  });

  test("with ten attachments pass, with eleven they end the connection", async () => {
    const socket = await home.connect();
    const attachments = (count) => Array.from({ length: count }, (_, i) => Buffer.from([i]));
    const ten = await ask(socket, "echo", attachments(10));
    assert.deepEqual(ten.map(bytesOf), numbers(10).map((i) => [i - 1]));
    const gone = next(socket, "disconnect");
    socket.emit("echo", attachments(11));
    assert.match((await gone)[0], /^transport (close|error)$/);
    await next(socket, "connect");
  });

  test("that only look binary are data", async () => {
    const socket = await home.connect();
    const value = { _placeholder: true, num: 0 };
    assert.deepEqual(await ask(socket, "echo", value), value);
  });

  test("may be large", async () => {
    const socket = await home.connect();
    const text = "大".repeat(300_000);
    assert.equal(await ask(socket, "echo", text), text);
    const bytes = Buffer.alloc(700_000, 7);
    assert.ok(Buffer.from(await ask(socket, "echo", bytes)).equals(bytes));
  });

  test("that are too large end the connection, and the socket comes back", async () => {
    const socket = await home.connect();
    const gone = next(socket, "disconnect");
    socket.emit("note", "x".repeat(1_000_001));
    assert.match((await gone)[0], /^transport (close|error)$/);
    await next(socket, "connect");
    assert.deepEqual(await ask(socket, "notes"), []);
  });

  test("go to a room", async () => {
    const [in1, in2, out] = await Promise.all([home.connect(), home.connect(), home.connect()]);
    const received = [in1, in2, out].map((socket) => collect(socket, "news"));
    await Promise.all([in1, in2].map((socket) => ask(socket, "join", "room")));
    await ask(out, "tell", "room", "news", 1);
    await ask(in2, "leave", "room");
    await ask(out, "tell", "room", "news", 2);
    await ask(out, "tell", out.id, "news", 3);
    await ask(out, "shout", "news", 4);
    await Promise.all([in1, in2, out].map((socket) => ask(socket, "echo", 1)));
    assert.deepEqual(received, [[1, 2, 4], [1, 4], [3, 4]]);
  });
});

suites("volatile events", (home) => {
  test("are dropped while there is no connection", async () => {
    const socket = home.open("", { autoConnect: false });
    socket.volatile.emit("note", "dropped");
    socket.emit("note", "kept");
    socket.connect();
    assert.deepEqual(await ask(socket, "notes"), ["kept"]);
  });

  test("are dropped while the transport is busy", async () => {
    const socket = await home.connect();
    socket.emit("note", "kept");
    socket.volatile.emit("note", "dropped");
    assert.deepEqual(await ask(socket, "notes"), ["kept"]);
  });

  test("are sent when the transport is free", async () => {
    const socket = await home.connect();
    while ((await ask(socket, "notes")).length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      socket.volatile.emit("note", "sent");
    }
  });
});

suites("listeners", (home) => {
  test("see every event, in their order, and acknowledgements not", async () => {
    const socket = await home.connect();
    const seen = [];
    socket.onAny((event, value) => seen.push(["any", event, value]));
    socket.prependAny((event) => seen.push(["first", event]));
    const removed = () => seen.push(["removed"]);
    socket.onAny(removed);
    socket.offAny(removed);
    socket.on("news", (value) => seen.push(["news", value]));
    await ask(socket, "shout", "news", 1);
    assert.deepEqual(seen, [["first", "news"], ["any", "news", 1], ["news", 1]]);
    assert.equal(socket.listenersAny().length, 2);
  });

  test("see every event that is sent", async () => {
    const socket = await home.connect();
    const seen = [];
    socket.onAnyOutgoing((event, ...values) => seen.push([event, ...values.slice(0, 1)]));
    socket.prependAnyOutgoing((event) => seen.push(`first ${event}`));
    const bytes = Uint8Array.of(1, 2, 3);
    socket.emit("note", bytes);
    await ask(socket, "echo", 1);
    assert.deepEqual(seen, ["first note", ["note", bytes], "first echo", ["echo", 1]]);
    socket.offAnyOutgoing();
    await ask(socket, "echo", 1);
    assert.equal(seen.length, 4);
  });

  test("may hear once, or no longer", async () => {
    const socket = await home.connect();
    const heard = [];
    socket.once("news", () => heard.push("once"));
    const always = () => heard.push("always");
    socket.on("news", always);
    await ask(socket, "shout", "news");
    await ask(socket, "shout", "news");
    socket.off("news", always);
    await ask(socket, "shout", "news");
    assert.deepEqual(heard, ["once", "always", "always"]);
  });

  test("do not send what is reserved", async () => {
    const socket = await home.connect();
    for (const event of ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]) {
      assert.throws(() => socket.emit(event), new Error(`"${event}" is a reserved event name`));
    }
    assert.equal(await socket.compress(false).emitWithAck("echo", 1), 1);
  });
});
