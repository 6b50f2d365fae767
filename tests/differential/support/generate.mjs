// Valid packets by the grammar, and ways to break them.

const strings = [
  "", "a", "message", "hello world", "é", "€uro", "大白", "😀", "👩‍👩‍👧", "\u0000", "\u001e", "\u007f",
  "\u2028\u2029", "\ufeff", "\\", "\"", "/", "\n\r\t\b\f",
  "__proto__", "constructor", "toString", "hasOwnProperty", "num", "length", "0", "1", "-0", "1e3", "null", "id", "nsp",
];
const numbers = [
  0, 1, -1, 9, 10, 255, 1e3, 0.1, -0.5, 1 / 3, 1e21, 1e-7, 123456789012345680000, 5e-324, 1.7976931348623157e308,
  2 ** 31, -(2 ** 31), 2 ** 53,
  2 ** 53 - 1, -(2 ** 53), 9223372036854775807, 18446744073709551615, 4.35, 2.2250738585072014e-308,
];
const namespaces = [
  "/", "/", "/", "/a", "/admin", "/é", "/大白", "/a/b", "/-", "/1", "/__proto__", "/a b", "/a?b=c", "/adm?foo=bar?z=2",
  `/${"n".repeat(253)}`,
];
const ids = [0, 1, 7, 12, 2 ** 31, 2 ** 53 - 1];

function string(random) {
  if (random.once(3)) return random.many(6, () => random.pick(strings)).join("");
  return random.pick(strings);
}

/** JSON.parse of some versions of Node now and then reads a name of one escaped character as another one. */
function name(random) {
  const text = string(random);
  return /^[\0-\x1f"\\]$/.test(text) ? `${text}.` : text;
}

/** A tree of what JSON and Buffers can hold; at most `room.binaries` of these. */
function value(random, room, depth = 0) {
  switch (random.below(depth > 5 ? 5 : 9)) {
    case 0:
      return random.pick([null, true, false]);
    case 1:
      return random.pick(numbers);
    case 2:
      return random.once(2) ? random.next() | 0 : random.next() / (random.next() + 1);
    case 3:
      if (room.binaries > 0) {
        room.binaries -= 1;
        return random.bytes(20);
      }
      return null;
    case 4:
      return string(random);
    case 5:
    case 6:
      return random.many(5, () => value(random, room, depth + 1));
    default:
      // Object.fromEntries defines members, so that __proto__ is one.
      return Object.fromEntries(random.many(5, () => [name(random), value(random, room, depth + 1)]));
  }
}

/** A Socket.IO packet as the reference's encoder takes it. */
export function socketioPacket(random) {
  const type = random.pick([0, 1, 2, 2, 2, 2, 3, 3, 4]);
  const packet = { type, nsp: random.pick(namespaces) };
  const room = { binaries: random.once(2) ? 0 : random.below(11) };
  const object = () => ({ a: string(random), b: value(random, { binaries: 0 }) });
  if (type === 0 && random.once(2)) packet.data = object();
  if (type === 4) packet.data = random.once(2) ? string(random) : object();
  if (type === 2 || type === 3) {
    packet.data = random.many(5, () => value(random, room));
    if (type === 3 || random.once(3)) packet.id = random.once(3) ? random.next() : random.pick(ids);
  }
  if (type === 2) packet.data.unshift(random.once(9) ? random.pick(numbers) : random.pick(strings) + random.pick(["", "!", ":send"]));
  return packet;
}

const kinds = ["open", "close", "ping", "pong", "message", "message", "message", "message", "upgrade", "noop"];

/** An Engine.IO packet as the reference's encoders take it; only messages hold binary. */
export function engineioPacket(random) {
  const type = random.pick(kinds);
  if (type === "message" && random.once(3)) return { type, data: random.bytes(40) };
  if (random.once(4)) return { type };
  return { type, data: string(random) };
}

const tokens = [
  // characters
  ..."0123456789-/,?[]{}\":.+eEbx \t\n\u0000\u001e\u00a0\u2028\ufeffé€😀",
  // heads
  "10", "11", "00", "/a,", "?x=1", "51-", "10-", "11-", "1e1-", "1.0-", " 1-",
  // JSON
  "null", "true", "false", "{}", "[]", '["a"]', "[1]", "[null]", '"connect"', '["disconnect"]', "//", "/*", "\\x",
  '"__proto__":', '"constructor":', '"toString":', '"_placeholder":true', '{"_placeholder":true}',
  '{"_placeholder":true,"num":0}', '{"_placeholder":true,"num":1}', '{"_placeholder":true,"num":-1}', '{"num":0,"_placeholder":true,"x":1}',
  "1e999", "-1e400", "1e-400", "1e-99999999999", "0e99999999999", "-0", "-0.0", "01", "1.", ".5", "+1",
  "\\u0000", "\\ud83d", "\\ude00", "\\ud83d\\ude00", "\\u00e9",
  // Engine.IO
  "b", "b4", "b4AQ==", "bAQID", "bAQ", "b!", "2:4a", "0:", "1:", "3:4", "\x1e", "\x1e4",
];

const names = ['"__proto__":', '"constructor":', '"_placeholder":', '"num":'];
const counts = ["", "0", "1", "2", "01", "1e0", " 1", "1.0", "00001", "11", "-1"];
const lengths = ["0:", "00:", "1:", "2:", "2.0:", "1e1:"];
const leaves = ["0", "1", "2", "-0", "0.0", "0.5", "0e0", "-1", "10", "null", '"0"', "[0]", "1e999"];
const reserved = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/** One change of a text. */
const breaks = [
  (random, text, at) => text.slice(0, at) + random.pick(tokens) + text.slice(at),
  (random, text, at) => text.slice(0, at) + random.pick(tokens) + text.slice(at + 1),
  (random, text, at) => text.slice(0, at) + text.slice(at + 1 + random.below(4)),
  (random, text, at) => text.slice(0, at),
  (random, text, at) => text.slice(0, at) + text.slice(random.below(text.length + 1)),
  (random, text, at) => text.slice(0, at) + text.slice(Math.max(0, at - random.below(20))),
  (random, text, at, other) => text.slice(0, at) + other.slice(random.below(other.length + 1)),
  (random, text, at) => text.slice(0, at) + random.many(24, () => random.below(10)).join("") + text.slice(at),
  (random, text, at) => {
    const bytes = Buffer.from(text);
    if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    return bytes.toString();
  },
  (random, text) => {
    const depth = random.pick([1, 2, 28, 29, 30, 31, 32, 33, 300]);
    const [open, close] = random.pick([["[", "]"], ["{\"a\":", "}"], ["[[],", "]"]]);
    return text.replace(/[[,:]/g, (mark) => (random.once(3) ? `${mark}${open.repeat(depth)}1${close.repeat(depth)},` : mark));
  },
  (random, text) => text.replace(/"[^"\\]*":/g, (name) => (random.once(2) ? random.pick(names) : name)),
  (random, text) => text.replace(/-?\d+(?:\.\d+)?/g, (number) => (random.once(3) ? random.pick(tokens) : number)),
  (random, text) => text.replace(/\["[^"]*"/, () => `["${random.pick(reserved)}"`),
  (random, text) => text.replace(/\d/, () => random.pick(tokens)),
  (random, text) => text.replace(/^.\d*-?/, (head) => random.pick([head, ..."565623"]) + random.pick(counts) + random.pick(["-", "-", ""])),
  (random, text) => text.replace(/\d+:/g, (length) => (random.once(2) ? random.pick(["", " ", "+", "0"]) + random.pick([length, ...lengths]) : length)),
  (random, text) => text.replace(/"num":\d/g, () => `"num":${random.pick(leaves)}`),
];

/** `text` after one to three changes; `other` lends its parts. */
export function broken(random, text, other) {
  let changed = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    changed = random.pick(breaks)(random, changed, random.below(changed.length + 1), other);
  }
  return changed.toWellFormed();
}

const pieces = [
  [0, 2, 255, 0x34, 0x61], [1, 2, 255, 4, 1], [0, 255], [0, 9, 255], [255], [0], [1], [0xed, 0xa0, 0x80], [0xc0, 0x80],
];

/** The same for bytes. */
export function brokenBytes(random, bytes, other) {
  let changed = Buffer.from(bytes);
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(changed.length + 1);
    const [before, after] = [changed.subarray(0, at), changed.subarray(at)];
    switch (random.below(7)) {
      case 0:
        if (at < changed.length) changed[at] ^= 1 << random.below(8);
        break;
      case 1:
        changed = Buffer.concat([before, random.bytes(4), after]);
        break;
      case 2:
        changed = Buffer.concat([before, after.subarray(1 + random.below(3))]);
        break;
      case 3:
        changed = Buffer.from(before);
        break;
      case 4:
        changed = Buffer.concat([before, other.subarray(random.below(other.length + 1))]);
        break;
      case 5:
        changed = Buffer.concat([before, Buffer.from(random.pick(pieces)), after]);
        break;
      default:
        changed = Buffer.concat([before, Buffer.from(random.many(12, () => random.below(10))), after]);
    }
  }
  return changed;
}
