// 100 members of a room, 10,000 messages of 1 KB, and one member who stops reading: the server must cut him off with a
// reason, pay at most 2 MB for him, and nobody else may notice. Rounds with and without him alternate, each with a
// server of its own; medians are compared, or the best rounds.
//
// ROUNDS: 3. As many again are run when a busy machine makes the latencies differ.
import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { ServerProcess, Verdict, megabytes, release } from "../support/campaign_server.mjs";

const rounds = Number(process.env.ROUNDS ?? 3);
const growthBound = 2 << 20;
const latencyBound = 1.2;

const onCore = (core, command) => (availableParallelism() >= 2 ? ["taskset", "-c", String(core), ...command] : command);

/** One run of the load client with `slow` members who stop reading: its numbers, and the server's. */
async function measure(slow) {
  const [server, ...serverArguments] = onCore(0, [path.join(release, "examples/campaign_server"), "--loops", "1"]);
  const running = await ServerProcess.start(server, serverArguments);
  const [load, ...loadArguments] = onCore(1, [
    path.join(release, "bench/load/socketio"),
    "slow-reader",
    ...["--port", running.port, "--pid", running.pid, "--slow", slow].map(String),
    ...["--connections", "100", "--messages", "10000", "--payload", "1024"],
  ]);
  try {
    const { stdout } = await promisify(execFile)(load, loadArguments);
    const numbers = Object.fromEntries(
      stdout
        .trim()
        .split(" ")
        .map((pair) => pair.split("=")),
    );
    const { reasons } = await running.stats();
    return {
      p50: Number(numbers.p50_ms),
      p99: Number(numbers.p99_ms),
      growth: Number(numbers.resident_growth),
      received: Number(numbers.slow_received),
      cutOff: reasons["slow consumer"] ?? 0,
    };
  } finally {
    await running.stop();
  }
}

const results = { without: [], withOne: [] };
async function round(number) {
  // The order changes each time, so that a machine that warms up or slows down favours neither.
  for (const slow of number % 2 === 0 ? [0, 1] : [1, 0]) {
    const found = await measure(slow);
    results[slow === 0 ? "without" : "withOne"].push(found);
    console.log(
      `${slow} slow: p50 ${found.p50.toFixed(2)} ms, p99 ${found.p99.toFixed(2)} ms, grown by ${megabytes(found.growth)}` +
        (slow > 0 ? `, cut off after ${found.received} messages` : ""),
    );
  }
}
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const medianOf = (kind, what) => median(results[kind].map((each) => each[what]));
const bestOf = (kind, what) => Math.min(...results[kind].map((each) => each[what]));
// Whatever else a machine does only makes latencies longer; what he costs is in every round, also in the best.
const ratio = () =>
  Math.min(
    medianOf("withOne", "p99") / medianOf("without", "p99"),
    bestOf("withOne", "p99") / bestOf("without", "p99"),
  );

for (let i = 0; i < rounds; i += 1) await round(i);
if (ratio() > latencyBound) for (let i = 0; i < rounds; i += 1) await round(i);

const verdict = new Verdict();
verdict.check(
  results.withOne.every((each) => each.cutOff === 1 && each.received < 10_000),
  'the one who does not read is closed as "slow consumer", once in every round',
);
verdict.check(
  results.without.every((each) => each.cutOff === 0),
  "nobody else is",
);
const cost = medianOf("withOne", "growth") - medianOf("without", "growth");
verdict.check(cost <= growthBound, `the server grows by ${megabytes(cost)} for him; at most ${megabytes(growthBound)}`);
verdict.check(
  ratio() <= latencyBound,
  `p99 of the others: ${medianOf("withOne", "p99").toFixed(2)} ms with him, ${medianOf("without", "p99").toFixed(2)} ms ` +
    `without, in the best rounds ${bestOf("withOne", "p99").toFixed(2)} and ${bestOf("without", "p99").toFixed(2)} ms: ` +
    `${ratio().toFixed(2)} times; at most ${latencyBound} times`,
);
verdict.end();
