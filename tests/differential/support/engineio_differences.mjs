// Where our decoders of Engine.IO differ from the reference's on purpose (src/engineio/README.md, "Not copied").
import { isUtf8 } from "node:buffer";
import { canonical } from "./canonical.mjs";

/** Base64 as RFC 4648 has it, its padding right or absent. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const number = (digits) => Number(Array.from(digits).join(""));

/** The length and what is behind it, of the packet number `skip` in a payload whose packets before it are right. */
const cut = {
  T(body, skip) {
    let rest = body.toString();
    for (;;) {
      const length = rest.split(":", 1)[0];
      const data = rest.slice(length.length + 1);
      if (skip === 0) return { length, data };
      rest = data.slice(Number(length));
      skip -= 1;
    }
  },
  Y(body, skip) {
    let rest = body;
    for (;;) {
      const end = rest.indexOf(255, 1);
      const digits = rest.subarray(1, end < 0 ? rest.length : end);
      const data = end < 0 ? undefined : rest.subarray(end + 1);
      if (skip === 0) return { kind: rest[0], digits, data, size: number(digits) };
      rest = data.subarray(number(digits));
      skip -= 1;
    }
  },
};

/**
 * We end with `error`, the reference goes on. `applies` gets the letter of the form (codec.cpp), the body as bytes, the
 * parts of the packet that we refused where they are cut by lengths, what the reference made it of, and what it saw.
 */
export const differences = [
  {
    name: "base64 is base64",
    reason: "Buffer.from skips what it does not know, and data is lost",
    error: ["bad base64"],
    applies: ({ form, source }) => typeof source === "string" && source[0] === "b" && !base64.test(source.slice("4P".includes(form) ? 1 : 2)),
    examples: [["4", "b!"], ["4", "bAQ=ID"], ["P", "4a\x1ebAQ-_"], ["3", "b4A"], ["T", "4:b4A "], ["Y", Buffer.of(0, 3, 255, 0x62, 0x34, 0x41)]],
  },
  {
    name: "v3: base64 names the type of its packet",
    reason: "a packet of no type does nothing",
    error: ["unknown packet type"],
    applies: ({ form, source }) => "3TY".includes(form) && typeof source === "string" && /^b(?![0-6])/.test(source),
    examples: [["3", "b"], ["3", "b7AQ=="], ["T", "1:b2:4a"]],
  },
  {
    name: "v3: binary begins with the type of its packet",
    reason: "a packet of no type does nothing",
    error: ["unknown packet type", "empty packet"],
    applies: ({ form, source }) => "bY".includes(form) && typeof source === "object" && !(source[0] <= 6),
    examples: [["b", Buffer.alloc(0)], ["b", Buffer.of(7, 1)], ["b", Buffer.of(0x34)], ["Y", Buffer.of(1, 0, 255)], ["Y", Buffer.of(1, 1, 255, 9)]],
  },
  {
    name: "text is UTF-8",
    reason: "the reference reads U+FFFD instead, and halves of surrogate pairs",
    error: ["bad UTF-8"],
    applies: ({ form, body, part }) => (form === "Y" ? part.kind === 0 && !isUtf8(part.data.subarray(0, part.size)) : !isUtf8(body)),
    examples: [["P", Buffer.of(0x34, 0xff)], ["T", Buffer.from("2:4\xff", "latin1")], ["Y", Buffer.of(0, 4, 255, 0x34, 0xed, 0xa0, 0x80)]],
  },
  {
    name: "v3: a length is at most ten digits",
    reason: "1e1, 1.0, +1 and \" 1\" are numbers of JavaScript; no body is longer",
    error: ["bad length"],
    applies: ({ form, part }) => form === "T" && !/^\d{1,10}$/.test(part.length),
    examples: [["T", "2e0:4a"], ["T", " 2:4a"], ["T", "+2:4a"], ["T", "0x2:4a"], ["T", "00000000002:4a"]],
  },
  {
    name: "v3: a length does not cut a surrogate pair",
    reason: "half of one is no text",
    error: ["truncated packet"],
    applies: ({ form, part }) => form === "T" && /^[\ud800-\udbff][\udc00-\udfff]$/.test(part.data.slice(part.length - 1, Number(part.length) + 1)),
    examples: [["T", "2:4😀"]],
  },
  {
    name: "v3: a packet has a type",
    reason: "the reference skips packets of length 0 in text",
    error: ["empty packet"],
    applies: ({ form, part }) => form === "T" && Number(part.length) === 0,
    examples: [["T", "0:"], ["T", "2:4a0:"], ["T", "00:2:4a"]],
  },
  {
    name: "v3: a binary payload holds something",
    reason: "an empty body is an error in text, too",
    error: ["empty packet"],
    applies: ({ form, body }) => form === "Y" && body.length === 0,
    examples: [["Y", Buffer.alloc(0)]],
  },
  {
    name: "v3: a packet is text (0) or binary (1)",
    reason: "the reference takes every other byte for 1",
    error: ["unknown packet type"],
    applies: ({ form, part }) => form === "Y" && part.kind > 1,
    examples: [["Y", Buffer.of(2, 2, 255, 4, 1)]],
  },
  {
    name: "v3: a binary length is one to ten digits from 0 to 9",
    reason: "the reference appends bytes as decimals, and reads elsewhere then",
    error: ["bad length"],
    applies: ({ form, part }) => form === "Y" && (part.digits.length === 0 || part.digits.length > 10 || part.digits.some((digit) => digit > 9)),
    examples: [["Y", Buffer.of(1, 12, 255, 4)], ["Y", Buffer.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 255, 0x34, 0x61)]],
  },
  {
    name: "v3: a binary payload is not truncated",
    reason: "the reference takes what is there",
    error: ["truncated packet"],
    applies: ({ form, part }) => form === "Y" && (part.data === undefined || part.size > part.data.length),
    examples: [["Y", Buffer.of(0, 3, 255, 0x34, 0x61)], ["Y", Buffer.of(1, 9, 255, 4)]],
  },
  {
    name: "v3: what stands before a broken binary length counts",
    reason: "the reference reads all lengths first; its connection ends as well",
    error: ["truncated packet", "bad length", "unknown packet type", "empty packet", "bad UTF-8", "bad base64"],
    unread: true,
    applies: ({ form, theirs }) => form === "Y" && "error" in theirs && theirs.packets.length === 0 && theirs.sources[0] === undefined,
    examples: [["Y", Buffer.from([0, 2, 255, 0x34, 0x61, 0, 1])]],
  },
];

export const same = (ours, theirs) => "error" in ours === "error" in theirs && canonical(ours.packets) === canonical(theirs.packets);

/** The name of the difference that explains `ours` beside `theirs`, or nothing when none does. */
export function explain(form, body, ours, theirs) {
  if (!("error" in ours)) return undefined;
  const { length } = ours.packets;
  const read = canonical(theirs.packets.slice(0, length)) === canonical(ours.packets);
  const bytes = Buffer.from(body);
  const seen = { form, body: bytes, part: cut[form]?.(bytes, length), source: theirs.sources[length], theirs };
  const cause = differences.find(({ error, unread, applies }) => error.includes(ours.error) && (read || unread) && applies(seen));
  return cause && [cause.name];
}
