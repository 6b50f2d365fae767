// Connection state recovery and retries with a real client behind a network that breaks.
//   node run.mjs              our server; CUTS="1 30 110": seconds that connections are gone (1)
//   node run.mjs --reference  the same cases against Node's: those without a known fault must pass, which proves the
//                             cases; those with one must fail, which proves the fault
// ONLY=text: cases whose name contains it. SEED=n repeats the moments of another run.
import path from "node:path";
import { ServerProcess, Verdict } from "../support/campaign_server.mjs";
import { allCases } from "./cases.mjs";
import { Publisher } from "./people.mjs";

const reference = process.argv.includes("--reference");
const cuts = (process.env.CUTS ?? "1").split(" ").map(Number);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** mulberry32: small and the same everywhere. */
function randomNumbers(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const start = (options) =>
  reference
    ? ServerProcess.start(process.execPath, [path.join(import.meta.dirname, "reference_server.mjs"), ...options])
    : ServerProcess.campaign(options);

/** A server, somebody who publishes on it, and what cases want to know. */
async function world(options, forgetsAfter) {
  const server = await start(["--loops", "2", ...options]);
  return { server, publisher: await Publisher.open(server.port), loops: [], forgetsAfter };
}

// The reference looks once a minute for what it may forget.
const worlds = {
  // All cases together are more traffic than the bytes that the server keeps by default.
  patient: await world(["--recovery", "120000", "--recovery-bytes", String(128 << 20)]),
  forgetful: await world(
    ["--recovery", "3000", "--ping-interval", "500", "--ping-timeout", "2500"],
    reference ? 66_000 : 5_000,
  ),
};
const verdict = new Verdict();
console.log(`seed ${seed}, connections gone for ${cuts.join(", ")} s`);

const chosen = allCases(cuts).filter(({ name }) => name.includes(process.env.ONLY ?? ""));
const random = randomNumbers(seed);
const found = await Promise.all(
  chosen.map(async ({ needs, run }) => {
    const problems = [];
    try {
      for await (const problem of run({ ...worlds[needs ?? "patient"], random })) problems.push(problem);
    } catch (error) {
      problems.push(error.message);
    }
    return problems;
  }),
);

const faults = new Map(); // of the reference: how many cases show it
for (const [index, { name, fault, chance }] of chosen.entries()) {
  const problems = found[index];
  const said = problems.length > 0 ? `: ${problems.slice(0, 3).join("; ")}` : "";
  if (!reference) verdict.check(problems.length === 0, name + said);
  else if (chance !== undefined) verdict.check(true, `may meet "${chance}": ${name}${said}`);
  else if (fault === undefined) verdict.check(problems.length === 0, `works: ${name}${said}`);
  else verdict.check(problems.length > 0, `known fault "${fault}": ${name}${said || ": does not show"}`);
  if (problems.length > 0 && fault !== undefined) faults.set(fault, (faults.get(fault) ?? 0) + 1);
}

if (reference) {
  for (const [fault, count] of faults) console.log(`reproduced: ${fault} (${count} cases)`);
} else if (chosen.length === allCases(cuts).length) {
  // The sid's last three bytes are random, the loop, the node.
  const loops = worlds.patient.loops.map(({ engine }) => Buffer.from(engine.slice(-4), "base64url")[1]);
  const moved = loops.filter((loop, index) => index > 0 && loop !== loops[index - 1]).length;
  verdict.check(
    moved > 0 && new Set(loops).size === 2,
    `of ${loops.length} connects ${moved} were on another loop than the one before`,
  );
}
for (const { server, publisher } of Object.values(worlds)) {
  publisher.close();
  await server.stop();
}
verdict.end();
process.exit();
