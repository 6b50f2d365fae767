// Randomness that a seed repeats.

/** The seed of this run and how many cases it tries; both may be chosen (see run.sh). */
export const seed = Number(process.env.DIFFERENTIAL_SEED ?? 20260726);
export const cases = Number(process.env.DIFFERENTIAL_CASES ?? 240_000);

export class Random {
  #state;

  constructor(from) {
    this.#state = from >>> 0;
  }
  /** 32 random bits (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }
  /** An integer from 0 to `end` - 1. */
  below(end) {
    return this.next() % end;
  }
  pick(list) {
    return list[this.below(list.length)];
  }
  /** True once in `times`. */
  once(times) {
    return this.below(times) === 0;
  }
  many(end, make) {
    return Array.from({ length: this.below(end) }, make);
  }
  bytes(end) {
    return Buffer.from(this.many(end, () => this.below(256)));
  }
}
