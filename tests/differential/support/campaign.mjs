// One way to run every comparison: batches through our codec, each answer beside the reference's.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { seed } from "./random.mjs";

const batch = 500;

/** Counts what a campaign saw, over all campaigns of a file. */
export class Tally {
  accepted = 0;
  refused = 0;
  fired = new Map();

  /** What was seen, and which of `differences` never fired. */
  report(title, differences) {
    const fires = differences.map(({ name }) => `  ${String(this.fired.get(name) ?? 0).padStart(7)}  ${name}`);
    const idle = differences.filter(({ name }) => !this.fired.has(name)).map(({ name }) => name);
    console.error(`${title}: seed ${seed}, ${this.accepted} accepted and ${this.refused} refused by both; different on purpose:`);
    console.error(fires.join("\n"));
    if (idle.length > 0) console.error(`NEVER FIRED: ${idle.join("; ")}`);
  }
}

/**
 * Compares `count` cases made by `make`. `judge(made, answer)` returns `{ours, theirs, same, explained}`; a case that is
 * neither the same nor explained fails the test, the first ones with all that is needed to repeat it.
 */
export async function compare({ codec, tally, count, make, judge }) {
  const failures = [];
  for (let done = 0; done < count; done += batch) {
    const made = Array.from({ length: Math.min(batch, count - done) }, make);
    const answers = await codec.ask(made);
    for (const [i, answer] of answers.entries()) {
      const verdict = judge(made[i], answer);
      if (verdict.same) {
        tally[verdict.refused ? "refused" : "accepted"] += 1;
      } else if (verdict.explained) {
        for (const name of verdict.explained) tally.fired.set(name, (tally.fired.get(name) ?? 0) + 1);
      } else {
        failures.push({ seed, case: done + i, made: made[i], ...verdict });
      }
    }
    if (failures.length >= 5) break;
  }
  const shown = failures.slice(0, 5).map((failure) => inspect(failure, { depth: 12, breakLength: 160, maxStringLength: 2000 }));
  assert.equal(failures.length, 0, `differences that nothing explains:\n${shown.join("\n")}`);
}
