// Runs the *.test.mjs here (or those named) and ends with the line `N passed, N failed`. A suite counts by its tests.
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";

const here = import.meta.dirname;
const named = process.argv.slice(2).map((file) => path.resolve(file));
const all = readdirSync(here).filter((name) => name.endsWith(".test.mjs")).map((name) => path.join(here, name));

let passed = 0;
let failed = 0;
const titles = [];
const leaf = (data) => data.details?.type !== "suite" && !path.isAbsolute(data.name);

const events = run({ files: named.length ? named : all, concurrency: 1, timeout: 10 * 60_000 });
events.on("test:start", (data) => {
  titles.length = data.nesting;
  titles.push(data.name);
});
events.on("test:pass", (data) => {
  if (leaf(data)) passed += 1;
});
events.on("test:fail", (data) => {
  const error = data.details?.error;
  // A suite fails with its tests; only one that fails by itself counts.
  if (!leaf(data) && error?.failureType === "subtestsFailed") return;
  failed += 1;
  console.log(`FAILED ${[...titles.slice(0, data.nesting), data.name].join(" > ")}\n${error?.cause?.stack ?? error}\n`);
});
events.on("test:stderr", (data) => process.stderr.write(data.message));
events.on("end", () => {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
});
events.resume();
