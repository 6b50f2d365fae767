import assert from "node:assert/strict";
import { createRequire } from "node:module";
import test from "node:test";
import parser from "socket.io-msgpack-parser";
import notepack from "notepack.io";
import { decodeAll, encodeAll } from "./support/codec.mjs";
import { asJson, expectation } from "./support/oracle.mjs";
import { Maker } from "./support/random.mjs";

const require = createRequire(import.meta.url);
const browser = { encode: require("notepack.io/browser/encode.js"), decode: require("notepack.io/browser/decode.js") };
const seed = Number(process.env.SEED ?? 1);

const written = (packet) => new parser.Encoder().encode(packet)[0];

/** Compares our answers with the parser's; `least` packets must have been accepted by both. */
function compare(packets, least) {
  let accepted = 0;
  let ambiguous = 0;
  decodeAll(packets).forEach((ours, i) => {
    const expected = expectation(packets[i]);
    const where = `packet ${i}: ${packets[i].toString("hex", 0, 400)}`;
    if (expected.ambiguous) {
      ambiguous++;
    } else if (expected.answer) {
      assert.deepEqual(ours, expected.answer, where);
      accepted++;
    } else {
      assert.ok(ours.error, `${where}: accepted, expected ${[...expected.refusals]}`);
      const right = expected.refusals.size === 0 || expected.refusals.has(ours.error);
      assert.ok(right, `${where}: ${ours.error}, expected ${[...expected.refusals]}`);
    }
  });
  assert.ok(ambiguous < packets.length / 50, `${ambiguous} packets tell nothing`);
  assert.ok(accepted >= least, `${accepted} packets accepted, expected ${least} or more`);
}

const withoutBuffers = (value) => {
  if (Buffer.isBuffer(value)) return new Uint8Array(value).buffer;
  if (Array.isArray(value)) return value.map(withoutBuffers);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date || value instanceof ArrayBuffer) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutBuffers(member)]));
};

test("decodes what the parser encodes in Node", () => {
  const maker = new Maker(seed);
  const packets = maker.list(8000, () => written(maker.packet()));
  compare(packets, 7000);
});

test("decodes what the parser encodes in a browser", () => {
  const maker = new Maker(seed + 1);
  const packets = maker.list(4000, () => Buffer.from(browser.encode(withoutBuffers(maker.packet()))));
  compare(packets, 3500);
});

test("gives the parser's verdict on broken packets", () => {
  const maker = new Maker(seed + 2);
  const packets = maker.list(40000, () => {
    const whole = written(maker.packet());
    return maker.mutated(whole.length > 2000 ? written({ type: 2, data: ["e", 1], nsp: "/" }) : whole);
  });
  compare(packets, 2000);
});

test("gives the parser's verdict on every packet cut short or grown", () => {
  const maker = new Maker(seed + 3);
  const packets = maker.list(40, () => written(maker.packet())).filter((bytes) => bytes.length < 300);
  compare(packets.flatMap((bytes) => [...bytes.keys()].map((length) => bytes.subarray(0, length))
    .concat([Buffer.concat([bytes, Buffer.from([0xc0])])])), 0);
});

test("gives the parser's verdict on every first byte of an argument", () => {
  const head = written({ type: 2, nsp: "/", data: ["e", 0] }).subarray(0, -1);
  const bodies = [0, 1, 2, 4, 5, 8, 9, 10, 12, 16, 17, 18].flatMap((size) =>
    [0x00, 0x01, 0x61, 0xff, size].map((fill) => Buffer.alloc(size, fill)));
  const packets = [...Array(256).keys()].flatMap((first) =>
    bodies.map((body) => Buffer.concat([head, Buffer.from([first]), body])));
  compare(packets, 900);
});

/** A description for our encoder, and the packet that the parser must read. */
function description(maker) {
  const attachments = [];
  const plain = (value) => asJson(value, attachments);
  const made = { type: maker.one([0, 1, 2, 2, 2, 2, 3, 3, 4]), nsp: maker.one(["/", "/admin", "/空间"]) };
  const packet = { type: made.type, nsp: made.nsp };
  if (made.type === 0) {
    packet.data = { sid: (made.sid = maker.text(true)) };
    if (maker.chance(0.5)) packet.data.pid = made.pid = "p" + maker.text(true);
  } else if (made.type === 4) {
    made.payload = maker.one([maker.text(true), { message: maker.text(true), data: maker.one([null, 1, "x"]) }]);
    packet.data = made.payload;
  } else if (made.type !== 1) {
    const values = maker.list(maker.below(4), () => maker.value());
    const further = maker.chance(0.2) ? maker.list(1 + maker.below(2), () => maker.value()) : [];
    made.values = plain(values);
    if (further.length > 0) made.encoded = JSON.stringify(plain(further)).slice(1, -1);
    packet.data = [...values, ...further];
    if (made.type === 2) packet.data.unshift((made.event = maker.one(["e", "", "消息", maker.text(true)])));
    if (made.type === 3 || maker.chance(0.3)) packet.id = made.id = maker.one([0, 5, 300, 2 ** 40]);
    made.attachments = attachments;
  }
  return { made, packet };
}

/** The value as the parser gives it back: as JSON, but with the bytes. */
function received(value) {
  if (Buffer.isBuffer(value) || value instanceof ArrayBuffer) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(received);
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value !== "object" || value === null || value instanceof Date) return asJson(value, []);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key.toWellFormed(), received(member)]));
}

/** What the decoder for browsers gives, with Buffers as Node's gives them. */
function fromBrowser(bytes) {
  const withBuffers = (value) => {
    if (value instanceof ArrayBuffer) return Buffer.from(value);
    if (Array.isArray(value)) return value.map(withBuffers);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withBuffers(member)]));
  };
  return withBuffers(browser.decode(new Uint8Array(bytes).buffer));
}

/** Some number is beyond those that JavaScript holds exactly: there notepack's bytes are not the nearest number's. */
const inexact = (value) =>
  typeof value === "number" ? Math.abs(value) > Number.MAX_SAFE_INTEGER
    : typeof value === "object" && value !== null && !Buffer.isBuffer(value) && Object.values(value).some(inexact);

test("encodes what the parser decodes, in its own bytes", () => {
  const maker = new Maker(seed + 4, { lookalikes: false });
  const cases = maker.list(10000, () => description(maker));
  const encoded = encodeAll(cases.map(({ made }) => made));
  let same = 0;
  let binary = 0;
  cases.forEach(({ made, packet }, i) => {
    const bytes = encoded[i];
    const where = `packet ${i}: ${bytes.toString("hex", 0, 400)}`;
    let decoded;
    const decoder = new parser.Decoder();
    decoder.on("decoded", (each) => (decoded = each));
    decoder.add(bytes);
    assert.deepEqual(decoded, "data" in packet ? { ...packet, data: received(packet.data) } : packet, where);
    assert.deepEqual(fromBrowser(bytes), decoded, where);
    if (made.attachments?.length) binary++;
    if (inexact(decoded)) return;
    assert.ok(notepack.encode(decoded).equals(bytes), where);
    same++;
  });
  assert.ok(same > 7000 && binary > 1000, `${same} the same, ${binary} with bytes`);
  compare(encoded, cases.length - 200);
});

test("refuses to encode what the encoder of texts refuses", () => {
  const event = (more) => ({ type: 2, nsp: "/", event: "e", values: [], ...more });
  const refused = [
    event({ event: "disconnect" }),
    event({ values: [{ _placeholder: true, num: 1 }], attachments: ["00"] }),
    event({ values: [{ _placeholder: true, num: "0" }], attachments: ["00"] }),
    event({ encoded: "{" }),
    event({ encoded: "1],[2" }),
  ];
  encodeAll(refused).forEach((bytes, i) => assert.equal(bytes.length, 0, JSON.stringify(refused[i])));
});
