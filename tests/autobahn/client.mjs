// One case over one TCP connection: handshake, steps, and what the server did.
import { createHash } from 'node:crypto';
import net from 'node:net';
import { closeFrame, op, parseFrames } from './frames.mjs';

const caseTimeout = 10_000;
// How long a server that ought to say nothing is watched.
const quietTime = 200;

class Connection {
  events = [];       // messages and pongs, in order
  close = null;      // the payload of the server's close frame
  ended = false;     // the server closed its side
  error = null;
  #bytes = Buffer.alloc(0);
  #open = false;
  #changed = () => {};

  constructor(port, deflate) {
    this.deflate = deflate;
    // Half open: a server may answer and close while a case still writes.
    this.socket = net.connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    this.socket.on('data', (data) => this.#receive(data));
    this.socket.on('end', () => this.#note(() => (this.ended = true)));
    this.socket.on('error', (error) => this.#note(() => (this.error ??= error)));
  }

  #note(change) {
    change();
    this.#changed();
  }

  #receive(data) {
    this.#note(() => {
      try {
        this.#bytes = Buffer.concat([this.#bytes, data]);
        if (this.#open) this.#parse();
      } catch (error) {
        this.error ??= error;
      }
    });
  }

  #parse() {
    const { frames, rest } = parseFrames(this.#bytes, this.deflate);
    this.#bytes = rest;
    for (const { opcode, payload } of frames) {
      if (this.close) throw new Error('the server speaks after its close frame');
      if (opcode === op.close) this.close = payload;
      else if (opcode === op.text) this.events.push(['text', payload.toString('latin1')]);
      else if (opcode === op.binary) this.events.push(['binary', payload.toString('latin1')]);
      else if (opcode === op.pong) this.events.push(['pong', payload.toString('latin1')]);
      else throw new Error(`the server sends opcode ${opcode}`);
    }
  }

  /** Resolves when `ready()` holds; throws on an error and on the deadline. */
  async until(ready, what, timeout = caseTimeout) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`timeout: ${what}; got ${this.describe()}`)), timeout);
    });
    try {
      while (!ready()) {
        if (this.error) throw this.error;
        await Promise.race([late, new Promise((resolve) => (this.#changed = resolve))]);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  async handshake() {
    const key = Buffer.from('autobahn cases 1').toString('base64');
    await this.write(
      Buffer.from(
        `GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n` +
          (this.deflate ? 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' : '') +
          '\r\n',
      ),
    );
    await this.until(() => this.#bytes.includes('\r\n\r\n'), 'the handshake');
    const end = this.#bytes.indexOf('\r\n\r\n') + 4;
    const head = this.#bytes.subarray(0, end).toString('latin1');
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    if (!/^HTTP\/1\.1 101 /.test(head)) throw new Error(`the server answers ${head.split('\r\n')[0]}`);
    if (!head.includes(`\r\nSec-WebSocket-Accept: ${accept}\r\n`)) throw new Error('Sec-WebSocket-Accept is wrong');
    const agreed = head.includes('\r\nSec-WebSocket-Extensions: permessage-deflate;');
    if (agreed !== this.deflate) throw new Error(`compression is ${agreed ? '' : 'not '}agreed on`);
    this.#bytes = this.#bytes.subarray(end);
    this.#open = true;
    this.#parse();
  }

  write(bytes) {
    return new Promise((resolve) => this.socket.write(bytes, () => resolve()));
  }

  /** Writes `bytes` in chops of `size`, each a write of its own. */
  async chop(bytes, size) {
    for (let at = 0; at < bytes.length; at += size) await this.write(bytes.subarray(at, at + size));
  }

  /** Expects that the server neither says anything nor closes. */
  async quiet() {
    const before = this.describe();
    await new Promise((resolve) => setTimeout(resolve, quietTime));
    if (this.describe() !== before) throw new Error(`the server does not wait: ${this.describe()}`);
  }

  describe() {
    const events = this.events.map(([kind, data]) => `${kind} ${data.length > 40 ? `(${data.length} bytes)` : JSON.stringify(data)}`);
    if (this.close) events.push(`close ${closeCode(this.close)}`);
    if (this.ended) events.push('end');
    return `[${events.join(', ')}]`;
  }
}

function closeCode(payload) {
  return payload.length < 2 ? 'empty' : payload.readUInt16BE(0);
}

/** Runs one case of the table; throws an Error that says what was wrong. */
export async function runCase(port, { steps, events = [], ends, codes, deflate = false }) {
  const connection = new Connection(port, deflate);
  try {
    await connection.handshake();
    for (const step of steps) {
      if (Buffer.isBuffer(step)) await connection.write(step);
      else if (step.chop) await connection.chop(step.bytes, step.chop);
      else if (step.quiet) await connection.quiet();
      else if (step.events) await connection.until(() => connection.events.length >= step.events, `${step.events} events`);
    }
    if (ends === 'by us') {
      await connection.until(() => connection.events.length >= events.length, 'the answers');
      await connection.write(closeFrame(1000));
    }
    await connection.until(() => connection.close, 'a close frame');
    await connection.until(() => connection.ended, 'the end of the connection');
    if (connection.error) throw connection.error;

    const code = closeCode(connection.close);
    if (!codes.includes(code)) throw new Error(`close code ${code}, expected ${codes.join(' or ')}`);
    if (JSON.stringify(connection.events) !== JSON.stringify(events)) {
      throw new Error(`got ${connection.describe()}, expected ${events.length} events`);
    }
  } finally {
    connection.socket.destroy();
  }
}
