// What the reference's parsers make of a message.
import * as v4 from "engine.io-parser";
import v3 from "engine.io-parser-2";
import { Decoder, Encoder } from "socket.io-parser";

/** The messages of a Socket.IO packet. */
export const encodeSocketio = (packet) => new Encoder().encode(packet);

/** `{packet}` when `messages` are one packet, `{waits: true}` when some are missing, or `{error}`. */
export function socketio(messages) {
  const decoder = new Decoder();
  let packet;
  decoder.on("decoded", (decoded) => {
    packet = decoded;
  });
  try {
    for (const message of messages) {
      if (packet) throw new Error("something behind the packet");
      decoder.add(message);
    }
  } catch (error) {
    return { error: error.message };
  }
  return packet ? { packet } : { waits: true };
}

export const types = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

function shown({ type, data = "" }) {
  const number = types.indexOf(type);
  return typeof data === "string" ? [number, "t", data] : [number, "b", Buffer.from(data).toString("hex")];
}

/** Packets up to the first error, each with the text or bytes it was made of. */
function outcome(decoded) {
  const packets = [];
  const sources = [];
  for (const { packet, source } of decoded) {
    sources.push(source);
    if (packet.type === "error") return { packets, sources, error: packet.data };
    packets.push(shown(packet));
  }
  return { packets, sources };
}

/** What `encode` gives to its callback, at once. */
function encoded(encode, ...values) {
  let result;
  encode(...values, (given) => {
    result = given;
  });
  return result;
}

function decodePayload3(body) {
  const decoded = [];
  const decode = v3.decodePacket;
  let source;
  v3.decodePacket = (bytes, ...rest) => decode((source = bytes), ...rest);
  v3.decodePayload(body, (packet) => {
    decoded.push({ packet, source });
    source = undefined;
    return packet.type !== "error";
  });
  v3.decodePacket = decode;
  return outcome(decoded);
}

/** Every form of Engine.IO by its letter in codec.cpp; `text` says whether JavaScript sees a string. */
export const forms = {
  4: {
    text: true,
    encode: (packet) => encoded(v4.encodePacket, packet, false),
    decode: (source) => outcome([{ packet: v4.decodePacket(source), source }]),
  },
  B: {
    text: false,
    encode: (packet) => encoded(v4.encodePacket, packet, true),
    decode: (source) => outcome([{ packet: v4.decodePacket(source), source }]),
  },
  P: {
    text: true,
    payload: true,
    encode: (packets) => encoded(v4.encodePayload, packets),
    decode(body) {
      const sources = body.split("\x1e");
      return outcome(v4.decodePayload(body).map((packet, i) => ({ packet, source: sources[i] })));
    },
  },
  3: {
    text: true,
    encode: (packet) => encoded(v3.encodePacket, packet, false),
    decode: (source) => outcome([{ packet: v3.decodePacket(source), source }]),
  },
  b: {
    text: false,
    encode: (packet) => encoded(v3.encodePacket, packet, true),
    decode: (source) => outcome([{ packet: v3.decodePacket(source), source }]),
  },
  T: { text: true, payload: true, encode: (packets) => encoded(v3.encodePayload, packets), decode: decodePayload3 },
  Y: { text: false, payload: true, encode: (packets) => encoded(v3.encodePayloadAsBinary, packets), decode: decodePayload3 },
};
