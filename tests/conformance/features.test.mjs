// Engine.IO with everything turned on (examples/conformance engineio-features, engineio-limits), on several loops.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gunzipSync, inflateSync } from "node:zlib";
import { Polling, Socket, request } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";

const path = "/engine.io/?EIO=4";
const polling = `${path}&transport=polling`;
const websocket = `${path}&transport=websocket`;
const origin = "https://chat.example";

describe("Engine.IO with everything turned on", () => {
  let server;
  let host;
  before(async () => {
    server = await startServer("engineio-features", "--loops", "3");
    host = server.host;
  });
  after(() => server.stop());

  describe("who is let in", () => {
    it("is decided later, by another thread", async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, () => request(host, `${polling}&allow=later`)));
      for (const answer of answers) assert.equal(answer.status, 200);
      const socket = new Socket(host, `${websocket}&allow=later`);
      assert.equal((await socket.next())[0], "0");
      socket.close();
    });

    it("is refused with the words of the program", async () => {
      const answer = await request(host, `${polling}&allow=no`, { headers: { origin } });
      assert.equal(answer.status, 403);
      assert.deepEqual(JSON.parse(answer.text), { code: 4, message: "not you" });
      assert.equal(answer.headers["access-control-allow-origin"], origin);
      const refused = await new Socket(host, `${websocket}&allow=no`).refused;
      assert.equal(refused.status, 400);
      assert.equal(refused.headers.connection, "close");
      assert.equal(refused.text, "not you");
    });

    it("is refused when nobody decides", async () => {
      const answer = await request(host, `${polling}&allow=never`);
      assert.equal(answer.status, 403);
      assert.deepEqual(JSON.parse(answer.text), { code: 4, message: "Forbidden", hint: "not decided within 200 ms" });
      const refused = await new Socket(host, `${websocket}&allow=never`).refused;
      assert.equal(refused.text, "Forbidden");
    });

    it("may leave while it is decided", async () => {
      for (let i = 0; i < 20; i += 1) {
        const socket = new Socket(host, `${websocket}&allow=${i % 2 ? "later" : "never"}`);
        socket.ws.on("error", () => {});
        setTimeout(() => socket.ws.terminate(), i);
        await socket.closed;
      }
      assert.equal((await request(host, polling)).status, 200);
    });

    it("passes the middlewares first, also with a session", async () => {
      const session = await Polling.open(host, 4);
      for (const target of [`${polling}&middleware=no`, `${session.target}&middleware=no`]) {
        const answer = await request(host, target);
        assert.equal(answer.status, 400);
        assert.deepEqual(JSON.parse(answer.text), { code: 3, message: "Bad request", hint: "not wanted" });
      }
      assert.equal((await new Socket(host, `${websocket}&middleware=no`).refused).text, "Bad request");
      assert.ok(await session.alive());
    });
  });

  describe("headers", () => {
    it("has a cookie and the first headers on the handshake only", async () => {
      const answer = await request(host, polling);
      const { sid } = JSON.parse(answer.text.slice(1));
      assert.deepEqual(answer.headers["set-cookie"], [`io=${sid}; Path=/; HttpOnly; SameSite=Lax`]);
      assert.equal(answer.headers["x-first"], "1");
      const session = new Polling(host, 4, polling, sid);
      for (const later of [await session.post(["4x"]), await session.get(), await request(host, `${path}&transport=x`)]) {
        assert.equal(later.headers["set-cookie"], undefined);
        assert.equal(later.headers["x-first"], undefined);
        assert.equal(later.headers["x-every"], "1");
      }
    });

    it("has them on the 101 too", async () => {
      const socket = new Socket(host, websocket);
      const headers = await new Promise((resolve) => socket.ws.on("upgrade", (answer) => resolve(answer.headers)));
      const { sid } = JSON.parse((await socket.next()).slice(1));
      assert.deepEqual(headers["set-cookie"], [`io=${sid}; Path=/; HttpOnly; SameSite=Lax`]);
      assert.equal(headers["x-first"], "1");
      assert.equal(headers["x-every"], "1");
      socket.close();
    });

    it("lets a foreign page read every refusal", async () => {
      const session = await Polling.open(host, 4);
      const unknown = `${polling}&sid=${"A".repeat(24)}`;
      for (const [status, target, options] of [
        [400, `${path}&transport=x`, {}],
        [400, polling, { method: "POST" }],
        [400, websocket, {}],
        [400, unknown, {}],
        [400, session.target, { method: "PUT" }],
        [413, session.target, { method: "POST", body: "4".repeat(10_001) }],
        [415, session.target, { method: "POST", body: "4x", headers: { "content-encoding": "gzip" } }],
        [417, session.target, { method: "POST", body: "4x", headers: { expect: "x" } }],
        [204, polling, { method: "OPTIONS", headers: { "access-control-request-method": "POST" } }],
      ]) {
        const answer = await request(host, target, { ...options, headers: { origin, ...options.headers } });
        assert.equal(answer.status, status, target);
        assert.equal(answer.headers["access-control-allow-origin"], origin, `${status} ${target}`);
        assert.equal(answer.headers["access-control-allow-credentials"], "true");
        assert.equal(answer.headers["x-every"], "1", `${status} ${target}`);
      }
      assert.ok(await session.alive());
    });
  });

  it("serves the path without its slash", async () => {
    assert.equal((await request(host, polling.replace("/?", "?"))).status, 200);
    assert.equal((await request(host, polling.replace("/?", "x?"))).status, 404);
  });

  describe("compression", () => {
    const large = `4${"中文 ".repeat(500)}`;
    const echoed = async (headers, message = large) => {
      const session = await Polling.open(host, 4);
      await session.post([message]);
      return session.get({ headers });
    };

    it("packs a large answer as the client likes it", async () => {
      const gzip = await echoed({ "accept-encoding": "gzip, deflate" });
      assert.equal(gzip.headers["content-encoding"], "gzip");
      assert.equal(gzip.headers.vary.includes("Accept-Encoding"), true);
      assert.equal(gunzipSync(gzip.bytes).toString(), large);
      const deflate = await echoed({ "accept-encoding": "deflate, gzip;q=0.5" });
      assert.equal(deflate.headers["content-encoding"], "deflate");
      assert.equal(inflateSync(deflate.bytes).toString(), large);
    });

    it("leaves other answers as they are", async () => {
      for (const answer of [
        await echoed({}),
        await echoed({ "accept-encoding": "br, gzip;q=0" }),
        await echoed({ "accept-encoding": "gzip" }, `4${"x".repeat(1022)}`),
      ]) {
        assert.equal(answer.headers["content-encoding"], undefined);
        assert.equal(answer.text[0], "4");
      }
    });

    for (const [name, offer] of [
      ["by default", {}],
      ["with no context takeover asked for", { serverNoContextTakeover: true, clientNoContextTakeover: true }],
      ["with a small window of the client", { clientMaxWindowBits: 9 }],
      ["with a small window of the server, which is not agreed on", { serverMaxWindowBits: 9 }],
      ["without permessage-deflate", false],
    ]) {
      it(`carries WebSocket messages ${name}`, async () => {
        const socket = new Socket(host, websocket, { perMessageDeflate: offer && { threshold: 0, ...offer } });
        await socket.next();
        const agreed = socket.ws.extensions.includes("permessage-deflate");
        assert.equal(agreed, offer !== false && offer.serverMaxWindowBits === undefined);
        for (const message of [large, "4small", large, `4${"x".repeat(9000)}`]) {
          socket.send(message);
          assert.equal(await socket.next(), message);
        }
        const bytes = Buffer.alloc(5000, 7);
        socket.send(bytes);
        assert.deepEqual(await socket.next(), bytes);
        socket.close();
      });
    }

    it("goes through an upgrade", async () => {
      const session = await Polling.open(host, 4);
      const socket = await session.websocket();
      socket.send("2probe");
      assert.equal(await socket.next(), "3probe");
      await session.post([large, "4small"]);
      socket.send("5", large);
      for (const message of [large, "4small", large]) assert.equal(await socket.next(), message);
      socket.close();
    });
  });

  it("says what was too big", async () => {
    const socket = new Socket(host, websocket);
    await socket.next();
    socket.send("4".repeat(10_001));
    assert.deepEqual(await socket.closed, { code: 1009, reason: "payload too big: more than 10000 bytes" });
  });
});

describe("Engine.IO with limits", () => {
  let server;
  let host;
  before(async () => {
    server = await startServer("engineio-limits", "--loops", "3");
    host = server.host;
  });
  after(() => server.stop());

  it("limits packets and handshakes", async () => {
    const [one, two] = [await Polling.open(host, 4), await Polling.open(host, 4)];
    const socket = new Socket(host, websocket);
    await socket.next();

    const refused = await request(host, polling);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers["retry-after"]) >= 1);
    assert.deepEqual(JSON.parse(refused.text), { code: 4, message: "Too many handshakes" });
    const refusedSocket = await new Socket(host, websocket).refused;
    assert.equal(refusedSocket.status, 429);
    assert.ok(Number(refusedSocket.headers["retry-after"]) >= 1);
    assert.equal(refusedSocket.text, "Too many handshakes");

    socket.send(...Array(40).fill("4x"));
    assert.deepEqual(await socket.closed, { code: 1008, reason: "rate limited" });
    await one.post(Array(40).fill("4x"));
    assert.equal((await one.get()).status, 400);
    await two.post(Array(20).fill("4x"));
    assert.equal((await two.poll()).length, 20);
  });
});
