// Engine.IO packets and payloads of both revisions: our codecs against engine.io-parser 5 and 2.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Tally, compare } from "./support/campaign.mjs";
import { canonical } from "./support/canonical.mjs";
import { Codec } from "./support/codec.mjs";
import { differences, explain, same } from "./support/engineio_differences.mjs";
import { broken, brokenBytes, engineioPacket } from "./support/generate.mjs";
import { Random, cases, seed } from "./support/random.mjs";
import { forms } from "./support/reference.mjs";

const tally = new Tally();

function judge({ codec: form, messages: [body] }, { verdict: ours, again: [written] = [] }) {
  const { text, decode } = forms[form];
  const theirs = decode(text ? body.toString() : body);
  // What our encoder made of accepted packets is, to the reference, those packets.
  const well = written === undefined || ours.packets.length === 0 || canonical(decode(written).packets) === canonical(ours.packets);
  const equal = same(ours, theirs);
  const explained = well ? explain(form, body, ours, theirs) : undefined;
  return { ours, theirs, written, same: equal && well, refused: "error" in ours, explained };
}

describe("Engine.IO", () => {
  let codec;
  before(() => {
    codec = new Codec();
  });
  after(async () => {
    tally.report("Engine.IO", differences);
    await codec.stop();
  });

  for (const [form, what, share] of [
    ["4", "v4 text packets", 0.05],
    ["B", "v4 binary packets", 0.01],
    ["P", "v4 payloads", 0.12],
    ["3", "v3 text packets", 0.05],
    ["b", "v3 binary packets", 0.02],
    ["T", "v3 text payloads", 0.1],
    ["Y", "v3 binary payloads", 0.1],
  ]) {
    const { text, payload, encode } = forms[form];
    /** A valid body. */
    const body = (random) => {
      if (payload) {
        const packets = Array.from({ length: 1 + random.below(5) }, () => engineioPacket(random));
        // A separator inside of text cannot be told from one between packets.
        return encode(packets.map((packet) => (form === "P" && packet.data?.includes("\x1e") ? { type: "noop" } : packet)));
      }
      return encode(text ? engineioPacket(random) : { type: "message", data: random.bytes(40) });
    };

    it(`${what} that are valid are read and written as the reference does, to the byte`, async () => {
      const random = new Random(seed + form.charCodeAt());
      const make = () => ({ codec: form, messages: [body(random)] });
      const exact = ({ messages }, answer) => {
        const { explained, ...verdict } = judge({ codec: form, messages }, answer);
        const bytes = !payload || canonical(answer.again?.[0]) === canonical(messages[0]);
        return { ...verdict, same: verdict.same && bytes && !verdict.refused };
      };
      await compare({ codec, tally, count: Math.round((cases * share) / 3), make, judge: exact });
    });

    it(`${what} that are broken are accepted and refused as the reference does`, async () => {
      const random = new Random(seed + 1 + form.charCodeAt());
      const make = () => {
        const [one, other] = [body(random), body(random)];
        if (!text) return { codec: form, messages: [brokenBytes(random, one, other)] };
        const changed = broken(random, one, other);
        // Only HTTP brings text that is not UTF-8; a WebSocket has refused it.
        if (!payload || !random.once(5)) return { codec: form, messages: [changed] };
        return { codec: form, messages: [brokenBytes(random, Buffer.from(changed), Buffer.from(other))] };
      };
      await compare({ codec, tally, count: Math.round((cases * share * 2) / 3), make, judge });
    });
  }

  for (const { name, reason, examples } of differences) {
    it(`differs on purpose: ${name} (${reason})`, async () => {
      const made = examples.map(([form, body]) => ({ codec: form, messages: [body] }));
      for (const [i, answer] of (await codec.ask(made)).entries()) {
        const { same: equal, explained } = judge(made[i], answer);
        assert.ok(!equal, `no difference in ${JSON.stringify(examples[i])}`);
        assert.deepEqual(explained, [name], `${JSON.stringify(examples[i])} ${JSON.stringify(answer)}`);
      }
    });
  }
});
