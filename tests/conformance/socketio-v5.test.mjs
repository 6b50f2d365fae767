// Socket.IO v5 against examples/conformance: namespaces "/" and "/custom" send "auth" with the handshake's payload,
// "message" comes back as "message-back", "message-with-ack" as its acknowledgement. Bare: every test sees the packets.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Socket, request } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";

const target = "/socket.io/?EIO=4&transport=websocket";
const polling = "/socket.io/?EIO=4&transport=polling";

describe("Socket.IO v5", () => {
  let server;
  let host;
  before(async () => {
    server = await startServer("socketio-v5", "--loops", "2");
    host = server.host;
  });
  after(() => server.stop());

  /** A connection after the Engine.IO handshake; pings are answered and not seen. */
  async function open() {
    const socket = new Socket(host, target);
    assert.equal((await socket.next())[0], "0");
    socket.packet = async () => {
      for (;;) {
        const message = await socket.next();
        if (message !== "2") return message;
        socket.send("3");
      }
    };
    return socket;
  }
  /** A connection that has joined "/". */
  async function join() {
    const socket = await open();
    socket.send("40");
    assert.match(await socket.packet(), /^40\{"sid":"[\w-]{20}"\}$/);
    assert.equal(await socket.packet(), '42["auth",{}]');
    return socket;
  }
  /** The server closes the connection, and serves the next client. */
  async function refuses(socket) {
    while ((await socket.packet()) !== null);
    const next = await join();
    next.send('42["message","still here"]');
    assert.equal(await next.packet(), '42["message-back","still here"]');
    next.close();
  }

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
      socket.send("40/__proto__,");
      assert.equal(await socket.packet(), '44/__proto__,{"message":"Invalid namespace"}');
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
      assert.equal(await socket.next(), "2");
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
      ["keeps Unicode as it is", '42["message","大白 😀","\\ud83d\\ude00"]', '42["message-back","大白 😀","😀"]'],
      ["writes numbers as JavaScript does", '42["message",1.0,1e2,-0.5,1e21]', '42["message-back",1,100,-0.5,1e+21]'],
      ["acknowledges", '42456["message-with-ack",1,"2",{"3":[false]}]', '43456[1,"2",{"3":[false]}]'],
      ["acknowledges id 0", '420["message-with-ack"]', "430[]"],
      ["ignores an event nobody handles", '42["nothing"]\n42["message"]', '42["message-back"]'],
      ["ignores an unknown acknowledgement", '4399["x"]\n42["message"]', '42["message-back"]'],
      ["ignores packets without payload", '42\n4334\n42["message"]', '42["message-back"]'],
      ["takes a number as the name of an event", '42[1]\n42["message"]', '42["message-back"]'],
      ["leaves a placeholder in a text packet alone", '42["message",{"_placeholder":true,"num":5}]',
        '42["message-back",{"_placeholder":true,"num":5}]'],
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

  describe("closes the connection on", () => {
    for (const packets of [
      ["4abc"], ["47"], ["4"], ["42{}"], ["42[]"], ["42[null]"], ['42[{"toString":"foo"}]'], ['42abc["message-with-ack",1]'],
      ['42["connect"]'], ['42["disconnecting"]'], ['42["newListener"]'], ['42-1["a"]'], ['421.5["a"]'], ['42["a"'], ['42["a"]x'],
      ["431{}"], ["40[]"], ['40"x"'], ["41{}"], ["44[]"], ['44"x"'], ["40"], ["41/custom"], ['42/custom,["a"]'], ['42/random,["a"]'],
      ['45["a"]'], ['450-["a"]'], ['4511-["a"]'], ['4599999999999999999999-["a"]'],
      ['451-["a",{"_placeholder":true,"num":1}]'], ['451-["a",{"_placeholder":true,"num":"splice"}]'],
      ['451-["a",{"_placeholder":true,"num":-1}]'], ['451-["a",{"_placeholder":true,"num":0.5}]'],
      ['451-["a",{"_placeholder":true,"num":0}]', '42["message"]'], [Buffer.from([1])],
      ['451-["a",{"_placeholder":true,"num":0}]', Buffer.from([1]), Buffer.from([2])],
      ['42["a",' + "[".repeat(40) + "]".repeat(40) + "]"], ['42["a",' + "[".repeat(100_000)],
      ['42["a"]', '429999999999999999999999["a"]'],
    ]) {
      it(packets.map((packet) => String(packet).slice(0, 60)).join(" then "), async () => {
        const socket = await join();
        socket.send(...packets);
        await refuses(socket);
      });
    }

    it("an event before a namespace is joined", async () => {
      const socket = await open();
      socket.send('42["message"]');
      await refuses(socket);
    });
  });
});
