// Every client version over every transport: connect, events, acknowledgements, binary, rooms, namespaces, restart.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { ask, close, connect, engineOf, modes, next, open, refusal, settled, versions } from "./support/clients.mjs";
import { Server } from "./support/server.mjs";

const text = { 你好: ["大白 😀", 1, -2.5, true, null, { deep: [[[]]] }], quote: '"\\\n\u2028' };
const bytes = Buffer.from([0, 1, 2, 127, 128, 254, 255, 30, 10]);
const big = Buffer.alloc(100_000, 7);

// Clients of 1.x encode text twice in polling and decode it twice.
describe("socket.io-client 1 and 4 in one room", { timeout: 120_000 }, () => {
  const newest = versions.find(({ major }) => major === 4);
  const oldest = versions.find(({ major }) => major === 1);
  const middle = versions.find(({ major }) => major === 2);
  const words = ["中文 😀", { 键: ["é", "Ã©", "a\u0080b", "\u{10FFFF}", "𠮷"] }, "plain"];
  let server;
  before(async () => (server = await Server.start()));
  after(() => server.stop());

  for (const mode of modes) {
    for (const [name, one, other] of [
      ["1 and 4", oldest, newest],
      ["1 and 2", oldest, middle],
      ["1 and 1", oldest, oldest],
      ["2 and 4", middle, newest],
    ]) {
      test(`${name} read each other's text: ${mode.name}`, async () => {
        const left = await connect(one, mode, server.url);
        const right = await connect(other, mode, server.url);
        const room = `房间 ${mode.name} ${name}`;
        try {
          // While the upgrade goes on, and when it is done.
          for (let round = 0; round < 2; round += 1) {
            await Promise.all([ask(left, "join", room), ask(right, "join", room)]);
            for (const speaker of [left, right]) {
              const heard = [next(left, "told"), next(right, "told")];
              speaker.emit("tell room", room, ...words);
              assert.deepEqual(await Promise.all(heard), [words, words]);
              assert.deepEqual(await ask(speaker, "ack", ...words), words);
            }
            await Promise.all([settled(left, mode), settled(right, mode)]);
          }
        } finally {
          close(left, right);
        }
      });
    }
  }
});

for (const version of versions) {
  for (const mode of modes) {
    describe(`${version.name}, ${mode.name}`, { timeout: 120_000 }, () => {
      let server;
      let socket;
      before(async () => {
        server = await Server.start();
        socket = await connect(version, mode, server.url);
      });
      after(async () => {
        close(socket);
        await server.stop();
      });

      test("connects and ends on its transport", async () => {
        await settled(socket, mode);
        assert.equal(engineOf(socket).transport.name, mode.ends);
        assert.match(socket.id, /^[\w-]{20,}$/);
      });

      test("gets its event back", async () => {
        socket.emit("echo", text, "second", 3);
        assert.deepEqual(await next(socket, "echo"), [text, "second", 3]);
      });

      test("gets a large event back", async () => {
        const large = "大".repeat(100_000);
        socket.emit("echo", large);
        assert.deepEqual(await next(socket, "echo"), [large]);
      });

      test("gets an acknowledgement with what it sent", async () => {
        assert.deepEqual(await ask(socket, "ack"), []);
        assert.deepEqual(await ask(socket, "ack", text, 2), [text, 2]);
      });

      test("acknowledges an event of the server", async () => {
        socket.once("question", (value, answer) => answer("answer to", value));
        socket.emit("ask me", "why?");
        assert.deepEqual(await next(socket, "answered"), ["answer to", "why?"]);
      });

      test("sends and receives binary", async () => {
        socket.emit("echo", bytes, { nested: [big, "between", Buffer.alloc(0)] });
        const [first, second] = await next(socket, "echo");
        assert.deepEqual(Buffer.from(first), bytes);
        assert.deepEqual(Buffer.from(second.nested[0]), big);
        assert.equal(second.nested[1], "between");
        assert.equal(Buffer.from(second.nested[2]).length, 0);
      });

      test("receives binary that the server made", async () => {
        socket.emit("binary");
        const [tree, empty] = await next(socket, "binary");
        assert.equal(tree.name, "sum");
        assert.deepEqual(Buffer.from(tree.bytes), Buffer.from([0, 1, 254, 255]));
        assert.equal(Buffer.from(empty).length, 0);
      });

      test("acknowledges with binary, both ways", async () => {
        const [back] = await ask(socket, "ack", { image: bytes });
        assert.deepEqual(Buffer.from(back.image), bytes);
        socket.once("question", (value, answer) => answer(value, big));
        socket.emit("ask me", bytes);
        const [first, second] = await next(socket, "answered");
        assert.deepEqual(Buffer.from(first), bytes);
        assert.deepEqual(Buffer.from(second), big);
      });

      test("meets others in a room", async () => {
        const other = await connect(version, mode, server.url);
        const stranger = await connect(version, mode, server.url);
        try {
          const strayed = [];
          stranger.on("told", (value) => strayed.push(value));
          const [own] = await ask(socket, "join", "room 1");
          assert.equal(own, socket.id);
          await ask(other, "join", "room 1");

          const both = [next(socket, "told"), next(other, "told")];
          socket.emit("tell room", "room 1", text);
          assert.deepEqual(await Promise.all(both), [[text], [text]]);

          // Without the sender; what comes after it shows that the sender was left out.
          const heard = [];
          socket.on("told", (value) => heard.push(value));
          const told = next(other, "told");
          socket.emit("tell others", "room 1", bytes);
          assert.deepEqual(Buffer.from((await told)[0]), bytes);
          const last = next(socket, "told");
          other.emit("tell room", "room 1", "last");
          await last;
          assert.deepEqual(heard, ["last"]);
          socket.off("told");

          await ask(other, "leave", "room 1");
          const alone = next(socket, "told");
          let late = 0;
          other.on("told", () => (late += 1));
          socket.emit("tell room", "room 1", 1);
          await alone;
          await ask(other, "ack");
          assert.equal(late, 0);
          await ask(stranger, "ack");
          assert.deepEqual(strayed, []);
        } finally {
          close(other, stranger);
        }
      });

      test("keeps the order of many events", async () => {
        const fresh = open(version, mode, server.url);
        try {
          const seen = [];
          const done = new Promise((resolve) => {
            fresh.on("echo", (n) => {
              seen.push(n);
              if (seen.length === 500) resolve();
            });
          });
          await next(fresh, "connect");
          // Over the upgrade, where there is one.
          for (let n = 0; n < 500; n += 1) {
            fresh.emit("echo", n % 50 === 0 ? { n, bytes } : n);
            if (n % 25 === 0) await new Promise(setImmediate);
          }
          await done;
          assert.deepEqual(seen.map((value) => value.n ?? value), Array.from({ length: 500 }, (_, n) => n));
        } finally {
          close(fresh);
        }
      });

      test("uses a second namespace on the same connection", async () => {
        const other = socket.io.socket("/other");
        await next(other, "connect");
        assert.equal(engineOf(other), engineOf(socket));
        assert.deepEqual(await ask(other, "ack", "there"), ["there"]);
        // v1 calls every namespace by the id of the connection.
        const [id] = await ask(other, "join", "x");
        assert.equal(version.major === 1 ? id.replace("/other#", "") : id, other.id);
        let crossed = 0;
        other.on("echo", () => (crossed += 1));
        socket.emit("echo", "main");
        await next(socket, "echo");
        await ask(other, "ack");
        assert.equal(crossed, 0);
        other.disconnect();
        assert.deepEqual(await ask(socket, "ack", "still here"), ["still here"]);
      });

      test("is accepted by a middleware that takes its time", async () => {
        const lazy = open(version, mode, `${server.url}/lazy`);
        try {
          await next(lazy, "connect");
        } finally {
          close(lazy);
        }
      });

      test("is refused by a middleware, with its reason", async () => {
        const refused = open(version, mode, `${server.url}/private`);
        try {
          const reason = await refusal(version, refused);
          assert.deepEqual(reason.data, { code: 7 });
          if (version.major > 2) assert.equal(reason.message, "not for you");
        } finally {
          close(refused);
        }
      });

      test("is told that a namespace does not exist", async () => {
        const refused = open(version, mode, `${server.url}/nowhere`);
        try {
          const reason = await refusal(version, refused);
          assert.equal(version.major > 2 ? reason.message : reason.data, "Invalid namespace");
        } finally {
          close(refused);
        }
      });

      test("passes what it says about itself", async () => {
        const options = { query: { token: "from query" }, auth: { token: "from auth" } };
        const known = await connect(version, mode, server.url, options);
        try {
          const [auth, query] = await ask(known, "auth");
          assert.equal(query, "from query");
          assert.deepEqual(auth, version.major > 2 ? { token: "from auth" } : {});
        } finally {
          close(known);
        }
      });

      test("is told that the server disconnects it", async () => {
        const leaving = await connect(version, mode, server.url);
        try {
          const told = next(leaving, "disconnect");
          leaving.emit("leave me");
          assert.equal((await told)[0], "io server disconnect");
        } finally {
          close(leaving);
        }
      });

      test("comes back after a restart of the server", async () => {
        const lost = next(socket, "disconnect");
        await server.kill();
        await lost;
        const back = next(socket, "connect");
        await server.start();
        await back;
        assert.deepEqual(await ask(socket, "ack", "again"), ["again"]);
        socket.emit("echo", bytes);
        assert.deepEqual(Buffer.from((await next(socket, "echo"))[0]), bytes);
      });
    });
  }
}
