// The lines of bench/run.sh on stdin as tables: node report.mjs text|markdown [SVG]. With a file name, the growth of what
// a delivery costs is drawn into it.
import { writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { growthPlot } from "./growth_plot.mjs";

const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const unique = (list) => [...new Set(list)];
const fixed = (number) => (number >= 100 ? number.toFixed(0) : number >= 10 ? number.toFixed(1) : number.toFixed(2));

/** What a scenario is compared by: a field of the load client's line, less is better. */
function figureOf(name) {
  if (name.startsWith("idle")) return { field: "bytes_per_connection", unit: "bytes of memory per session" };
  if (name === "reconnect") return { field: "seconds", unit: "seconds until all are joined" };
  const operations = name === "echo" ? "round trips" : name === "connect" ? "connections" : "deliveries";
  return { field: "cpu_per_million", unit: `CPU seconds per million ${operations}` };
}

const lines = (await text(process.stdin)).trim().split("\n").filter(Boolean);
const runs = lines.map((line) => Object.fromEntries(line.split(" ").map((pair) => pair.split("="))));
const servers = unique(runs.map((run) => run.server));

/** The figure of each round of a scenario on a server, by the number of the round. */
const rounds = (name, server) =>
  new Map(
    runs
      .filter((run) => run.name === name && run.server === server)
      .map((run) => [run.round, Number(run[figureOf(name).field])]),
  );
/** Median of the ratios of rounds that both have: `server` to `base`. */
function ratio(name, server, base) {
  const below = rounds(name, base);
  const pairs = [...rounds(name, server)].filter(([round]) => below.get(round) > 0);
  return pairs.length === 0 ? undefined : median(pairs.map(([round, value]) => value / below.get(round)));
}
/** The bare server that does a scenario with least. */
function limitOf(name) {
  const bare = servers.filter((server) => server.startsWith("bare-") && rounds(name, server).size > 0);
  const cost = (server) => median([...rounds(name, server).values()]);
  return bare.sort((a, b) => cost(a) - cost(b))[0];
}

function summary() {
  const rows = unique(runs.map((run) => run.name)).map((name) => {
    const ours = [...rounds(name, "ours").values()];
    const limit = limitOf(name);
    const toLimit = limit && ratio(name, "ours", limit);
    return [
      name,
      ours.length > 0 ? fixed(median(ours)) : "",
      figureOf(name).unit,
      toLimit ? `${fixed(toLimit)} × ${limit}` : "",
      ...servers.filter((server) => server !== "ours").map((server) => fixed(ratio(name, server, "ours") ?? NaN)),
    ].map((cell) => (cell === "NaN" ? "" : cell));
  });
  const others = servers.filter((server) => server !== "ours").map((server) => `${server} / ours`);
  return [["scenario", "ours", "unit", "ours / limit", ...others], ...rows];
}

function details() {
  const rows = unique(runs.map((run) => run.name)).flatMap((name) =>
    servers
      .filter((server) => rounds(name, server).size > 0)
      .map((server) => {
        const values = [...rounds(name, server).values()];
        const of = (field) =>
          runs
            .filter((run) => run.name === name && run.server === server && run[field] !== undefined)
            .map((run) => Number(run[field]));
        const middle = (field) => (of(field).length > 0 ? fixed(median(of(field))) : "");
        const busy = of("client_load").length > 0 && median(of("client_load")) >= 0.95;
        return [
          name,
          server,
          fixed(median(values)),
          `${fixed(Math.min(...values))}–${fixed(Math.max(...values))}`,
          of("per_second").length > 0 ? median(of("per_second")).toFixed(0) : "",
          ...["p50_ms", "p99_ms", "p999_ms", "server_load"].map(middle),
          middle("client_load") + (busy ? " *" : ""),
        ];
      }),
  );
  const head = ["scenario", "server", "figure", "min–max", "per second", "p50 ms", "p99 ms", "p99.9 ms", "server load"];
  return [[...head, "client load"], ...rows];
}

const markdown = (table) =>
  [table[0], table[0].map((_, i) => (i === 0 ? "---" : "---:")), ...table.slice(1)]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
function plain(table) {
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  const left = (cells, i) => i === 0 || /[a-z]/.test(cells[i]);
  return table
    .map((row) => row.map((cell, i) => (left(row, i) ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "))
    .join("\n");
}

const print = process.argv[2] === "markdown" ? markdown : plain;
console.log(`\n${print(summary())}\n\n${print(details())}\n\n* the load client was the bottleneck: the rate is a lower bound`);

if (process.argv[3]) {
  const cost = (name, server) => median([...rounds(name, server).values()]);
  const names = unique(runs.map((run) => run.name)).filter((name) => name.startsWith("growth_"));
  const plot = growthPlot(names, (name, server) => (rounds(name, server).size > 0 ? cost(name, server) : undefined));
  if (plot === undefined) throw new Error("a plot wants the scenarios growth, with ours or bare-send");
  writeFileSync(process.argv[3], plot);
}
