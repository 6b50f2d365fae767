// Socket.IO packets: our decoder and encoder against socket.io-parser.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { canonical } from "./support/canonical.mjs";
import { Tally, compare } from "./support/campaign.mjs";
import { Codec } from "./support/codec.mjs";
import { broken, socketioPacket } from "./support/generate.mjs";
import { Random, cases, seed } from "./support/random.mjs";
import { encodeSocketio, socketio } from "./support/reference.mjs";
import { differences, explain, same } from "./support/socketio_differences.mjs";

const tally = new Tally();

/** What our encoder made of an accepted packet is, to the reference, that packet. */
function encodedWell(again, packet) {
  return again === undefined || canonical(socketio(again).packet) === canonical(packet);
}

function judge({ messages }, { verdict: ours, again }) {
  const theirs = socketio(messages);
  const equal = same(ours, theirs);
  const written = !("packet" in ours) || encodedWell(again, equal ? theirs.packet : ours.packet);
  const explained = written ? explain(messages, ours, theirs) : undefined;
  if (!(equal && written) && process.env.DBG && "packet" in ours) { const x = canonical(ours.packet), y = canonical(theirs.packet), z = again && canonical(socketio(again).packet); let i = 0; while (x[i] === (z ?? y)[i] && i < x.length) i++; console.error('DBG', equal, written, x === y, x.slice(i-30,i+30), '|', (z ?? y).slice(i-30,i+30), y.slice(i-30,i+30)); }
  return { ours, theirs, again, same: equal && written, refused: "error" in ours, explained };
}

describe("Socket.IO packets", () => {
  let codec;
  before(() => {
    codec = new Codec();
  });
  after(async () => {
    tally.report("Socket.IO packets", differences);
    await codec.stop();
  });

  it("that are valid are read and written as the reference does, to the byte", async () => {
    const random = new Random(seed);
    const make = () => ({ codec: "s", messages: encodeSocketio(socketioPacket(random)) });
    const exact = (made, answer) => {
      const { explained, ...verdict } = judge(made, answer);
      const bytes = answer.again === undefined || canonical(answer.again) === canonical(made.messages);
      return { ...verdict, same: verdict.same && !verdict.refused && bytes };
    };
    await compare({ codec, tally, count: Math.round(cases * 0.15), make, judge: exact });
  });

  it("that are broken are accepted and refused as the reference does", async () => {
    const random = new Random(seed + 1);
    const make = () => {
      const [text, ...attachments] = encodeSocketio(socketioPacket(random));
      const [other] = encodeSocketio(socketioPacket(random));
      if (random.once(12)) attachments.pop();
      if (random.once(20)) attachments.push(random.bytes(3));
      if (random.once(40)) attachments.push(random.pick(["", "2[\"a\"]"]));
      return { codec: "s", messages: [random.once(20) ? text : broken(random, text, other), ...attachments] };
    };
    await compare({ codec, tally, count: Math.round(cases * 0.4), make, judge });
  });

  for (const { name, reason, examples } of differences) {
    it(`differ on purpose: ${name} (${reason})`, async () => {
      const made = examples.map((messages) => ({ codec: "s", messages }));
      for (const [i, answer] of (await codec.ask(made)).entries()) {
        const { same: equal, explained } = judge(made[i], answer);
        assert.ok(!equal, `no difference in ${JSON.stringify(examples[i])}`);
        assert.ok(explained?.includes(name), `not explained by it: ${JSON.stringify(examples[i])} ${JSON.stringify(answer)}`);
      }
    });
  }
});
