// build/release/tests/differential/codec: our codecs behind a pipe (see codec.cpp for what goes through it).
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const release = process.env.WEBCHATS_RELEASE ?? path.resolve(import.meta.dirname, "../../../build/release");

function length(size) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(size);
  return bytes;
}

/** Text is a string, binary a Buffer. */
function encode(message) {
  const text = typeof message === "string";
  const bytes = text ? Buffer.from(message) : message;
  return Buffer.concat([Buffer.from(text ? "t" : "b"), length(bytes.length), bytes]);
}

function decode(body) {
  const messages = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32LE(at + 1);
    const bytes = body.subarray(at + 5, end);
    messages.push(body[at] === 0x74 ? bytes.toString() : bytes);
    at = end;
  }
  return messages;
}

export class Codec {
  #child = spawn(path.join(release, "tests/differential/codec"), { stdio: ["pipe", "pipe", "inherit"] });
  #input = this.#child.stdout[Symbol.asyncIterator]();
  #arrived = Buffer.alloc(0);

  /** The answers to `requests`, each `{codec, messages}`: the verdict, and what was accepted encoded again, if anything. */
  async ask(requests) {
    const sent = requests.map(({ codec, messages }) => {
      const body = Buffer.concat([Buffer.from(codec), ...messages.map(encode)]);
      return Buffer.concat([length(body.length), body]);
    });
    this.#child.stdin.write(Buffer.concat(sent));
    const answers = [];
    while (answers.length < requests.length) {
      const [verdict, ...again] = decode(await this.#next());
      answers.push({ verdict: JSON.parse(verdict), again: again.length > 0 ? again : undefined });
    }
    return answers;
  }

  async #next() {
    for (;;) {
      const size = this.#arrived.length < 4 ? Infinity : 4 + this.#arrived.readUInt32LE(0);
      if (this.#arrived.length >= size) {
        const body = this.#arrived.subarray(4, size);
        this.#arrived = this.#arrived.subarray(size);
        return body;
      }
      const { value, done } = await this.#input.next();
      if (done) throw new Error("our codec ended before it answered");
      this.#arrived = Buffer.concat([this.#arrived, value]);
    }
  }

  async stop() {
    this.#child.stdin.end();
    const [code] = this.#child.exitCode === null ? await once(this.#child, "exit") : [this.#child.exitCode];
    if (code !== 0) throw new Error(`our codec ended with ${code}`);
  }
}
