// Packets by chance, the same ones for the same seed.

/** mulberry32: a number below 1 with every call. */
export function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const edges = [0, 1, 31, 32, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32,
  2 ** 33 + 5, Number.MAX_SAFE_INTEGER, 2 ** 53, 2 ** 60];
const letters = ["a", "b", "Z", "0", '"', "\\", "\n", "\0", "é", "ß", "中", "文", "\u2028", "😀", "\ufffd",
  "\ud83d", "\udc00"];
const names = ["/", "/", "/", "/admin", "/a", "/空间"];
const badNames = ["", "a", "/a,b", "/a[", "/a\"", "/" + "n".repeat(255), "/a?x={}"];
const events = ["message", "e", "", "joined room", "消息"];
const badEvents = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

export class Maker {
  /** `lookalikes`: also plain objects that could be taken for binary leaves. */
  constructor(seed, { lookalikes = true } = {}) {
    this.next = generator(seed);
    this.lookalikes = lookalikes;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }
  chance(probability) {
    return this.next() < probability;
  }
  one(list) {
    return list[this.below(list.length)];
  }
  list(length, make) {
    return Array.from({ length }, make);
  }

  number() {
    switch (this.below(5)) {
      case 0:
        return this.below(200) - 60;
      case 1:
        return this.one(edges);
      case 2:
        return -this.one(edges);
      case 3:
        return (this.next() - 0.5) * 10 ** (this.below(40) - 20);
      default:
        return this.one([NaN, Infinity, -Infinity, -0, 5e-324, 1.5, 1e300, 0.1]);
    }
  }

  /** A length where the form of a text, of bytes or of a list changes. */
  big() {
    return this.one(this.chance(0.1) ? [65535, 65536] : [255, 256]);
  }

  /** Text; `whole`: without halves of surrogate pairs. */
  text(whole = false) {
    const length = this.chance(0.02) ? this.big() : this.one([0, 1, 2, 5, 10, 31, 32, 33]);
    if (length > 40) return "x".repeat(length);
    const made = this.list(length, () => this.one(letters)).join("");
    // notepack reckons the bytes of a half of a pair in two ways; where they differ it sends memory it never wrote.
    return whole || length > 8 ? made.toWellFormed() : made;
  }

  bytes() {
    const length = this.chance(0.02) ? this.big() : this.one([0, 1, 2, 4, 8, 12, 16, 40]);
    return length > 40 ? Buffer.alloc(length, this.below(256)) : Buffer.from(this.list(length, () => this.below(256)));
  }

  /** Anything that notepack can write. */
  value(depth = 0) {
    const kind = this.below(depth > 5 ? 10 : 14);
    switch (kind) {
      case 0:
        return this.one([null, true, false]);
      case 1:
        return undefined;
      case 2:
      case 3:
      case 4:
        return this.number();
      case 5:
      case 6:
      case 7:
        return this.text();
      case 8:
        if (this.chance(0.5)) return this.text();
        return new Date(Math.round((this.next() - 0.5) * 10 ** this.one([3, 12, 13, 16])));
      case 9: {
        if (this.chance(0.3)) return this.number();
        const bytes = this.bytes();
        return this.chance(0.5) ? bytes : new Uint8Array(bytes).buffer;
      }
      case 10:
      case 11:
        if (this.chance(0.01)) return this.list(this.chance(0.02) ? 65536 : 16, () => 1);
        return this.list(this.below(5), () => this.value(depth + 1));
      case 12:
        if (!this.lookalikes || this.chance(0.98)) return this.object(depth);
        return { _placeholder: this.one([true, true, 1, false]), num: this.one([0, 1, "0"]) };
      default:
        return this.object(depth);
    }
  }

  /** JSON.parse of some versions of Node now and then reads a name of one escaped character as another one. */
  name() {
    const text = this.text();
    return /^[\0-\x1f"\\]$/.test(text) ? `${text}.` : text;
  }

  object(depth) {
    const size = this.chance(0.02) ? this.one([15, 16, 300]) : this.below(5);
    const name = (i) => (size > 4 ? `k${i}` : this.one(["a", "b", "key", "num", this.name()]));
    return Object.fromEntries(this.list(size, (_, i) => [name(i), this.value(depth + 1)]));
  }

  deep(levels) {
    let made = this.value(6);
    for (let i = 0; i < levels; i++) made = this.chance(0.5) ? [made] : { a: made };
    return made;
  }

  /** A packet as socket.io hands it to its encoder; one in twenty is not legal. */
  packet() {
    const odd = this.chance(0.05);
    const type = this.one([0, 1, 2, 2, 2, 2, 2, 3, 3, 4]);
    const made = { type: odd && this.chance(0.2) ? this.one([5, -1, 1.5, "2", null, undefined]) : type };
    const payload = this.payload(type, odd);
    if (payload !== undefined || this.chance(0.5)) made.data = payload;
    if (type === 3 || (type === 2 && this.chance(0.3)) || (odd && this.chance(0.3))) {
      made.id = this.one(odd ? [-1, 2 ** 53, 1.5, null, "1", undefined] : [0, 1, 127, 128, 70000, 2 ** 40, undefined]);
    }
    made.nsp = odd && this.chance(0.4) ? this.one(badNames) : this.one(names);
    if (this.chance(0.1)) made.options = { compress: true, x: this.value(4) };
    return this.chance(0.3) ? Object.fromEntries(Object.entries(made).reverse()) : made;
  }

  payload(type, odd) {
    if (odd && this.chance(0.3)) return this.value();
    const values = () => this.list(this.below(4), () => this.value());
    const rest = () => (this.chance(0.02) ? [this.deep(26 + this.below(12))] : values());
    switch (type) {
      case 0:
        return this.chance(0.3) ? undefined : this.object(odd ? 0 : 6);
      case 1:
        return undefined;
      case 2:
        return [odd && this.chance(0.3) ? this.one(badEvents) : this.one(events), ...rest()];
      case 3:
        return rest();
      default:
        return this.chance(0.5) ? this.text() : this.object(6);
    }
  }

  /** Some bytes that begin elements. */
  heads() {
    return Buffer.from(this.list(this.below(4), () => 0x80 + this.below(128)));
  }

  /** `bytes` with one to three things changed. */
  mutated(bytes) {
    let made = Buffer.from(bytes);
    for (let i = this.below(3); i >= 0 && made.length > 0; i--) {
      const at = this.below(made.length);
      switch (this.below(5)) {
        case 0:
          made[at] = this.below(256);
          break;
        case 1:
          made[at] ^= 1 << this.below(8);
          break;
        case 2:
          made = made.subarray(0, at);
          break;
        case 3:
          made = Buffer.concat([made.subarray(0, at), this.heads(), made.subarray(at)]);
          break;
        default:
          made = Buffer.concat([made.subarray(0, at), made.subarray(at + 1 + this.below(3))]);
      }
    }
    return made;
  }
}
