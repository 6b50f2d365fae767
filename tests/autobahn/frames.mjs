// RFC 6455 frames from the client's side, written here again so that the server's codec is not tested by itself.
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

export const op = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

const syncTail = Buffer.from([0, 0, 0xff, 0xff]);

/** The payload of a compressed message (RFC 7692 §7.2). */
export function pack(plain) {
  return deflateRawSync(plain, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -syncTail.length);
}

function unpack(payload) {
  return inflateRawSync(Buffer.concat([payload, syncTail]), { finishFlush: constants.Z_SYNC_FLUSH });
}

let keyState = 0x2545f491;

/** A masking key; the same in every run. */
function nextKey() {
  keyState = (Math.imul(keyState, 1664525) + 1013904223) >>> 0;
  const key = Buffer.alloc(4);
  key.writeUInt32BE(keyState);
  return key;
}

/** One masked frame. `opcode` and `rsv` (0–7) may be anything, right or wrong. */
export function frame(opcode, payload = '', { fin = true, rsv = 0 } = {}) {
  const data = Buffer.from(payload);
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  if (data.length < 126) {
    head.push(0x80 | data.length);
  } else if (data.length < 65536) {
    head.push(0x80 | 126, data.length >> 8, data.length & 0xff);
  } else {
    const size = Buffer.alloc(8);
    size.writeBigUInt64BE(BigInt(data.length));
    head.push(0x80 | 127, ...size);
  }
  const key = nextKey();
  const masked = Buffer.from(data);
  for (let i = 0; i < masked.length; ++i) masked[i] ^= key[i % 4];
  return Buffer.concat([Buffer.from(head), key, masked]);
}

/** A close frame with a code and a reason; without arguments it is empty. */
export function closeFrame(code, reason = '') {
  if (code === undefined) return frame(op.close);
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frame(op.close, Buffer.concat([payload, Buffer.from(reason)]));
}

/** The frames of `payload` cut into pieces of `size` bytes. */
export function fragments(opcode, payload, size) {
  const data = Buffer.from(payload);
  const frames = [];
  for (let at = 0; at === 0 || at < data.length; at += size) {
    const last = at + size >= data.length;
    frames.push(frame(at === 0 ? opcode : op.continuation, data.subarray(at, at + size), { fin: last }));
  }
  return frames;
}

/** Takes whole server frames from the front of `bytes`: `{frames, rest}`. Throws when the server breaks a rule. */
export function parseFrames(bytes, deflate = false) {
  const frames = [];
  for (;;) {
    if (bytes.length < 2) break;
    const opcode = bytes[0] & 0x0f;
    let length = bytes[1] & 0x7f;
    let at = 2;
    if (bytes[1] & 0x80) throw new Error('the server masks');
    const compressed = (bytes[0] & 0x40) !== 0;
    if (bytes[0] & 0x30 || (compressed && !(deflate && opcode < 8))) throw new Error('the server sets reserved bits');
    if (!(bytes[0] & 0x80)) throw new Error('the server fragments');
    if (length === 126) {
      if (bytes.length < 4) break;
      length = bytes.readUInt16BE(2);
      at = 4;
      if (length < 126) throw new Error('the length is not minimal');
    } else if (length === 127) {
      if (bytes.length < 10) break;
      length = Number(bytes.readBigUInt64BE(2));
      at = 10;
      if (length < 65536) throw new Error('the length is not minimal');
    }
    if (opcode >= 8 && length > 125) throw new Error('the control frame is too long');
    if (bytes.length < at + length) break;
    const payload = bytes.subarray(at, at + length);
    frames.push({ opcode, payload: compressed ? unpack(payload) : payload });
    bytes = bytes.subarray(at + length);
  }
  return { frames, rest: bytes };
}
