// The client's side of Socket.IO v4 (on Engine.IO 3) and v5 (on Engine.IO 4), bare: every test sees the packets.
import assert from "node:assert/strict";
import { Socket } from "./client.mjs";

/** What differs between the protocols. */
export const protocols = {
  4: { mode: "socketio-v4", engine: 3, connected: /^40$/ },
  5: { mode: "socketio-v5", engine: 4, connected: /^40\{"sid":"[\w-]{20}"\}$/ },
};

export const target = (protocol, transport) => `/socket.io/?EIO=${protocols[protocol].engine}&transport=${transport}`;

const silence = 200;

/** A WebSocket after the Engine.IO handshake. Heartbeats are kept up and not seen; binary packets are bare. */
export class Peer {
  #socket;
  #protocol;
  #heartbeat;

  static async open(host, protocol, query = "") {
    const socket = new Socket(host, target(protocol, "websocket") + query);
    const open = await socket.next();
    assert.equal(open[0], "0");
    return new Peer(socket, protocol, JSON.parse(open.slice(1)));
  }
  /** A connection that has joined "/", and seen what its handler sends then. */
  static async join(host, protocol) {
    const peer = await Peer.open(host, protocol);
    if (protocol === 5) peer.send("40");
    assert.match(await peer.packet(), protocols[protocol].connected);
    assert.equal(await peer.packet(), '42["auth",{}]');
    return peer;
  }

  /** `socket` may also be a WebSocket that a polling session was moved to. */
  constructor(socket, protocol, open) {
    this.#socket = socket;
    this.#protocol = protocol;
    this.sid = open.sid;
    // v4: the client pings.
    if (protocol === 4) this.#heartbeat = setInterval(() => socket.send("2"), silence);
  }

  /** The next packet, text or a Buffer; null once the connection is closed. */
  async packet() {
    for (;;) {
      const message = await this.#socket.next();
      if (message === null) clearInterval(this.#heartbeat);
      if (this.#protocol === 4 ? message === "3" : message === "2") {
        if (this.#protocol === 5) this.#socket.send("3");
        continue;
      }
      if (typeof message === "string" || message === null || this.#protocol === 5) return message;
      assert.equal(message[0], 4);
      return message.subarray(1);
    }
  }
  send(...packets) {
    for (const packet of packets) {
      const binary = typeof packet !== "string" && this.#protocol === 4;
      this.#socket.send(binary ? Buffer.from([4, ...packet]) : packet);
    }
  }
  /** The server still answers on this connection. */
  async answers() {
    this.send('42["message","still here"]');
    assert.equal(await this.packet(), '42["message-back","still here"]');
  }
  /** The server shows that the connection is alive, and says nothing else. */
  async heartbeat() {
    assert.equal(await this.#socket.next(), this.#protocol === 4 ? "3" : "2");
    if (this.#protocol === 5) this.#socket.send("3");
  }
  /** The server closes the connection. What it sent before is given back. */
  async closed() {
    const packets = [];
    for (let packet = await this.packet(); packet !== null; packet = await this.packet()) packets.push(packet);
    return packets;
  }
  close() {
    clearInterval(this.#heartbeat);
    this.#socket.close();
  }
}

/** The server closes `peer`, and serves the next client. */
export async function refuses(host, protocol, peer) {
  const packets = await peer.closed();
  const next = await Peer.join(host, protocol);
  await next.answers();
  next.close();
  return packets;
}
