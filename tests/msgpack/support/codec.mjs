// build/release/tests/msgpack/codec: many questions at once (see codec.cpp).
import { spawnSync } from "node:child_process";
import path from "node:path";

const release = process.env.WEBCHATS_RELEASE ?? path.resolve(import.meta.dirname, "../../../build/release");

function ask(kind, questions) {
  const parts = questions.flatMap((question) => {
    const length = Buffer.alloc(5);
    length.writeUInt32LE(question.length + 1);
    length.write(kind, 4);
    return [length, question];
  });
  const { status, stdout, stderr, error } = spawnSync(path.join(release, "tests/msgpack/codec"), {
    input: Buffer.concat(parts),
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`the codec ended with ${status}: ${stderr}`);
  const answers = [];
  for (let at = 0; at < stdout.length; ) {
    const end = at + 4 + stdout.readUInt32LE(at);
    answers.push(stdout.subarray(at + 4, end));
    at = end;
  }
  if (answers.length !== questions.length) throw new Error(`${answers.length} answers, not ${questions.length}`);
  return answers;
}

/** What our decoder makes of each of the buffers: `{type, nsp, id?, data?, attachments}` or `{error}`. */
export const decodeAll = (packets) => ask("d", packets).map((answer) => JSON.parse(answer));

/** Our encoding of each description; an empty buffer for those it refuses. */
export const encodeAll = (descriptions) => ask("e", descriptions.map((each) => Buffer.from(JSON.stringify(each))));
