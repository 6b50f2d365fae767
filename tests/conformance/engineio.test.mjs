// Engine.IO 3 and 4 against examples/conformance (echo, ping every 300 ms, 200 ms to answer, 1e6 bytes). Most rules are
// the same in both revisions and written once.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Polling, Socket, request, revisions } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";

const pingInterval = 300;
const pingTimeout = 200;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

for (const revision of [3, 4]) {
  const codec = revisions[revision];
  const path = (query) => `/engine.io/?${query}`;
  const polling = path(`EIO=${revision}&transport=polling`);
  const websocket = path(`EIO=${revision}&transport=websocket`);

  describe(`Engine.IO ${revision}`, () => {
    let server;
    let host;
    before(async () => {
      server = await startServer(codec.mode);
      host = server.host;
    });
    after(() => server.stop());

    const open = (query) => Polling.open(host, revision, query);
    async function connect() {
      const socket = new Socket(host, websocket);
      const opening = await socket.next();
      assert.equal(opening[0], "0");
      socket.handshake = JSON.parse(opening.slice(1));
      return socket;
    }
    const expectError = (answer, code, message, status = 400) => {
      assert.equal(answer.status, status);
      assert.match(answer.headers["content-type"], /^application\/json/);
      const { hint, ...rest } = JSON.parse(answer.text);
      assert.deepEqual(rest, { code, message });
      assert.ok(hint === undefined || hint.length > 10, hint);
    };
    const expectHandshake = (value, upgrades) => {
      assert.equal(typeof value.sid, "string");
      assert.ok(value.sid.length >= 20);
      const { sid, ...rest } = value;
      assert.deepEqual(rest, { upgrades, pingInterval, pingTimeout, maxPayload: 1_000_000 });
    };

    describe("handshake by polling", () => {
      it("opens a session", async () => {
        const answer = await request(host, polling);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["content-type"], "text/plain; charset=UTF-8");
        assert.equal(answer.headers["cache-control"], "no-store");
        const packets = codec.decode(answer.text);
        assert.equal(packets.length, 1);
        assert.equal(packets[0][0], "0");
        expectHandshake(JSON.parse(packets[0].slice(1)), ["websocket"]);
      });

      it("finds its parameters among others, the last of each counting", async () => {
        const answer = await request(host, path(`q=1&EIO=9&t=abc&transport=x&EIO=${revision}&transport=polling&z`));
        assert.equal(answer.status, 200);
      });

      it("refuses an unknown transport", async () => {
        for (const query of ["", "&transport=abc", "&transport=__proto__", "&transport=constructor", "&transport="]) {
          expectError(await request(host, path(`EIO=${revision}${query}`)), 0, "Transport unknown");
        }
      });

      it("refuses other methods", async () => {
        for (const method of ["POST", "PUT", "DELETE"]) {
          expectError(await request(host, polling, { method }), 2, "Bad handshake method");
        }
      });

      it("refuses transport=websocket without an upgrade", async () => {
        expectError(await request(host, websocket), 3, "Bad request");
      });

      it("refuses a session id nobody has", async () => {
        for (const sid of ["abc", "__proto__", "A".repeat(24), "A".repeat(4000), "%00", "../"]) {
          expectError(await request(host, `${polling}&sid=${sid}`), 1, "Session ID unknown");
          expectError(await request(host, `${polling}&sid=${sid}`, { method: "POST", body: "x" }), 1, "Session ID unknown");
        }
      });

      it(revision === 4 ? "refuses clients of revision 3" : "takes a missing or unknown EIO for 3", async () => {
        for (const query of ["transport=polling", "EIO=abc&transport=polling", "EIO=5&transport=polling"]) {
          const answer = await request(host, path(query));
          if (revision === 4) {
            expectError(answer, 5, "Unsupported protocol version");
            assert.match(JSON.parse(answer.text).hint, /Engine\.IO 3 .*Socket\.IO 1 and 2.* v3 = accept/);
          } else assert.equal(answer.status, 200);
        }
      });
    });

    describe("handshake by WebSocket", () => {
      it("opens a session", async () => {
        const socket = await connect();
        expectHandshake(socket.handshake, []);
        socket.close();
      });

      it("refuses an unknown transport before there is a WebSocket", async () => {
        for (const query of [`EIO=${revision}`, `EIO=${revision}&transport=abc`]) {
          const answer = await new Socket(host, path(query)).refused;
          assert.equal(answer.status, 400);
          assert.equal(answer.headers.connection, "close");
          assert.equal(answer.text, "Transport unknown");
        }
      });

      it("refuses a session id nobody has", async () => {
        const answer = await new Socket(host, `${websocket}&sid=${"A".repeat(24)}`).refused;
        assert.equal(answer.status, 400);
        assert.equal(answer.text, "Session ID unknown");
      });

      it("refuses transport=polling", async () => {
        const answer = await new Socket(host, polling).refused;
        assert.equal(answer.text, "Bad request");
      });

      if (revision === 4) {
        it("refuses clients of revision 3", async () => {
          for (const query of ["transport=websocket", "EIO=abc&transport=websocket"]) {
            const answer = await new Socket(host, path(query)).refused;
            assert.equal(answer.status, 400);
            assert.equal(answer.text, "Unsupported protocol version");
          }
        });
      }
    });

    describe("origin", () => {
      it("lets a page of the same origin in", async () => {
        const origin = `http://${host}`;
        assert.equal((await request(host, polling, { headers: { origin } })).status, 200);
        const socket = new Socket(host, websocket, { origin });
        assert.equal((await socket.next())[0], "0");
        socket.close();
      });

      it("keeps foreign pages out, by HTTP and by WebSocket", async () => {
        const port = host.split(":")[1];
        const foreign = ["https://evil.example", "null", `https://${host}`, `http://127.0.0.1.evil.example:${port}`,
          "http://127.0.0.1:1", `http://localhost:${port}`];
        for (const origin of foreign) {
          expectError(await request(host, polling, { headers: { origin } }), 4, "Forbidden", 403);
          const answer = await new Socket(host, websocket, { origin }).refused;
          assert.equal(answer.status, 403, origin);
        }
        // What a script element sends: no origin, but the browser says where it comes from.
        const hidden = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" };
        expectError(await request(host, `${polling}&j=0`, { headers: hidden }), 4, "Forbidden", 403);
        const session = await open();
        const answer = await session.post(["4x"], { origin: "https://evil.example" });
        assert.equal(answer.status, 403);
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
      });
    });

    describe("messages by polling", () => {
      it("carries one text packet", async () => {
        const session = await open();
        const answer = await session.post(["4hello"]);
        assert.equal(answer.status, 200);
        assert.equal(answer.headers["content-type"], "text/html");
        assert.equal(answer.text, "ok");
        assert.deepEqual(await session.poll(), ["4hello"]);
      });

      it("carries several packets in order", async () => {
        const session = await open();
        await session.post(["4test1", "4test2", "4test3"]);
        assert.deepEqual(await session.poll(), ["4test1", "4test2", "4test3"]);
      });

      it("carries text that is not ASCII", async () => {
        const session = await open();
        await session.post(["4é中€", "4[\"😀\",\"𝄞\"]"]);
        assert.deepEqual(await session.poll(), ["4é中€", "4[\"😀\",\"𝄞\"]"]);
      });

      it("carries binary as base64", async () => {
        const session = await open("&b64=1");
        await session.post(["4hello", codec.base64("AQIDBA==")]);
        assert.deepEqual(await session.poll(), ["4hello", codec.base64("AQIDBA==")]);
      });

      it("answers a poll that waits", async () => {
        const session = await open();
        const poll = session.poll();
        await sleep(20);
        await session.post(["4late"]);
        assert.deepEqual(await poll, ["4late"]);
      });

      it("keeps messages for the next poll", async () => {
        const session = await open();
        await session.post(["4a"]);
        await session.post(["4b"]);
        assert.deepEqual(await session.poll(), ["4a", "4b"]);
      });

      it("ends the session at what is no packet", async () => {
        for (const body of ["abc", "", revision === 3 ? "3:4a" : "4a\x1e", "\xff"]) {
          const session = await open();
          assert.equal((await session.postBody(Buffer.from(body, "latin1"))).status, 400);
          expectError(await session.get(), 1, "Session ID unknown");
        }
      });

      it("ends the session at a second poll", async () => {
        const session = await open();
        const first = session.poll();
        await sleep(30);
        const second = await session.get();
        assert.equal(second.status, 400);
        assert.equal(second.text, "");
        assert.deepEqual(await first, ["1"]);
        assert.equal((await session.get()).status, 400);
      });

      it("ends the session when a poll is cancelled", async () => {
        const session = await open();
        const controller = new AbortController();
        const poll = session.get({ signal: controller.signal }).catch(() => {});
        await sleep(30);
        controller.abort();
        await poll;
        await sleep(30);
        assert.equal((await session.get()).status, 400);
      });

      it("survives a body over the limit", async () => {
        const session = await open();
        const answer = await session.postBody("4".repeat(1_000_001)).catch((error) => ({ status: error.code }));
        assert.ok([413, "ECONNRESET", "EPIPE"].includes(answer.status), String(answer.status));
        if (answer.status === 413) assert.equal(answer.text, "payload too big: 1000001 > 1000000 bytes\n");
        assert.ok(await session.alive());
      });

      it("takes no other method and no other transport", async () => {
        const session = await open();
        assert.equal((await request(host, session.target, { method: "PUT" })).status, 400);
        expectError(await request(host, session.upgradeTarget), 3, "Bad request");
        assert.ok(await session.alive());
      });

      if (revision === 3) {
        it("answers in bytes when something is binary and the client can take it", async () => {
          const session = await open();
          await session.post(["4hello", "b4AQIDBA=="]);
          const answer = await session.get();
          assert.equal(answer.headers["content-type"], "application/octet-stream");
          assert.deepEqual([...answer.bytes], [0, 6, 255, 52, 104, 101, 108, 108, 111, 1, 5, 255, 4, 1, 2, 3, 4]);
        });

        it("reads bytes", async () => {
          const session = await open();
          const body = Buffer.from([0, 6, 255, 52, 104, 101, 108, 108, 111, 1, 5, 255, 4, 1, 2, 3, 4]);
          assert.equal((await session.postBody(body, { "content-type": "application/octet-stream" })).text, "ok");
          assert.deepEqual([...(await session.get()).bytes], [...body]);
        });

        it("ends at bytes that are cut off", async () => {
          for (const body of [[1, 5, 255, 4, 1, 2], [1], [1, 255], [1, 10, 255, 4], [1, ...Array(400).fill(9), 255]]) {
            const session = await open();
            const answer = await session.postBody(Buffer.from(body), { "content-type": "application/octet-stream" });
            assert.equal(answer.status, 400);
          }
        });

        it("speaks JSONP", async () => {
          const callback = (text) => /^___eio\[7\]\((".*")\);$/.exec(text)?.[1];
          const base = `${polling}&j=7`;
          const answer = await request(host, base);
          assert.match(answer.headers["content-type"], /^text\/javascript/);
          const [packet] = codec.decode(JSON.parse(callback(answer.text)));
          const session = new Polling(host, 3, base, JSON.parse(packet.slice(1)).sid);
          const message = '4"\\ é😀 \u2028 a&b=c+d';
          const form = new URLSearchParams({ d: codec.encode([message, "4two\nlines"]).replace(/\n/g, "\\n") });
          assert.equal((await session.postBody(form.toString())).text, "ok");
          const echoed = await session.get();
          assert.ok(!echoed.text.includes("\u2028"));
          assert.deepEqual(codec.decode(JSON.parse(callback(echoed.text))), [message, "4two\nlines"]);
        });
      } else {
        it("ends the session at a body of bytes", async () => {
          const session = await open();
          assert.equal((await session.postBody("4x", { "content-type": "application/octet-stream" })).status, 400);
          assert.equal((await session.get()).status, 400);
        });
      }
    });

    describe("messages by WebSocket", () => {
      it("carries text", async () => {
        const socket = await connect();
        socket.send("4hello", "4😀");
        assert.equal(await socket.next(), "4hello");
        assert.equal(await socket.next(), "4😀");
        socket.close();
      });

      it("carries binary", async () => {
        const socket = await connect();
        socket.send(codec.binaryFrame(1, 2, 3, 4));
        assert.deepEqual(await socket.next(), codec.binaryFrame(1, 2, 3, 4));
        socket.close();
      });

      it("ends the session at what is no packet", async () => {
        for (const wrong of ["abc", "", "7"]) {
          const socket = await connect();
          socket.send(wrong);
          assert.equal((await socket.closed).code, 1005);
        }
      });

      it("ends the session at a message over the limit", async () => {
        const socket = await connect();
        socket.send("4" + "x".repeat(1_000_000));
        assert.deepEqual(await socket.closed, { code: 1009, reason: "payload too big: 1000001 > 1000000 bytes" });
      });
    });

    describe("heartbeat", () => {
      const beats = async (send, receive) => {
        for (let i = 0; i < 3; i++) {
          if (revision === 3) await send("2");
          assert.equal(await receive(), revision === 3 ? "3" : "2");
          if (revision === 4) await send("3");
        }
      };

      it("goes on by polling", async () => {
        const session = await open();
        await beats((packet) => session.post([packet]), async () => (await session.poll()).join());
        assert.ok(await session.alive());
      });

      it("goes on by WebSocket", async () => {
        const socket = await connect();
        await beats((packet) => socket.send(packet), () => socket.next());
        socket.close();
      });

      it("ends a polling session that is silent", async () => {
        const session = await open();
        await sleep(pingInterval + pingTimeout);
        assert.equal((await session.get()).status, 400);
      });

      it("ends a WebSocket that is silent, and no earlier", async () => {
        const started = performance.now();
        const socket = await connect();
        await socket.closed;
        assert.ok(performance.now() - started >= pingInterval + pingTimeout - 1);
      });

      it("goes one way only", async () => {
        const socket = await connect();
        socket.send(revision === 3 ? "3" : "2");
        await socket.closed;
        const session = await open();
        await session.post([revision === 3 ? "3" : "2"]);
        assert.equal((await session.get()).status, 400);
      });

      if (revision === 3) {
        it("returns the data of a ping", async () => {
          const socket = await connect();
          socket.send("2abc");
          assert.equal(await socket.next(), "3abc");
          socket.close();
        });
      }
    });

    describe("close", () => {
      it("gives a waiting poll back", async () => {
        const session = await open();
        const poll = session.poll();
        await sleep(20);
        assert.equal((await session.post(["1"])).text, "ok");
        assert.deepEqual(await poll, ["6"]);
        assert.equal((await session.get()).status, 400);
      });

      it("closes the WebSocket", async () => {
        const socket = await connect();
        socket.send("1");
        await socket.closed;
      });
    });

    describe("upgrade", () => {
      it("moves the session to the WebSocket", async () => {
        const session = await open();
        const socket = await session.websocket();
        socket.send("2probe");
        assert.equal(await socket.next(), "3probe");
        assert.deepEqual(await session.poll(), ["6"]);
        socket.send("5", "4hello");
        assert.equal(await socket.next(), "4hello");
        socket.close();
      });

      it("answers every poll until it is done", async () => {
        const session = await open();
        const waiting = session.poll();
        await sleep(20);
        const socket = await session.websocket();
        socket.send("2probe");
        await socket.next();
        assert.deepEqual(await waiting, ["6"]);
        for (let i = 0; i < 4; i++) assert.deepEqual(await session.poll(), ["6"]);
        socket.send("5");
        socket.close();
      });

      it("takes 5 and messages right behind the probe", async () => {
        const session = await open();
        const socket = await session.websocket();
        socket.send("2probe", "5", "4a", "4b");
        assert.equal(await socket.next(), "3probe");
        assert.equal(await socket.next(), "4a");
        assert.equal(await socket.next(), "4b");
        socket.close();
      });

      it("brings what waited along, in order", async () => {
        const session = await open();
        const socket = await session.websocket();
        socket.send("2probe");
        await socket.next();
        await session.post(["4a", "4b"]);
        socket.send("5", "4c");
        assert.deepEqual([await socket.next(), await socket.next(), await socket.next()], ["4a", "4b", "4c"]);
        socket.close();
      });

      it("ends polling", async () => {
        const session = await open();
        const socket = await session.websocket();
        socket.send("2probe");
        await socket.next();
        socket.send("5", "4x");
        await socket.next();
        expectError(await session.get(), 3, "Bad request");
        expectError(await session.post(["4y"]), 3, "Bad request");
        socket.send("4hello");
        assert.equal(await socket.next(), "4hello");
        socket.close();
      });

      it("happens once", async () => {
        const session = await open();
        const socket = await session.websocket();
        socket.send("2probe");
        await socket.next();
        const during = await session.websocket();
        await during.closed;
        socket.send("5", "4x");
        await socket.next();
        const afterwards = await session.websocket();
        await afterwards.closed;
        socket.send("4hello");
        assert.equal(await socket.next(), "4hello");
        socket.close();
      });

      it("fails alone when the WebSocket does not probe", async () => {
        for (const wrong of ["4hello", "5", "2", "3probe", "garbage"]) {
          const session = await open();
          const socket = await session.websocket();
          socket.send(wrong);
          await socket.closed;
          await session.post(["4still here"]);
          assert.deepEqual(await session.poll(), ["4still here"]);
        }
      });

      it("is refused to the other revision", async () => {
        const session = await open();
        const other = session.upgradeTarget.replace(`EIO=${revision}`, `EIO=${7 - revision}`);
        const answer = await new Socket(host, other).refused;
        assert.equal(answer.text, "Bad request");
        assert.ok(await session.alive());
      });
    });
  });
}
