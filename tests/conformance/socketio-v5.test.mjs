// Socket.IO v5 against examples/conformance: namespaces "/" and "/custom" send "auth" with the handshake's payload,
// "message" comes back as "message-back", "message-with-ack" as its acknowledgement. Bare: every test sees the packets.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { request } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";
import { Peer, refuses, target } from "./support/socketio.mjs";

const polling = target(5, "polling");

describe("Socket.IO v5", () => {
  let server;
  let host;
  before(async () => {
    server = await startServer("socketio-v5", "--loops", "2");
    host = server.host;
  });
  after(() => server.stop());

  const open = () => Peer.open(host, 5);
  const join = () => Peer.join(host, 5);

  describe("connect", () => {
    for (const [name, packet, head, auth] of [
      ["joins the main namespace", "40", "40", '42["auth",{}]'],
      ["joins the main namespace with a payload", '40{"token":"123"}', "40", '42["auth",{"token":"123"}]'],
      ["joins a custom namespace", "40/custom,", "40/custom,", '42/custom,["auth",{}]'],
      ["joins a custom namespace without the comma", "40/custom", "40/custom,", '42/custom,["auth",{}]'],
      ["joins a custom namespace with a payload", '40/custom,{"token":"abc"}', "40/custom,", '42/custom,["auth",{"token":"abc"}]'],
    ]) {
      it(name, async () => {
        const socket = await open();
        socket.send(packet);
        const answer = await socket.packet();
        assert.ok(answer.startsWith(head));
        assert.deepEqual(Object.keys(JSON.parse(answer.slice(head.length))), ["sid"]);
        assert.equal(await socket.packet(), auth);
        socket.close();
      });
    }

    it("refuses an unknown namespace and keeps the connection", async () => {
      const socket = await open();
      socket.send("40/random");
      assert.equal(await socket.packet(), '44/random,{"message":"Invalid namespace"}');
      for (const name of ["/__proto__", "/adm?x=1", `/${"n".repeat(300)}`]) {
        socket.send(`40${name},`);
        assert.equal(await socket.packet(), `44${name},{"message":"Invalid namespace"}`);
      }
      socket.send("40");
      assert.match(await socket.packet(), /^40\{/);
      socket.close();
    });

    it("gives every namespace of a connection its own id", async () => {
      const socket = await open();
      socket.send("40");
      const first = JSON.parse((await socket.packet()).slice(2)).sid;
      await socket.packet();
      socket.send("40/custom,");
      const second = JSON.parse((await socket.packet()).slice(10)).sid;
      assert.notEqual(first, second);
      socket.close();
    });

    it("closes the connection if no namespace is joined in time", async () => {
      const socket = await open();
      const began = Date.now();
      while ((await socket.packet()) !== null);
      assert.ok(Date.now() - began >= 900);
    });

    it("joins again after it has left", async () => {
      const socket = await join();
      socket.send("41", "40");
      assert.match(await socket.packet(), /^40\{/);
      assert.equal(await socket.packet(), '42["auth",{}]');
      socket.close();
    });

    it("works by polling", async () => {
      const opened = await request(host, polling);
      const { sid } = JSON.parse(opened.text.slice(1));
      const session = `${polling}&sid=${sid}`;
      const post = (body) => request(host, session, { method: "POST", body });
      assert.equal((await post("40\x1e42[\"message\",1]")).text, "ok");
      const packets = [];
      while (packets.length < 3) {
        for (const packet of (await request(host, session)).text.split("\x1e")) {
          if (packet === "2") await post("3");
          else packets.push(packet);
        }
      }
      assert.match(packets[0], /^40\{"sid":/);
      assert.deepEqual(packets.slice(1), ['42["auth",{}]', '42["message-back",1]']);
    });
  });

  describe("disconnect", () => {
    it("leaves the main namespace and keeps the connection", async () => {
      const socket = await join();
      socket.send("41");
      await socket.heartbeat();
      socket.close();
    });

    it("leaves a custom namespace and stays in the main one", async () => {
      const socket = await join();
      socket.send("40/custom");
      assert.match(await socket.packet(), /^40\/custom,/);
      assert.equal(await socket.packet(), '42/custom,["auth",{}]');
      socket.send("41/custom", '42["message","message to main namespace"]');
      assert.equal(await socket.packet(), '42["message-back","message to main namespace"]');
      socket.close();
    });
  });

  describe("message", () => {
    for (const [name, sent, back] of [
      ["sends plain text back", '42["message",1,"2",{"3":[true]}]', '42["message-back",1,"2",{"3":[true]}]'],
      ["acknowledges", '42456["message-with-ack",1,"2",{"3":[false]}]', '43456[1,"2",{"3":[false]}]'],
      ["ignores an event nobody handles", '42["nothing"]\n42["message"]', '42["message-back"]'],
      ["ignores an unknown acknowledgement", '4399["x"]\n42["message"]', '42["message-back"]'],
    ]) {
      it(name, async () => {
        const socket = await join();
        socket.send(...sent.split("\n"));
        assert.equal(await socket.packet(), back);
        socket.close();
      });
    }

    it("sends binary attachments back", async () => {
      const socket = await join();
      socket.send('452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
      socket.send(Uint8Array.from([1, 2, 3]), new Uint8Array(0));
      assert.equal(await socket.packet(), '452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
      assert.deepEqual(await socket.packet(), Buffer.from([1, 2, 3]));
      assert.deepEqual(await socket.packet(), Buffer.alloc(0));
      socket.close();
    });

    it("acknowledges with binary attachments", async () => {
      const socket = await join();
      socket.send('452-789["message-with-ack",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]');
      socket.send(Uint8Array.from([1]), Uint8Array.from([2]));
      assert.equal(await socket.packet(), '462-789[{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]');
      assert.deepEqual(await socket.packet(), Buffer.from([1]));
      assert.deepEqual(await socket.packet(), Buffer.from([2]));
      socket.close();
    });

    it("answers in the order asked", async () => {
      const socket = await join();
      const count = 2000;
      for (let n = 0; n < count; n += 1) socket.send(n % 2 ? `42${n}["message-with-ack",${n}]` : `42["message",${n}]`);
      for (let n = 0; n < count; n += 1) {
        assert.equal(await socket.packet(), n % 2 ? `43${n}[${n}]` : `42["message-back",${n}]`);
      }
      socket.close();
    });
  });

  // The rest of what is refused: socketio-decode.test.mjs.
  describe("closes the connection on", () => {
    it("an event before a namespace is joined", async () => {
      const socket = await open();
      socket.send('42["message"]');
      await refuses(host, 5, socket);
    });
  });
});
