// Where our decoder differs from the reference's on purpose (src/socketio/README.md, "Not copied").
import { canonical } from "./canonical.mjs";
import { socketio } from "./reference.mjs";

/** The parts of a packet as the reference cuts them. */
function parts(text) {
  const [type, rest] = [text.slice(0, 1), text.slice(1)];
  const count = /^[56]/.test(type) ? /^[^-]*/.exec(rest)[0] : undefined;
  const behind = rest.slice(count === undefined ? 0 : count.length + 1);
  const nsp = /^\/[^,]*/.exec(behind)?.[0] ?? "";
  const id = /^[\d\s]*/.exec(behind.slice(nsp.length).replace(nsp ? /^,/ : /^/, ""))[0];
  const comma = nsp && behind[nsp.length] === "," ? 1 : 0;
  return { type, count, nsp, id, json: behind.slice(nsp.length + comma + id.length) };
}

/** Valid JSON without its strings. */
const bare = (json) => json.replace(/"(?:[^"\\]|\\.)*"/g, "");

/** How deep valid JSON is nested. */
function depth(json) {
  let now = 0;
  let most = 0;
  for (const mark of bare(json).match(/[[\]{}]/g) ?? []) {
    now += mark === "[" || mark === "{" ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

/** What may stand before JSON, its white space at the end. */
const blank = /^\d*[ \t\n\r]+$/;

/** We refuse, the reference does not: `applies` says that the packet is of that kind, `error` that we saw it. */
const refusals = [
  {
    name: "no type is no CONNECT",
    reason: "Number(\"\") and Number(\" \") are 0; nobody means that",
    error: /^(empty packet|unknown packet type)$/,
    applies: ({ type }) => type.trim() === "",
    examples: [[""], [" "], ["\t/a,"]],
  },
  {
    name: "attachments are counted in digits",
    reason: "1e1, 1.0 and \" 1\" are numbers of JavaScript; a count has at most four digits",
    error: /^(illegal attachments|too many attachments)$/,
    applies: ({ count }) => count !== undefined && !/^\d{1,4}$/.test(count),
    examples: [["51e0-[\"a\"]", Buffer.of(1)], ["5 1-[\"a\"]", Buffer.of(1)], ["61.0-1[]"], ["500001-[\"a\"]"]],
  },
  {
    name: "a namespace ends before the JSON",
    reason: "2/a[\"x\"] names the namespace /a[\"x\"], and no client means that",
    error: /^illegal namespace$/,
    applies: ({ nsp }) => /^[^?]*[[{"]/.test(nsp),
    examples: [["2/a[\"x\"]"], ["0/a{\"t\":1}"], ["1/{"]],
  },
  {
    name: "a namespace has at most 255 bytes",
    reason: "names come back in refusals and logs; CONNECT is answered with an error instead",
    error: /^illegal namespace$/,
    applies: ({ type, nsp }) => type !== "0" && Buffer.byteLength(nsp) > 255,
    examples: [[`2/${"n".repeat(255)},["a"]`], [`1/${"é".repeat(128)}`]],
  },
  {
    name: "white space is no id",
    reason: "Number(\" \") is 0 and Number(\"1 2\") is not a number",
    error: /^(illegal JSON|illegal id|invalid payload)$/,
    applies: ({ id, json }) => /\s/.test(id) && !(blank.test(id) && json !== ""),
    examples: [["21 2[\"a\"]"], ["2 "], ["3\u00a0[]"], ["2 1[\"a\"]"]],
  },
  {
    name: "an id is at most 2^53 - 1",
    reason: "a larger one would come back as another; at most 16 digits",
    error: /^illegal id$/,
    applies: ({ id }) => /^\d{17,}/.test(id) || Number.parseInt(id, 10) > Number.MAX_SAFE_INTEGER,
    examples: [["29007199254740992[\"a\"]"], ["3000000000000000001[]"], [`2${"9".repeat(400)}["a"]`]],
  },
  {
    name: "a binary packet needs JSON",
    reason: "without it nothing is there that attachments could belong to",
    error: /^invalid payload$/,
    applies: ({ count, json }) => count !== undefined && json === "",
    examples: [["51-"], ["51-", Buffer.of(1)], ["61-/a,7", Buffer.of(1)]],
  },
  {
    name: "a number has a double",
    reason: "JSON.parse reads 1e999 as Infinity, which JSON cannot write back",
    error: /^illegal JSON$/,
    applies: ({ json }) => (bare(json).match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []).some((number) => !Number.isFinite(Number(number))),
    examples: [["2[\"a\",1e999]"], ["0{\"a\":-1e400}"], [`2["a",1${"0".repeat(400)}]`]],
  },
  {
    name: "an exponent has 32 bits",
    reason: "JSON.parse reads 1e-9999999999 as zero; no program writes it",
    error: /^illegal JSON$/,
    applies: ({ json }) => [...bare(json).matchAll(/\d[eE][+-]?(\d+)/g)].some(([, digits]) => Number(digits) > 2 ** 31 - 1 - json.length),
    examples: [["2[\"a\",1e-9999999999]"], ["2[\"a\",0e2147483648]"]],
  },
  {
    name: "JSON is nested 32 deep at most",
    reason: "what walks a tree uses the stack",
    error: /^JSON nested too deeply$/,
    applies: ({ json }) => depth(json) > 32,
    examples: [[`2["a",${"[".repeat(32)}${"]".repeat(32)}]`], [`0${"{\"a\":".repeat(40)}1${"}".repeat(40)}`]],
  },
  {
    name: "a leaf's number is an integer",
    reason: "buffers[0.5] is undefined; 0.0 and 0e0 are not written by any encoder",
    error: /^placeholder without attachment$/,
    applies: ({ json }) => /:\s*-?\d+(?:\.\d|[eE])/.test(bare(json)),
    examples: [["51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]", Buffer.of(1)], ["51-[\"a\",{\"_placeholder\":true,\"num\":0e0}]", Buffer.of(1)]],
  },
  {
    name: "leaves are checked before their attachments come",
    reason: "what cannot be completed need not be waited for; the reference refuses with the last attachment",
    error: /^placeholder without attachment$/,
    applies: ({ count }, messages) => {
      const all = [...messages, ...Array.from({ length: Number(count) - messages.length + 1 }, () => Buffer.alloc(0))];
      return socketio(messages).waits && "error" in socketio(all);
    },
    examples: [["51-[\"a\",{\"_placeholder\":true,\"num\":1}]"], ["52-[\"a\",{\"_placeholder\":true}]", Buffer.of(1)]],
  },
];

const surrogates = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\[^]/g;

/** We read another packet than the reference: the one that it reads when `rewrite` has changed the text. */
const readings = [
  {
    name: "white space before the JSON is no id",
    reason: "Number(\" \") is 0, but 2 [\"a\"] asks for no acknowledgement",
    rewrite: (text) => {
      const { id, json } = parts(text);
      if (json === "" || !blank.test(id)) return text;
      return text.slice(0, text.length - json.length - id.length) + id.trimEnd() + json;
    },
    examples: [["2 [\"a\"]"], ["2/a,\n[\"a\"]"], ["51-\t [\"a\",{\"_placeholder\":true,\"num\":0}]", Buffer.of(1)]],
  },
  {
    name: "half a surrogate pair is U+FFFD",
    reason: "text in C++ is UTF-8",
    rewrite: (text) => text.replace(surrogates, (escape) => (escape.length === 6 ? "\\ufffd" : escape)),
    examples: [["2[\"a\",\"\\ud83d\"]"], ["2[\"\\ude00x\"]"], ["0{\"\\ud83d\\ud83d\\ude00\":1,\"\\udc00\":2}"]],
  },
];

export const differences = [...refusals, ...readings];

export const same = (ours, theirs) =>
  "error" in ours === "error" in theirs && ours.waits === theirs.waits && ("packet" in ours ? canonical(ours.packet) === canonical(theirs.packet) : true);

/** The names of the differences that explain `ours` beside `theirs`, or nothing when none does. */
export function explain(messages, ours, theirs) {
  const [head, ...attachments] = messages;
  if (!("error" in theirs)) {
    const cause = refusals.find(({ error, applies }) => error.test(ours.error) && applies(parts(head), messages));
    if (cause) return [cause.name];
  }
  for (const { name, rewrite } of readings) {
    const text = rewrite(head);
    if (text === head) continue;
    const read = socketio([text, ...attachments]);
    if (same(ours, read)) return [name];
    const more = explain([text, ...attachments], ours, read);
    if (more) return [name, ...more];
  }
  return undefined;
}
