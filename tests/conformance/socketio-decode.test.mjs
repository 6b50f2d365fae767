// Every line of the decode table on a real connection, in both protocols: the same verdict, the next client is served,
// and the server does not grow.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { accepted, refused, title } from "./support/decode_table.mjs";
import { startServer } from "./support/server.mjs";
import { Peer, protocols, refuses } from "./support/socketio.mjs";

const rounds = 200;
const warm = 20;
const atOnce = 8;
const allowed = 512;  // KB

for (const protocol of [4, 5]) {
  describe(`decode table, Socket.IO v${protocol}`, () => {
    let server;
    let host;
    before(async () => {
      server = await startServer(protocols[protocol].mode, "--loops", "2");
      host = server.host;
    });
    after(() => server.stop());

    describe("accepts", () => {
      for (const [packets, answers] of accepted) {
        it(title(packets), async () => {
          const peer = await Peer.join(host, protocol);
          peer.send(...packets);
          for (const answer of answers) assert.deepEqual(await peer.packet(), answer);
          await peer.answers();
          peer.close();
        });
      }
    });

    describe("closes the connection on", () => {
      for (const packets of refused) {
        it(title(packets), async () => {
          const peer = await Peer.join(host, protocol);
          peer.send(...packets);
          assert.deepEqual(await refuses(host, protocol, peer), []);
        });
      }
    });

    it(`is as big after ${rounds} rounds of the table as after ${warm}`, async () => {
      const lines = [...accepted.map(([packets]) => packets), ...refused];
      const resident = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.pid}/status`, "utf8"))[1]);
      const send = async (packets) => {
        const peer = await Peer.join(host, protocol);
        peer.send(...packets, "41", "4");  // what is accepted ends here, too
        await peer.closed();
      };
      let before;
      for (let round = 0; round < rounds; round += 1) {
        if (round === warm) before = await resident();
        for (let next = 0; next < lines.length; next += atOnce) await Promise.all(lines.slice(next, next + atOnce).map(send));
      }
      const end = await resident();
      console.error(`decode table, Socket.IO v${protocol}: ${rounds} rounds of ${lines.length} lines,`,
        `${before} KB after ${warm} rounds, ${end} KB at the end`);
      assert.ok(end - before <= allowed, `${before} KB became ${end} KB`);
      const peer = await Peer.join(host, protocol);
      await peer.answers();
      peer.close();
    });
  });
}
