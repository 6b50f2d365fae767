// 40 clients a second come and are abandoned in every half-open state. In the end everything is as it was before:
// no session is left, no descriptor, no memory; and each connection was ended in the time that its state allows.
//
// DURATION: seconds of churn, the drains apart. SAMPLES: file for one line of numbers each second. ONLY=text: ways
// with it in their name. CERTIFICATE, KEY: files for TLS.
import { appendFileSync } from "node:fs";
import { ServerProcess, Verdict, megabytes, sleep } from "../support/campaign_server.mjs";
import { Client } from "./client.mjs";
import { goodbye, ways } from "./ways.mjs";

const duration = Number(process.env.DURATION ?? 16);
const rate = Number(process.env.RATE ?? 40);
const long = duration >= 120;
const warmUp = long ? 60 : duration / 2; // to the same level as later, or it would look like growth
const lateness = 1_500; // of a busy machine, ms
const rssBound = 2 << 20;
const heapBound = long ? 256 << 10 : 40 << 10;

const unit = long ? 10_000 : 1_000;
const times = {
  "head-timeout": unit,
  "body-timeout": unit,
  "idle-timeout": unit,
  "ping-interval": unit / 2,
  "ping-timeout": unit / 2,
  "upgrade-timeout": unit,
  "drain-timeout": unit,
  "connect-timeout": unit,
  "attachment-timeout": unit,
  "ack-timeout": unit,
  "handshake-timeout": unit,
  "tls-timeout": unit,
  recovery: unit,
};

const server = await ServerProcess.campaign([
  ...Object.entries(times).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ...["--cert", process.env.CERTIFICATE, "--key", process.env.KEY],
]);
const ports = { plain: server.port, tls: server.tlsPort };
const verdict = new Verdict();
const kinds = ways(times)
  .filter(({ name }) => name.includes(process.env.ONLY ?? ""))
  .map((way) => ({ ...way, clients: 0, longest: 0, failures: [] }));
const abandoned = new Set();

async function abandon(kind) {
  const client = new Client(ports);
  abandoned.add(client);
  kind.clients += 1;
  try {
    await kind.go(client);
    const since = performance.now();
    const limit = sleep(kind.within + lateness).then(() => undefined);
    for (const link of client.links) {
      const ended = await Promise.race([link.over, limit]);
      if (ended === undefined) throw new Error(`open after ${kind.within + lateness} ms`);
      kind.longest = Math.max(kind.longest, ended.at - since);
    }
    // The server lets go of a connection also when its FIN is not answered.
    if (kind.within < goodbye) await sleep(goodbye + lateness);
  } catch (error) {
    kind.failures.push(error.message);
  }
  for (const link of client.links) link.destroy();
  abandoned.delete(client);
}

/** A member of the same room who behaves, sends it a message ten times a second, and asks everybody each second. */
class Member {
  #sent = 0;
  #received = 0;
  #wrong = 0;
  #delays = [];
  #asked = 0;
  #answered = 0;
  async join() {
    this.link = (await new Client(ports).join()).keepBeating();
    this.link.follow((text) => {
      if (text.startsWith("43")) this.#answered += 1;
      const question = /^42(\d+)\["question"/.exec(text);
      if (question) this.link.frame(`43${question[1]}[]`);
      if (!text.startsWith('42["message",')) return;
      const [, number, at] = JSON.parse(text.slice(2));
      if (number !== this.#received) this.#wrong += 1;
      this.#received += 1;
      this.#delays.push(performance.now() - at);
    });
    this.timers = [
      setInterval(() => this.link.frame(`42["message",${this.#sent++},${performance.now()}]`), 100),
      setInterval(() => this.link.frame(`42${this.#asked++}["ask everybody"]`), 1_000),
    ];
  }
  async leave() {
    this.timers.forEach(clearInterval);
    await sleep(times["ack-timeout"] + 500);
    const late = this.#delays.sort((a, b) => a - b)[Math.floor(this.#delays.length * 0.99)];
    verdict.check(
      this.#wrong === 0 && this.#received === this.#sent && this.link.ended === undefined,
      `the member who stayed got ${this.#received} of ${this.#sent} messages in order, p99 ${late?.toFixed(1)} ms`,
    );
    verdict.check(
      this.#asked === this.#answered,
      `of ${this.#asked} questions to everybody ${this.#answered} were settled`,
    );
    this.link.destroy();
  }
}

async function measure() {
  const { reasons, ...inside } = await server.stats();
  return { rss: server.memory(), descriptors: server.descriptors(), ...inside, reasons };
}
const describe = (level) =>
  `${level.sessions} sessions, ${level.sockets} sockets, ${level.connections} connections, ` +
  `${level.descriptors} descriptors, RSS ${megabytes(level.rss)}, heap ${megabytes(level.heap)}`;

const began = performance.now();
const samples = [];
async function sample() {
  const level = await measure();
  samples.push({ second: Math.round((performance.now() - began) / 1_000), ...level });
  const last = samples.at(-1);
  if (last.second % (long ? 10 : 3) === 0) console.log(`${String(last.second).padStart(5)} s  ${describe(level)}`);
  if (process.env.SAMPLES) {
    const { second, rss, descriptors, connections, sessions, sockets, heap } = last;
    appendFileSync(
      process.env.SAMPLES,
      `${[second, rss, descriptors, connections, sessions, sockets, heap].join(" ")}\n`,
    );
  }
}

let turn = 0;
async function churn(seconds) {
  const start = performance.now();
  for (let made = 0; made < seconds * rate; made += 1) {
    const due = start + (made * 1_000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    abandon(kinds[turn++ % kinds.length]);
  }
}

/** Waits until nothing is left but `quiet`; the level then. */
async function drain() {
  const limit = performance.now() + Math.max(...kinds.map((kind) => kind.within)) + 20_000;
  let level = await measure();
  while (
    performance.now() < limit &&
    (abandoned.size > 0 || level.sessions > 1 || level.connections > quiet.connections)
  ) {
    await sleep(250);
    level = await measure();
  }
  await sleep(times.recovery + 500); // nobody may come back any more
  level = await measure();
  console.log(`drained  ${describe(level)}`);
  return level;
}

const member = new Member();
await member.join();
await sleep(500);
const quiet = await measure();
console.log(`${rate} clients a second for ${duration} s, ${kinds.length} ways; at first ${describe(quiet)}`);
const ticking = setInterval(() => sample().catch(() => {}), 1_000);

await churn(warmUp);
const first = await drain();
await churn(duration - warmUp);
const last = await drain();
clearInterval(ticking);

for (const kind of kinds) {
  verdict.check(
    kind.clients > 0 && kind.failures.length === 0,
    `${kind.name}: ${kind.clients} clients, closed after at most ${Math.round(kind.longest)} of ${kind.within} ms` +
      (kind.failures.length > 0
        ? `; ${kind.failures.length} failed: ${[...new Set(kind.failures)].slice(0, 3).join("; ")}`
        : ""),
  );
}
const same = (what) => verdict.check(last[what] === quiet[what], `${what}: ${quiet[what]} before, ${last[what]} after`);
["sessions", "sockets", "connections", "namespaces", "descriptors"].forEach(same);
const grown = (what, bound) =>
  verdict.check(
    last[what] - first[what] <= bound,
    `${what} from the first drain to the last: ${megabytes(first[what])}, ${megabytes(last[what])}; at most ${megabytes(bound)} more`,
  );
grown("rss", rssBound);
grown("heap", heapBound);

if (long) {
  // The level under churn does not climb either: the first two minutes after the warm-up against the last two.
  const busy = samples.filter(({ sessions }) => sessions > rate);
  const mean = (list, what) => list.reduce((sum, each) => sum + each[what], 0) / list.length;
  for (const what of ["sessions", "descriptors"]) {
    const [early, late] = [mean(busy.slice(120, 240), what), mean(busy.slice(-120), what)];
    verdict.check(
      late < early * 1.1,
      `${what} under churn: ${early.toFixed(0)} in the third minute, ${late.toFixed(0)} in the last`,
    );
  }
}
await member.leave();
console.log(`reasons: ${JSON.stringify(last.reasons)}`);
await server.stop();
verdict.end();
