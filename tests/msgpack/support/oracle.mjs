// What our decoder must answer, from what socket.io-msgpack-parser answers.
import notepack from "notepack.io";
import parser from "socket.io-msgpack-parser";

const reserved = new Set(["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"]);
const members = new Set(["type", "nsp", "id", "data"]);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * What the parser does not show: texts that are not UTF-8, keys that are no texts. `ambiguous`: members given twice in
 * the packet itself or beside bytes, names that change an object's prototype, timestamps of the specification.
 * `endless`: an ArrayBuffer larger than the packet, which notepack would allocate and fill before it notices.
 */
function facts(buffer) {
  const found = { notUtf8: false, keyNoText: false, ambiguous: false, endless: false };
  let at = 0;
  let passing = false;
  let repeated = false;
  let bytes = false;
  const number = (width) => {
    at += width;
    return buffer.readUIntBE(at - width, width);
  };
  const pass = (size) => void (at += size);
  const text = (size) => {
    pass(size);
    try {
      return utf8.decode(buffer.subarray(at - size, at));
    } catch {
      found.notUtf8 = true;
    }
  };
  const array = (size, depth) => {
    while (size-- > 0) value(depth + 1);
  };
  const map = (size, depth) => {
    const names = new Set();
    while (size-- > 0) {
      const name = value(depth + 1);
      if (depth === 0) passing = !members.has(name);
      // What is passed over must be msgpack, no more.
      if (typeof name !== "string" && !found.notUtf8 && (depth === 0 || !passing)) found.keyNoText = true;
      if (name === "__proto__" || (depth === 0 && names.has(name))) found.ambiguous = true;
      if (names.has(name)) repeated = true;
      names.add(name);
      value(depth + 1);
    }
  };
  const extension = (size) => {
    const type = buffer.readInt8(at);
    bytes = true;
    pass(1 + size);
    if (at > buffer.length) found.endless = true;
    if (type === -1 && [4, 8, 12].includes(size)) found.ambiguous = true;
  };
  const value = (depth) => {
    const head = buffer[at++];
    if (head < 0x80 || head >= 0xe0) return;
    if (head < 0x90) return map(head & 15, depth);
    if (head < 0xa0) return array(head & 15, depth);
    if (head < 0xc0) return text(head & 31);
    if (head <= 0xc3) return;
    if (head <= 0xc6) bytes = true;
    if (head <= 0xc6) return pass(number(1 << (head - 0xc4)));
    if (head <= 0xc9) return extension(number(1 << (head - 0xc7)));
    if (head <= 0xcb) return pass(4 << (head - 0xca));
    if (head <= 0xd3) return pass(1 << ((head - 0xcc) & 3));
    if (head <= 0xd8) return extension(1 << (head - 0xd4));
    if (head <= 0xdb) return text(number(1 << (head - 0xd9)));
    if (head <= 0xdd) return array(number(2 << (head - 0xdc)), depth);
    return map(number(2 << (head - 0xde)), depth);
  };
  try {
    value(0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the bytes end too early
  }
  if (repeated && bytes) found.ambiguous = true;
  return found;
}

const isBytes = (value) => Buffer.isBuffer(value) || value instanceof ArrayBuffer;

/** The tree as JSON.stringify would write it, with placeholders for bytes, which are collected in `attachments`. */
export function asJson(value, attachments) {
  if (isBytes(value)) {
    attachments.push(Buffer.from(value).toString("hex"));
    return { _placeholder: true, num: attachments.length - 1 };
  }
  if (value === undefined) return null;
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) return value.map((element) => asJson(element, attachments));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, asJson(member, attachments)]));
}

/** How deep the tree is as JSON, where bytes are an object. */
const depthOf = (value) => {
  if (typeof value !== "object" || value === null || value instanceof Date) return 0;
  if (isBytes(value)) return 1;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
};

const resembles = (value) =>
  typeof value === "object" && value !== null && !isBytes(value) &&
  (value._placeholder === true || Object.values(value).some(resembles));

/** Every reason to refuse a packet that the parser accepts; our decoder must do so exactly when there is one. */
function reasons({ type, nsp, id, data }, { notUtf8, keyNoText }) {
  const all = new Set();
  const attachments = [];
  const json = data === undefined ? undefined : asJson(data, attachments);
  if (notUtf8 || keyNoText) all.add("illegal msgpack");
  if (!nsp.startsWith("/") || nsp.includes(",") || /[[{"]/.test(nsp.split("?")[0])) all.add("illegal namespace");
  if (type !== 0 && Buffer.byteLength(nsp) > 255) all.add("illegal namespace");
  if (id < 0 || id > Number.MAX_SAFE_INTEGER) all.add("illegal id");
  if (attachments.length > 10) all.add("too many attachments");
  if (depthOf(data) > 32) all.add("JSON nested too deeply");
  if (attachments.length > 0) {
    if (resembles(data)) all.add("placeholder without attachment");
    if (type !== 2 && type !== 3) all.add("invalid payload");
  }
  if (type === 2) {
    if (reserved.has(json[0])) all.add("reserved event name");
    if (typeof json[0] !== "string" && typeof json[0] !== "number") all.add("invalid payload");
  }
  return all;
}

/** A date is a text for us, and a CONNECT_ERROR may be one. */
function dateAsData(bytes) {
  try {
    return notepack.decode(bytes).data instanceof Date;
  } catch {
    return false;
  }
}

/**
 * The answer expected to `bytes`: `{answer}`, or `{refusals}`, a set of which one must be given (any when empty), or
 * `{ambiguous}` for the few whose meaning for the parser is an accident of JavaScript.
 */
export function expectation(bytes) {
  const found = facts(bytes);
  if (found.endless) return { refusals: new Set() };
  let packet;
  try {
    const decoder = new parser.Decoder();
    decoder.on("decoded", (decoded) => (packet = decoded));
    decoder.add(bytes);
  } catch {
    return dateAsData(bytes) ? { ambiguous: true } : { refusals: new Set() };
  }
  if (found.ambiguous) return { ambiguous: true };
  const refusals = reasons(packet, found);
  if (refusals.size > 0) return { refusals };
  const { type, nsp, id, data } = packet;
  const answer = { type: type + 0, nsp };
  if (id !== undefined) answer.id = id + 0;
  const attachments = [];
  if (data !== undefined) answer.data = asJson(data, attachments);
  return { answer: { ...answer, attachments } };
}
