// Socket.IO v4, which is Engine.IO 3, against examples/conformance: what socketio-v5.test.mjs covers, and what only the
// older protocol has: the connection to "/" that nobody asks for, auth in the query of a namespace, refusals as bare
// text, heartbeats by the client, payloads with lengths.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Socket, request, revisions } from "./support/client.mjs";
import { startServer } from "./support/server.mjs";
import { Peer, refuses, target } from "./support/socketio.mjs";

const { encode, decode } = revisions[3];
const leaf = (num) => `{"_placeholder":true,"num":${num}}`;

describe("Socket.IO v4", () => {
  let server;
  let host;
  before(async () => {
    server = await startServer("socketio-v4", "--loops", "2");
    host = server.host;
  });
  after(() => server.stop());

  const join = () => Peer.join(host, 4);

  /** A session by polling: what came with the handshake, and what is asked of it. */
  async function poll(query = "") {
    const base = target(4, "polling") + query;
    const [open, ...packets] = decode((await request(host, base)).text);
    const { sid, upgrades } = JSON.parse(open.slice(1));
    const session = `${base}&sid=${sid}`;
    return {
      sid,
      upgrades,
      packets,
      get: () => request(host, session),
      post: (body, headers) => request(host, session, { method: "POST", body, headers }),
      async next(count) {
        while (packets.length < count) packets.push(...decode((await request(host, session)).text));
        return packets.splice(0, count);
      },
    };
  }

  describe("connect", () => {
    it("joins the main namespace unasked", async () => {
      const socket = await Peer.open(host, 4);
      assert.equal(await socket.packet(), "40");
      assert.equal(await socket.packet(), '42["auth",{}]');
      socket.close();
    });

    for (const [name, packet, auth] of [
      ["joins a custom namespace", "40/custom,", {}],
      ["joins a custom namespace without the comma", "40/custom", {}],
      ["takes auth from the query of the namespace", "40/custom?token=abc&x=,", { token: "abc", x: "" }],
      ["decodes that query", "40/custom?a%20b=%E5%A4%A7+%26,", { "a b": "大 &" }],
      ["takes a second question mark for a part of it", "40/custom?foo=bar?z=2,", { foo: "bar?z=2" }],
      ["takes any name in it", "40/custom?__proto__=1&constructor=2,", { ["__proto__"]: "1", constructor: "2" }],
      ["takes no auth from a payload", '40/custom,{"token":"abc"}', {}],
    ]) {
      it(name, async () => {
        const socket = await join();
        socket.send(packet);
        assert.equal(await socket.packet(), "40/custom,");
        const answer = await socket.packet();
        assert.ok(answer.startsWith('42/custom,["auth",'));
        assert.equal(JSON.stringify(JSON.parse(answer.slice(10))[1]), JSON.stringify(auth));
        socket.close();
      });
    }

    it("refuses an unknown namespace with bare text and keeps the connection", async () => {
      const socket = await join();
      for (const name of ["/random", "/__proto__", "/a b", "/大白", `/${"n".repeat(300)}`]) {
        socket.send(`40${name}?x=1,`);
        assert.equal(await socket.packet(), `44${name},"Invalid namespace"`);
      }
      await socket.answers();
      socket.close();
    });

    it("tells what a middleware says, and lets in who comes back with more", async () => {
      const socket = await join();
      socket.send("40/guarded");
      assert.equal(await socket.packet(), '44/guarded,"not allowed"');
      socket.send("40/guarded?why=1,");
      assert.equal(await socket.packet(), '44/guarded,{"why":"1"}');
      socket.send("40/guarded?token=please,");
      assert.equal(await socket.packet(), "40/guarded,");
      assert.equal(await socket.packet(), '42/guarded,["auth",{"token":"please"}]');
      socket.close();
    });

    it("takes two CONNECTs at once as one", async () => {
      const session = await poll();
      assert.equal((await session.post(encode(["40/custom,", "40/custom,", '42/custom,["message"]']))).text, "ok");
      assert.deepEqual((await session.next(5)).slice(2), ["40/custom,", '42/custom,["auth",{}]', '42/custom,["message-back"]']);
    });

    it("closes the connection on a second CONNECT to a joined namespace", async () => {
      const socket = await join();
      socket.send("40/custom,");
      assert.equal(await socket.packet(), "40/custom,");
      assert.equal(await socket.packet(), '42/custom,["auth",{}]');
      socket.send("40/custom,");
      await refuses(host, 4, socket);
    });
  });

  describe("disconnect", () => {
    it("leaves the main namespace and keeps the connection", async () => {
      const socket = await join();
      socket.send("41", "2");
      await socket.heartbeat();
      socket.send("40");
      assert.equal(await socket.packet(), "40");
      assert.equal(await socket.packet(), '42["auth",{}]');
      socket.close();
    });

    it("leaves a custom namespace and stays in the main one", async () => {
      const socket = await join();
      socket.send("40/custom,");
      assert.equal(await socket.packet(), "40/custom,");
      assert.equal(await socket.packet(), '42/custom,["auth",{}]');
      socket.send("41/custom,");
      await socket.answers();
      socket.close();
    });

    it("closes the connection if the last namespace was left and none is joined in time", async () => {
      const socket = await join();
      const began = Date.now();
      socket.send("41");
      assert.deepEqual(await socket.closed(), []);
      assert.ok(Date.now() - began >= 900);
    });

    it("is told to leave a namespace, and stays in the others", async () => {
      const socket = await join();
      socket.send("40/custom,", '42/custom,["leave"]');
      for (const packet of ["40/custom,", '42/custom,["auth",{}]', "41/custom,"]) assert.equal(await socket.packet(), packet);
      await socket.answers();
      socket.close();
    });

    it("is told to leave all of them before the connection ends", async () => {
      const socket = await join();
      socket.send("40/custom,", '42["end"]');
      assert.deepEqual(await socket.closed(), ["40/custom,", '42/custom,["auth",{}]', "41", "41/custom,"]);
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

    it("asks the client, once", async () => {
      const socket = await join();
      socket.send('42["ask","how",1]');
      const question = await socket.packet();
      const [, id] = /^42(\d+)\["question","how",1\]$/.exec(question);
      socket.send(`43${id}["well",{"a":1}]`, `43${id}["again"]`);
      assert.equal(await socket.packet(), '42["answered","well",{"a":1}]');
      await socket.answers();
      socket.close();
    });

    it("asks the client for binary", async () => {
      const socket = await join();
      socket.send('42["ask"]');
      const [, id] = /^42(\d+)\["question"\]$/.exec(await socket.packet());
      socket.send(`462-${id}[${leaf(1)},${leaf(0)}]`, Buffer.of(1), Buffer.of(2));
      assert.equal(await socket.packet(), `452-["answered",${leaf(1)},${leaf(0)}]`);
      assert.deepEqual([await socket.packet(), await socket.packet()], [Buffer.of(1), Buffer.of(2)]);
      socket.close();
    });

    it("sends binary attachments back", async () => {
      const socket = await join();
      socket.send(`452-["message",${leaf(0)},${leaf(1)}]`, Buffer.of(1, 2, 3), Buffer.alloc(0));
      assert.equal(await socket.packet(), `452-["message-back",${leaf(0)},${leaf(1)}]`);
      assert.deepEqual([await socket.packet(), await socket.packet()], [Buffer.of(1, 2, 3), Buffer.alloc(0)]);
      socket.close();
    });

    it("acknowledges with binary attachments", async () => {
      const socket = await join();
      socket.send(`452-789["message-with-ack",${leaf(1)},${leaf(0)}]`, Buffer.of(1), Buffer.of(2));
      assert.equal(await socket.packet(), `462-789[${leaf(1)},${leaf(0)}]`);
      assert.deepEqual([await socket.packet(), await socket.packet()], [Buffer.of(1), Buffer.of(2)]);
      socket.close();
    });

    it("takes attachments as base64 text, too", async () => {
      const socket = await join();
      socket.send(`451-["message",${leaf(0)}]`, "b4AQID");
      assert.equal(await socket.packet(), `451-["message-back",${leaf(0)}]`);
      assert.deepEqual(await socket.packet(), Buffer.of(1, 2, 3));
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

  describe("heartbeat", () => {
    /** A bare WebSocket that has joined "/"; nobody pings for it. */
    async function silent() {
      const socket = new Socket(host, target(4, "websocket"));
      for (const expected of [/^0\{/, /^40$/, /^42/]) assert.match(await socket.next(), expected);
      return socket;
    }

    it("is the client's: the server answers with the same data", async () => {
      const socket = await silent();
      socket.send("2", "2probe", "2大白");
      assert.deepEqual([await socket.next(), await socket.next(), await socket.next()], ["3", "3probe", "3大白"]);
      socket.close();
    });

    it("keeps the connection, and its end closes it", async () => {
      const socket = await silent();
      for (let i = 0; i < 5; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        socket.send("2");
        assert.equal(await socket.next(), "3");
      }
      const began = Date.now();
      assert.equal(await socket.next(), null);
      const silence = Date.now() - began;
      assert.ok(silence >= 450 && silence < 1500, `closed after ${silence} ms`);
    });

    it("in the other direction closes the connection", async () => {
      const socket = await silent();
      socket.send("3");
      assert.equal(await socket.next(), null);
    });
  });

  describe("polling", () => {
    it("brings OPEN and the main namespace in one answer", async () => {
      const session = await poll();
      assert.deepEqual(session.upgrades, ["websocket"]);
      assert.deepEqual(session.packets, ["40", '42["auth",{}]']);
    });

    it("carries several packets each way, their lengths in UTF-16", async () => {
      const session = await poll();
      const texts = ["é", "大白", "😀", "👩‍👩‍👧\\n"];
      assert.equal((await session.post(encode(texts.map((text) => `42["message","${text}"]`)))).text, "ok");
      // In ASCII: clients of 1.x, which decode twice, read it like those of 2.x.
      const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
      const ascii = texts.map((text) => text.replace(/[^\x20-\x7e]/g, escape));
      assert.deepEqual((await session.next(6)).slice(2), ascii.map((text) => `42["message-back","${text}"]`));
    });

    it("carries binary as base64 to a client that wants it", async () => {
      const session = await poll("&b64=1");
      assert.equal((await session.post(encode([`452-7["message-with-ack",${leaf(0)},${leaf(1)}]`, "b4AQID", "b4"]))).text, "ok");
      assert.deepEqual((await session.next(5)).slice(2), [`462-7[${leaf(0)},${leaf(1)}]`, "b4AQID", "b4"]);
    });

    it("carries binary as it is to every other client", async () => {
      const session = await poll();
      const payload = (text, ...bytes) =>
        Buffer.concat([Buffer.of(0, ...Array.from(String(text.length), Number), 255), Buffer.from(text), Buffer.of(1, 4, 255, 4, ...bytes)]);
      const sent = payload(`451-["message",${leaf(0)}]`, 1, 2, 3);
      assert.equal((await session.post(sent, { "Content-Type": "application/octet-stream" })).text, "ok");
      const answer = await session.get();
      assert.equal(answer.headers["content-type"], "application/octet-stream");
      assert.deepEqual(answer.bytes, payload(`451-["message-back",${leaf(0)}]`, 1, 2, 3));
    });

    for (const [name, body] of [
      ["a packet that is none", encode(["47"])],
      ["a packet for a namespace that was not joined", encode(['42/custom,["message"]'])],
      ["text among attachments", encode([`451-["message",${leaf(0)}]`, '42["message"]'])],
    ]) {
      it(`ends the session on ${name}, having taken the body`, async () => {
        const session = await poll();
        const waiting = session.get();
        assert.equal((await session.post(body)).text, "ok");
        assert.equal((await waiting).status, 200);
        assert.equal((await session.get()).status, 400);
      });
    }
    for (const body of ["", "x", "0:", "1:", "99:4a", "-1:4a", "1e0:2", "2:42:4", "4294967297:4", `${"9".repeat(400)}:4a`, "2:9a"]) {
      it(`ends the session on the payload ${JSON.stringify(body).slice(0, 40)}`, async () => {
        const session = await poll();
        assert.equal((await session.post(body)).status, 400);
        assert.equal((await session.get()).status, 400);
        (await join()).close();
      });
    }
  });

  it("moves from polling to a WebSocket without losing anything", async () => {
    const session = await poll();
    await session.next(2);
    const waiting = session.get();
    const socket = new Socket(host, `${target(4, "websocket")}&sid=${session.sid}`);
    await socket.opened;
    socket.send("2probe");
    assert.equal(await socket.next(), "3probe");
    // What is sent while the upgrade is under way is answered by a poll or, after the upgrade, by the WebSocket.
    assert.equal((await session.post(encode(['42["message",0]', '42["message",1]']))).text, "ok");
    const polled = decode((await waiting).text).filter((packet) => packet !== "6");
    socket.send("5");
    const peer = new Peer(socket, 4, session);
    peer.send('42["message",2]', `451-7["message-with-ack",${leaf(0)}]`, Buffer.of(1));
    const all = [...polled];
    while (all.length < 5) all.push(await peer.packet());
    const echoes = [0, 1, 2].map((n) => `42["message-back",${n}]`);
    assert.deepEqual(all, [...echoes, `461-7[${leaf(0)}]`, Buffer.of(1)]);
    assert.equal((await session.get()).status, 400);
    peer.close();
  });

  it("speaks to newer clients at the same time", async () => {
    const newer = await Peer.join(host, 5);
    const older = await join();
    await Promise.all([newer.answers(), older.answers()]);
    newer.close();
    older.close();
  });
});
