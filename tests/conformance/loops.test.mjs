// Sessions on a server with several loops: every request may arrive on another loop than its session's.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Polling } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";

const sessions = 24;
const atOnce = 6;

/** The next message that is no heartbeat; a heartbeat is answered. */
async function nextMessage(receive, send) {
  for (;;) {
    const messages = await receive();
    if (!messages.includes("2")) return messages;
    await send("3");
    const rest = messages.filter((each) => each !== "2");
    if (rest.length > 0) return rest;
  }
}
const poll = (session) => nextMessage(() => session.poll(), (packet) => session.post([packet]));
const next = async (socket) => (await nextMessage(async () => [await socket.next()], (packet) => socket.send(packet)))[0];

for (const revision of [3, 4]) {
  describe(`several loops, Engine.IO ${revision}`, () => {
    let server;
    before(async () => {
      server = await startServer(`engineio-v${revision}`, "--loops", "4");
    });
    after(() => server.stop());

    async function all(work) {
      for (let i = 0; i < sessions; i += atOnce) await Promise.all(Array.from({ length: atOnce }, (_, k) => work(i + k)));
    }

    it("serve polls wherever they arrive", async () => {
      await all(async (i) => {
        const session = await Polling.open(server.host, revision);
        for (let round = 0; round < 5; round++) {
          const text = `4${i}/${round}`;
          const [, got] = await Promise.all([session.post([text]), poll(session)]);
          assert.deepEqual(got, [text]);
        }
      });
    });

    it("move a WebSocket to the loop of its session", async () => {
      await all(async (i) => {
        const session = await Polling.open(server.host, revision);
        await session.post([`4${i}/a`]);
        const socket = await session.websocket();
        socket.send("2probe");
        assert.equal(await socket.next(), "3probe");
        socket.send("5", `4${i}/b`);
        assert.equal(await next(socket), `4${i}/a`);
        assert.equal(await next(socket), `4${i}/b`);
        assert.equal((await session.get()).status, 400);
        socket.close();
      });
    });

    it("take messages that come with the request", async () => {
      const { default: net } = await import("node:net");
      await all(async (i) => {
        const session = await Polling.open(server.host, revision);
        const [host, port] = server.host.split(":");
        const connection = net.connect(Number(port), host);
        const mask = (text) => Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
        const head = `GET ${session.upgradeTarget} HTTP/1.1\r\nHost: ${server.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        connection.write(Buffer.concat([Buffer.from(head), mask("2probe"), mask("5"), mask(`4${i}`)]));
        let received = "";
        for await (const chunk of connection) {
          received += chunk.toString("latin1");
          if (received.endsWith(`4${i}`)) break;
        }
        assert.match(received, /^HTTP\/1\.1 101 /);
        assert.ok(received.includes("3probe"));
      });
    });

    it("notice a cancelled poll", async () => {
      await all(async () => {
        const session = await Polling.open(server.host, revision);
        const controller = new AbortController();
        const cancelled = session.get({ signal: controller.signal }).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 100));
        controller.abort();
        await cancelled;
        const deadline = performance.now() + 250;
        while ((await session.alive()) && performance.now() < deadline);
        assert.ok(!(await session.alive()));
      });
    });
  });
}
