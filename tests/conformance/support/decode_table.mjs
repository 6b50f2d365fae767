// What a server makes of the packets of a client that has joined "/" of examples/conformance, the same in both protocols.
// Every entry is what the client sends; of those that are accepted also what comes back.

const nested = (depth) => `42["message",${"[".repeat(depth)}${"]".repeat(depth)}]`;
const leaf = (num) => `{"_placeholder":true,"num":${num}}`;

/** `[packets, answers]`. */
export const accepted = [
  // events
  [['42["message"]'], ['42["message-back"]']],
  [['42[ "message" , 1 ]'], ['42["message-back",1]']],
  [['42 ["message"]'], ['42["message-back"]']],
  [['42["message",1,"2",{"3":[true,null]}]'], ['42["message-back",1,"2",{"3":[true,null]}]']],
  [['42["message",1.0,1e2,-0.5,1e21,1e-7]'], ['42["message-back",1,100,-0.5,1e+21,1e-7]']],
  [['42["message","大白 😀","\\ud83d\\ude00"]'], ['42["message-back","大白 😀","😀"]']],
  [['42["message","\\ud83d","\\u0000"]'], ['42["message-back","\ufffd","\\u0000"]']],
  [['42["message",{"__proto__":{"a":1},"constructor":2}]'], ['42["message-back",{"__proto__":{"a":1},"constructor":2}]']],
  [[nested(30)], [nested(30).replace("message", "message-back")]],
  [['42["message",' + `"${"x".repeat(100_000)}"]`], [`42["message-back","${"x".repeat(100_000)}"]`]],
  // events that nobody handles
  [["42"], []],
  [["42[1]"], []],
  [['42[""]'], []],
  [['42["__proto__"]', '42["constructor"]', '42["toString"]', '42["hasOwnProperty"]', '42["error"]'], []],
  // acknowledgements
  [['420["message-with-ack"]'], ["430[]"]],
  [['4212["message-with-ack",1]'], ["4312[1]"]],
  [['42007["message-with-ack"]'], ["437[]"]],
  [['429007199254740991["message-with-ack"]'], ["439007199254740991[]"]],
  [["43[]", "431[]", '4334["x"]', "4334"], []],
  // attachments
  [[`451-["message",${leaf(0)}]`, Buffer.of(1, 2)], [`451-["message-back",${leaf(0)}]`, Buffer.of(1, 2)]],
  [[`451-["message",${leaf(0)},${leaf(0)}]`, Buffer.of(1)], [`451-["message-back",${leaf(0)},${leaf(0)}]`, Buffer.of(1)]],
  [[`452-0["message-with-ack",${leaf(1)},{"a":[${leaf(0)}]}]`, Buffer.alloc(0), Buffer.of(2)],
    [`462-0[${leaf(1)},{"a":[${leaf(0)}]}]`, Buffer.alloc(0), Buffer.of(2)]],
  [[`4510-["message",${leaf(9)}]`, ...Array.from({ length: 10 }, (_, i) => Buffer.of(i))],
    [`4510-["message-back",${leaf(9)}]`, ...Array.from({ length: 10 }, (_, i) => Buffer.of(i))]],
  [['451-["message"]', Buffer.of(1)], ['451-["message-back"]', Buffer.of(1)]],
  [[`461-7[${leaf(0)}]`, Buffer.of(1)], []],
  // placeholders that are none
  [['42["message",{"_placeholder":true,"num":5}]'], ['42["message-back",{"_placeholder":true,"num":5}]']],
  [['451-["message",{"_placeholder":false}]', Buffer.of(1)], ['451-["message-back",{"_placeholder":false}]', Buffer.of(1)]],
  [['451-["message",{"_placeholder":1}]', Buffer.of(1)], ['451-["message-back",{"_placeholder":1}]', Buffer.of(1)]],
];

export const refused = [
  // no packet
  ["4"], ["4 "], ["47"], ["49"], ["4a"], ["4abc"], ['4"a"'],
  // payloads of the wrong shape
  ["40[]"], ['40"x"'], ["40null"], ["401"], ["41{}"], ["41[]"], ["42{}"], ["42[]"], ["42[null]"], ["42[true]"], ['42[["a"]]'],
  ['42[{"toString":"foo"}]'],
  ["431{}"], ['43"x"'], ["44[]"], ["44{}"], ['44"x"'],
  // reserved names
  ['42["connect"]'], ['42["connect_error"]'], ['42["disconnect"]'], ['42["disconnecting"]'], ['42["newListener"]'],
  ['42["removeListener",1]'],
  ['42["\\u0063onnect"]'], [`451-["disconnect",${leaf(0)}]`, Buffer.of(1)],
  // no JSON
  ['42["a"'], ['42["a"]x'], ['42["a"] ["b"]'], ['42["a",]'], ["42['a']"], ['42["a\x01"]'], ['42["a",01]'], ['42["a",1e999]'],
  ['42["a",NaN]'], ['42["a"]//'],
  // ids
  ['42abc["message-with-ack",1]'], ['42-1["a"]'], ['421.5["a"]'], ['421e3["a"]'], ['42+1["a"]'], ['429007199254740992["a"]'],
  ['429999999999999999999999["a"]'],
  ['421 2["a"]'],
  // namespaces
  ["40"], ["41/custom"], ['42/custom,["a"]'], ['42/random,["a"]'], ["43/random,1[]"], ['42/a["x"]'], ['40/a{"t":1}'],
  ["41/__proto__,"], ['42/constructor,["a"]'],
  [`42/${"n".repeat(255)},["a"]`],
  // attachments
  ['45["a"]'], ['45-["a"]'], ['450-["a"]'], ['460-1["a"]'], ['451["a"]'], ['45-1-["a"]'], ['451.0-["a"]'], ['451e0-["a"]'],
  ['45 1-["a"]'], ['4511-["a"]'],
  ['4599999999999999999999-["a"]'], ["451-"], ["451"], [Buffer.of(1)], [Buffer.alloc(0)],
  [`451-["a",${leaf(0)}]`, '42["message"]'], [`451-["a",${leaf(0)}]`, "41"],
  [`452-["a",${leaf(0)}]`, Buffer.of(1), `451-["a",${leaf(0)}]`],
  [`451-["a",${leaf(0)}]`, Buffer.of(1), Buffer.of(2)],
  // placeholders
  [`451-["a",${leaf(1)}]`], [`451-["a",${leaf(-1)}]`], [`451-["a",${leaf(0.5)}]`], [`451-["a",${leaf('"0"')}]`],
  [`451-["a",${leaf('"splice"')}]`],
  [`451-["a",${leaf('"__proto__"')}]`], [`451-["a",${leaf("null")}]`], [`451-["a",${leaf("[0]")}]`],
  [`451-["a",${leaf("18446744073709551615")}]`],
  ['451-["a",{"_placeholder":true}]'], [`451-["a",{"x":[${leaf(1)}]}]`],
  // depth and size
  [nested(32)], [nested(40)], ['42["a",' + "[".repeat(100_000)], ['42["a",' + '{"a":'.repeat(100_000)],
];

/** A title for a test. */
export const title = (packets) =>
  packets.map((each) => (typeof each === "string" ? JSON.stringify(each).slice(1, 60) : `<${each.length} bytes>`)).join(" then ");
