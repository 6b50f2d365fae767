/** One line of the table. `value`: in the unit of the target. */
export interface Measured {
  readonly what: string;
  readonly value: number;
  readonly target: number;
  readonly unit: string;
}

export const percentile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
};

/** How much slower than this machine the page's CPU is made, in words. */
export const speed = (rate: number): string => (rate === 1 ? 'this CPU' : `${rate}x CPU`);

/** What was measured, its target, and whether it is met. */
export function table(lines: readonly Measured[]): string {
  const number = (value: number): string => (Number.isNaN(value) ? '–' : value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1));
  const cells = lines.map(({ what, value, target, unit }) => [what, `${number(value)} ${unit}`, `≤ ${number(target)} ${unit}`, value <= target ? 'met' : 'MISSED']);
  const all = [['what', 'measured', 'target', 'verdict'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] as number)).join('  ')).join('\n');
}
