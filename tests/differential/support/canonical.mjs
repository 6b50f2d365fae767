// One text for every value, equal for what is the same tree: members sorted, binary in hexadecimal, and what JSON cannot
// write named, so that nothing is taken for null.
export function canonical(value) {
  if (value instanceof Uint8Array) return canonical({ $bytes: Buffer.from(value).toString("hex") });
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.keys(value).sort().filter((name) => value[name] !== undefined);
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  // Minus zero is zero: JSON.stringify knows no other.
  return typeof value === "string" ? JSON.stringify(value) : `${value}`;
}
