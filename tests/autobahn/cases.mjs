// The cases of the Autobahn testsuite, groups 1 to 7 and 10, by their ids, for a server that echoes. Facts of the public
// suite; the expectation is always its strict one. Where the suite leaves the outcome open (7.1.6, 7.13.*), the table says
// what this server does. `6.*` with a suffix are ours: the same text in fragments and in chops of one octet; so is
// `deflate.*`: permessage-deflate without context takeover.
import { closeFrame, fragments, frame, op, pack } from './frames.mjs';
import { utf8Groups } from './utf8_sequences.mjs';

const latin1 = (bytes) => Buffer.from(bytes).toString('latin1');
const text = (payload) => ['text', latin1(payload)];
const binary = (payload) => ['binary', latin1(payload)];
const pong = (payload) => ['pong', latin1(payload)];

const textFrame = (payload, options) => frame(op.text, payload, options);
const ping = (payload) => frame(op.ping, payload);
const begin = (payload) => frame(op.text, payload, { fin: false });
const middle = (payload) => frame(op.continuation, payload, { fin: false });
const end = (payload) => frame(op.continuation, payload);

/** How the frames of a case leave: in one write, one write per frame, one write per octet. */
const together = (...frames) => [Buffer.concat(frames)];
const frameWise = (...frames) => frames;
const octetWise = (...frames) => [{ bytes: Buffer.concat(frames), chop: 1 }];

/** The answers come, then we close with 1000 and the server agrees. */
const closesCleanly = (steps, events = []) => ({ steps, events, ends: 'by us', codes: [1000] });
/** The server closes with one of `codes`, after `events` and nothing else. */
const closesWith = (codes, steps, events = []) => ({ steps, events, ends: 'by itself', codes });
const protocolError = (steps, events) => closesWith([1002], steps, events);
const invalidPayload = (steps, events) => closesWith([1007], steps, events);

const hello = 'Hello, world!';
const noText = Buffer.from('00fffefdfcfb00ff', 'hex');
const fe = (size) => Buffer.alloc(size, 0xfe);
const stars = (size) => '*'.repeat(size);

const cases = [];
const add = (id, what, test) => cases.push({ id, what, ...test });

// 1: framing
[0, 125, 126, 127, 128, 65535, 65536].forEach((size, i) => {
  add(`1.1.${i + 1}`, `text of ${size}`, closesCleanly([textFrame(stars(size))], [text(stars(size))]));
  add(`1.2.${i + 1}`, `binary of ${size}`, closesCleanly([frame(op.binary, fe(size))], [binary(fe(size))]));
});
add('1.1.8', 'text of 65536 in chops of 997', closesCleanly([{ bytes: textFrame(stars(65536)), chop: 997 }], [text(stars(65536))]));
add('1.2.8', 'binary of 65536 in chops of 997', closesCleanly([{ bytes: frame(op.binary, fe(65536)), chop: 997 }], [binary(fe(65536))]));

// 2: pings and pongs
const tenPings = Array.from({ length: 10 }, (_, i) => `payload-${i}`);
add('2.1', 'ping without payload', closesCleanly([ping('')], [pong('')]));
add('2.2', 'ping with text', closesCleanly([ping(hello)], [pong(hello)]));
add('2.3', 'ping with octets that are no text', closesCleanly([ping(noText)], [pong(noText)]));
add('2.4', 'ping with 125 octets', closesCleanly([ping(fe(125))], [pong(fe(125))]));
add('2.5', 'ping with 126 octets', protocolError([ping(fe(126))]));
add('2.6', 'ping with 125 octets, octet-wise', closesCleanly(octetWise(ping(fe(125))), [pong(fe(125))]));
add('2.7', 'unsolicited pong', closesCleanly([frame(op.pong)]));
add('2.8', 'unsolicited pong with payload', closesCleanly([frame(op.pong, 'unsolicited')]));
add('2.9', 'unsolicited pong, then a ping', closesCleanly(together(frame(op.pong, 'unsolicited'), ping('mine')), [pong('mine')]));
add('2.10', 'ten pings', closesCleanly(together(...tenPings.map(ping)), tenPings.map(pong)));
add('2.11', 'ten pings, octet-wise', closesCleanly(octetWise(...tenPings.map(ping)), tenPings.map(pong)));

// 3: reserved bits
add('3.1', 'text with RSV 1', protocolError([textFrame(hello, { rsv: 1 })]));
add('3.2', 'text, text with RSV 2, ping', protocolError(together(textFrame(hello), textFrame(hello, { rsv: 2 }), ping('')), [text(hello)]));
add('3.3', 'the same with RSV 3, frame-wise', protocolError(frameWise(textFrame(hello), textFrame(hello, { rsv: 3 }), ping('')), [text(hello)]));
add('3.4', 'the same with RSV 4, octet-wise', protocolError(octetWise(textFrame(hello), textFrame(hello, { rsv: 4 }), ping('')), [text(hello)]));
add('3.5', 'binary with RSV 5', protocolError([frame(op.binary, noText, { rsv: 5 })]));
add('3.6', 'ping with RSV 6', protocolError([frame(op.ping, hello, { rsv: 6 })]));
add('3.7', 'close with RSV 7', protocolError([frame(op.close, '', { rsv: 7 })]));

// 4: reserved opcodes
[['4.1', [3, 4, 5, 6, 7]], ['4.2', [11, 12, 13, 14, 15]]].forEach(([group, opcodes]) => {
  add(`${group}.1`, `opcode ${opcodes[0]}`, protocolError([frame(opcodes[0])]));
  add(`${group}.2`, `opcode ${opcodes[1]} with payload`, protocolError([frame(opcodes[1], 'reserved opcode')]));
  add(`${group}.3`, `text, opcode ${opcodes[2]}, ping`, protocolError(together(textFrame(hello), frame(opcodes[2]), ping('')), [text(hello)]));
  add(`${group}.4`, `text, opcode ${opcodes[3]} with payload, ping`, protocolError(together(textFrame(hello), frame(opcodes[3], hello), ping('')), [text(hello)]));
  add(`${group}.5`, `text, opcode ${opcodes[4]} with payload, ping, octet-wise`, protocolError(octetWise(textFrame(hello), frame(opcodes[4], hello), ping('')), [text(hello)]));
});

// 5: fragmentation
const two = () => [begin('fragment1'), end('fragment2')];
const twoAround = () => [begin('fragment1'), ping('between'), end('fragment2')];
const joined = text('fragment1fragment2');
add('5.1', 'fragmented ping', protocolError(together(frame(op.ping, 'fragment1', { fin: false }), end('fragment2'))));
add('5.2', 'fragmented pong', protocolError(together(frame(op.pong, 'fragment1', { fin: false }), end('fragment2'))));
add('5.3', 'two fragments', closesCleanly(together(...two()), [joined]));
add('5.4', 'two fragments, frame-wise', closesCleanly(frameWise(...two()), [joined]));
add('5.5', 'two fragments, octet-wise', closesCleanly(octetWise(...two()), [joined]));
add('5.6', 'ping between fragments', closesCleanly(together(...twoAround()), [pong('between'), joined]));
add('5.7', 'ping between fragments, frame-wise', closesCleanly(frameWise(...twoAround()), [pong('between'), joined]));
add('5.8', 'ping between fragments, octet-wise', closesCleanly(octetWise(...twoAround()), [pong('between'), joined]));
[together, frameWise, octetWise].forEach((leave, i) => {
  add(`5.${9 + i}`, `final continuation of nothing, then text, ${leave.name}`, protocolError(leave(end('nothing'), textFrame(hello))));
  add(`5.${12 + i}`, `continuation of nothing, then text, ${leave.name}`, protocolError(leave(middle('nothing'), textFrame(hello))));
});
add('5.15', 'two fragments, then a continuation of nothing', protocolError(together(...two(), middle('fragment3'), textFrame('fragment4')), [joined]));
add('5.16', 'continuation of nothing, two fragments, twice',
  protocolError(together(middle('fragment1'), begin('fragment2'), end('fragment3'), middle('fragment1'), begin('fragment2'), end('fragment3'))));
add('5.17', 'final continuation of nothing, two fragments, twice',
  protocolError(together(end('fragment1'), begin('fragment2'), end('fragment3'), end('fragment1'), begin('fragment2'), end('fragment3'))));
add('5.18', 'both fragments say text', protocolError(together(begin('fragment1'), textFrame('fragment2'))));
[together, frameWise].forEach((leave, i) => {
  add(`5.${19 + i}`, `five fragments and two pings, ${leave.name}`,
    closesCleanly(
      [
        ...leave(begin('fragment1'), middle('fragment2'), ping('pongme 1!')),
        { events: 1 },
        ...leave(middle('fragment3'), middle('fragment4'), ping('pongme 2!'), end('fragment5')),
      ],
      [pong('pongme 1!'), pong('pongme 2!'), text('fragment1fragment2fragment3fragment4fragment5')],
    ));
});

// 6: UTF-8
const accents = Buffer.from('Hello-µ@ßöäüàá-UTF-8!!');
const accentsBoundary = Buffer.byteLength('Hello-µ@ßöä');
const kosme = Buffer.from('cebae1bdb9cf83cebcceb5', 'hex');
const surrogate = Buffer.concat([kosme, Buffer.from('eda080', 'hex'), Buffer.from('edited')]);
add('6.1.1', 'empty text', closesCleanly([textFrame('')], [text('')]));
add('6.1.2', 'three empty fragments', closesCleanly(together(begin(''), middle(''), end('')), [text('')]));
add('6.1.3', 'three fragments, first and last empty', closesCleanly(together(begin(''), middle('middle'), end('')), [text('middle')]));
add('6.2.1', 'valid text', closesCleanly([textFrame(accents)], [text(accents)]));
add('6.2.2', 'valid text cut between code points',
  closesCleanly(together(begin(accents.subarray(0, accentsBoundary)), end(accents.subarray(accentsBoundary))), [text(accents)]));
add('6.2.3', 'valid text in fragments of one octet', closesCleanly(together(...fragments(op.text, accents, 1)), [text(accents)]));
add('6.2.4', 'valid text of longer code points in fragments of one octet', closesCleanly(together(...fragments(op.text, kosme, 1)), [text(kosme)]));
add('6.3.1', 'surrogate in the middle', invalidPayload([textFrame(surrogate)]));
add('6.3.2', 'surrogate in the middle, fragments of one octet', invalidPayload(together(...fragments(op.text, surrogate, 1))));

// The server waits while the text may still become valid, and fails at the octet that breaks it: the rest is never sent.
const beyond = Buffer.concat([kosme, Buffer.from('f4908080', 'hex'), Buffer.from('edited')]);
[[11, 15], [12, 13]].forEach(([good, bad], i) => {
  add(`6.4.${i + 1}`, `fails at fragment ${good}–${bad}`,
    invalidPayload([begin(beyond.subarray(0, good)), { quiet: true }, middle(beyond.subarray(good, bad))]));
  const whole = textFrame(beyond);
  const head = whole.length - beyond.length;
  add(`6.4.${i + 3}`, `fails at chop ${good}–${bad} of one frame`,
    invalidPayload([whole.subarray(0, head + good), { quiet: true }, whole.subarray(head + good, head + bad)]));
});

for (const [group, what, sequences] of utf8Groups) {
  sequences.forEach(([valid, hex], i) => {
    const payload = Buffer.from(hex, 'hex');
    const ends = (steps) => (valid ? closesCleanly(steps, [text(payload)]) : invalidPayload(steps));
    add(`${group}.${i + 1}`, what, ends([textFrame(payload)]));
    add(`${group}.${i + 1} fragments`, what, ends(together(...fragments(op.text, payload, 1))));
    add(`${group}.${i + 1} chops`, what, ends(octetWise(textFrame(payload))));
  });
}

// 7: closing
const big = 'BAsd7&jh23'.repeat(26215).slice(0, 256 * 1024);
add('7.1.1', 'text, then close', closesCleanly([textFrame(hello)], [text(hello)]));
add('7.1.2', 'two close frames', closesWith([1000], together(closeFrame(1000), closeFrame())));
add('7.1.3', 'ping after close', closesWith([1000], together(closeFrame(1000), ping(''))));
add('7.1.4', 'text after close', closesWith([1000], together(closeFrame(1000), textFrame(hello))));
add('7.1.5', 'close between fragments', closesWith([1000], together(begin('fragment1'), closeFrame(1000), end('fragment2'))));
add('7.1.6', '256 KiB, text, close, ping',
  closesWith([1000], together(textFrame(big), textFrame(hello), closeFrame(1000), ping('')), [text(big), text(hello)]));
add('7.3.1', 'close without payload', closesWith(['empty', 1000], [closeFrame()]));
add('7.3.2', 'close with one octet', closesWith([1002], [frame(op.close, 'a')]));
add('7.3.3', 'close with a code', closesWith([1000], [closeFrame(1000)]));
add('7.3.4', 'close with a reason', closesWith([1000], [closeFrame(1000, hello)]));
add('7.3.5', 'close with the longest reason', closesWith([1000], [closeFrame(1000, stars(123))]));
add('7.3.6', 'close with a reason too long', closesWith([1002], [closeFrame(1000, stars(124))]));
add('7.5.1', 'close with a reason that is not UTF-8', closesWith([1002, 1007], [closeFrame(1000, surrogate)]));
[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].forEach((code, i) => {
  add(`7.7.${i + 1}`, `close with ${code}`, closesWith([1000, code], [closeFrame(code)]));
});
[0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999].forEach((code, i) => {
  add(`7.9.${i + 1}`, `close with ${code}`, closesWith([1002], [closeFrame(code)]));
});
add('7.13.1', 'close with 5000', closesWith([1002], [closeFrame(5000)]));
add('7.13.2', 'close with 65535', closesWith([1002], [closeFrame(65535)]));

// 10: misc
add('10.1.1', 'text of 65536 in fragments of 1300', closesCleanly(together(...fragments(op.text, stars(65536), 1300)), [text(stars(65536))]));

// permessage-deflate
const packedFrame = (opcode, payload, fin = true) => frame(opcode, payload, { fin, rsv: 4 });
const long = 'some text, '.repeat(6000);
const hex = (digits) => Buffer.from(digits, 'hex');
const addDeflate = (n, what, test) => add(`deflate.${n}`, what, { ...test, deflate: true });
const packedLong = pack(long);
addDeflate(1, 'text', closesCleanly([packedFrame(op.text, pack(hello))], [text(hello)]));
addDeflate(2, 'long text, which comes back compressed', closesCleanly([packedFrame(op.text, packedLong)], [text(long)]));
addDeflate(3, 'long binary, octet-wise', closesCleanly(octetWise(packedFrame(op.binary, pack(fe(65536)))), [binary(fe(65536))]));
addDeflate(4, 'fragments with a ping between',
  closesCleanly(together(packedFrame(op.text, packedLong.subarray(0, 50), false), ping('between'), end(packedLong.subarray(50))), [pong('between'), text(long)]));
addDeflate(5, 'plain text is still allowed', closesCleanly(together(textFrame(hello), packedFrame(op.text, pack(hello))), [text(hello), text(hello)]));
addDeflate(6, 'empty text', closesCleanly([packedFrame(op.text, hex('00'))], [text('')]));
addDeflate(7, 'a block that says it is the last', closesCleanly([packedFrame(op.text, hex('f348cdc9c9070000'))], [text('Hello')]));
addDeflate(8, 'a stored block', closesCleanly([packedFrame(op.text, hex('000500faff48656c6c6f00'))], [text('Hello')]));
addDeflate(9, 'broken data', invalidPayload([packedFrame(op.text, hex('ffffff'))]));
addDeflate(10, 'text that is not UTF-8', invalidPayload([packedFrame(op.text, pack(surrogate))]));
addDeflate(11, '40 MiB out of 40 KiB', closesWith([1009], [packedFrame(op.binary, pack(Buffer.alloc(40 * 1024 * 1024)))]));
addDeflate(12, 'compressed ping', protocolError([packedFrame(op.ping, pack(hello))]));
addDeflate(13, 'compressed continuation', protocolError(together(begin('fragment1'), packedFrame(op.continuation, pack(hello)))));
addDeflate(14, 'RSV 2', protocolError([frame(op.text, hello, { rsv: 2 })]));

export { cases };
