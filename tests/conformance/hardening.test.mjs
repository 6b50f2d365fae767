// What has brought other servers down (published advisories of engine.io and ws), sent to ours; afterwards it serves as
// before, and the session that was attacked still lives.
import assert from "node:assert/strict";
import net from "node:net";
import { after, before, describe, it } from "node:test";
import { Polling, Socket, request } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";

/** Sends `bytes` and reads until the server ends the connection, or `leave` does after some milliseconds. */
function raw(host, bytes, { leave } = {}) {
  const [address, port] = host.split(":");
  return new Promise((resolve) => {
    const chunks = [];
    const socket = net.connect(Number(port), address, () => socket.write(bytes));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(chunks).toString()));
    if (leave !== undefined) setTimeout(() => socket.resetAndDestroy(), leave);
  });
}

const upgradeHead = (target, headers) =>
  `GET ${target} HTTP/1.1\r\nHost: h\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
const good = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

for (const revision of [3, 4]) {
  describe(`Engine.IO ${revision} under attack`, () => {
    let server;
    let host;
    let session;
    before(async () => {
      server = await startServer(`engineio-v${revision}`, "--loops", "2");
      host = server.host;
    });
    after(() => server.stop());
    const path = (query) => `/engine.io/?EIO=${revision}&${query}`;
    const still = async () => {
      assert.ok(await session.alive());
      const socket = new Socket(host, path("transport=websocket"));
      assert.equal((await socket.next())[0], "0");
      socket.close();
    };

    it("survives malformed upgrades, with and without a session", async () => {
      session = await Polling.open(host, revision);
      const broken = [
        { ...good, "Sec-WebSocket-Key": "short" },
        { ...good, "Sec-WebSocket-Key": "" },
        { Connection: "Upgrade", Upgrade: "websocket" },
        { ...good, "Sec-WebSocket-Version": "12" },
        { ...good, "Sec-WebSocket-Version": "13, 8" },
        { ...good, Upgrade: "h2c" },
        { ...good, Upgrade: "websocket, h2c", Connection: "keep-alive, Upgrade" },
        { ...good, "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits=\"" },
        { ...good, "Sec-WebSocket-Extensions": ";;;===,,,".repeat(500) },
        { ...good, Origin: "http://\x7f" },
        { ...good, "Content-Length": "5" },
        { ...good, "Transfer-Encoding": "chunked" },
      ];
      const queries = ["transport=websocket", `transport=websocket&sid=${session.sid}`, "transport=polling",
        `transport=polling&sid=${session.sid}`, "transport=websocket&sid=", "sid", "transport[]=websocket&sid[]=x"];
      // All at once: the session does not answer pings meanwhile.
      const answers = await Promise.all(broken.flatMap((headers) =>
        queries.map((query) => raw(host, upgradeHead(path(query), headers), { leave: 100 }))));
      for (const answer of answers) assert.match(answer, /^(HTTP\/1\.1 [14]|$)/);
      await still();
    });

    it("survives requests that are aborted anywhere", async () => {
      session = await Polling.open(host, revision);
      const post = `POST ${session.target} HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n4abcd`;
      const handshake = upgradeHead(path("transport=websocket"), good);
      const upgrade = upgradeHead(session.upgradeTarget.replace(/^.*\?/, "/engine.io/?"), good);
      const cuts = [];
      for (const whole of [post.slice(0, -1), handshake, upgrade]) {
        for (let at = 1; at <= whole.length; at += 17) cuts.push(whole.slice(0, at));
        cuts.push(whole);
      }
      await Promise.all(cuts.map((cut, i) => raw(host, cut, { leave: i % 7 })));
      await still();
    });

    it("survives a WebSocket that ends inside a frame", async () => {
      session = await Polling.open(host, revision);
      for (const bytes of [[0x81], [0x81, 0xfe], [0x81, 0xff, 0x7f], [0xc1, 0x81, 0, 0, 0, 0, 0], [0x88, 0x81, 0, 0, 0, 0, 3]]) {
        const head = upgradeHead(path(`transport=websocket&sid=${session.sid}`), good);
        await raw(host, Buffer.concat([Buffer.from(head), Buffer.from(bytes)]), { leave: 15 });
      }
      await still();
    });

    it("takes no packets from a WebSocket that did not probe", async () => {
      session = await Polling.open(host, revision);
      const socket = await session.websocket();
      socket.send("1");
      await socket.closed;
      await still();
    });

    it("is quick with bodies of many and of odd packets", async () => {
      const started = performance.now();
      const bodies = revision === 3
        ? ["1:6".repeat(300_000), "9".repeat(100_000), ":".repeat(100_000), "1e3:x", "-1:x", "0x1:6", "1 :6", "99999999999:6",
          "18446744073709551617:6", `${"0".repeat(11)}1:6`]
        : ["6\x1e".repeat(300_000) + "6", "\x1e".repeat(100_000), "b====", `b${"A".repeat(999_999)}`, "4\x1e\x1e4"];
      for (const body of bodies) {
        session = await Polling.open(host, revision);
        const answer = await session.postBody(body);
        assert.ok([200, 400].includes(answer.status), `${answer.status} ${body.slice(0, 20)}`);
      }
      assert.ok(performance.now() - started < 5_000);
      session = await Polling.open(host, revision);
      await still();
    });

    it("knows no session by the names of JavaScript or by pieces of one", async () => {
      session = await Polling.open(host, revision);
      for (const sid of ["__proto__", "constructor", "toString", session.sid.slice(0, -1), `${session.sid}A`,
        session.sid.toLowerCase(), `${session.sid.slice(0, -4)}AAAA`, `${session.sid}%00`]) {
        const answer = await request(host, path(`transport=polling&sid=${sid}`));
        assert.equal(JSON.parse(answer.text).code, 1, sid);
      }
      await still();
    });
  });
}
