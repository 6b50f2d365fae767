import { dayOf, wallOf } from './format';

/** How many minutes the clock that times are shown by is ahead of UTC at this time. */
export function minutesAhead(date: Date): number {
  const shown = Date.parse(`${wallOf(date).replace(' ', 'T')}Z`); // Without its seconds.
  return Math.ceil((shown - date.getTime()) / 60_000);
}

/** When a day such as "2026-11-23" begins by the calendar that times are shown by; null when there is no such day. */
export function dayStart(day: string): Date | null {
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight)) return null;
  const before = (time: number): number => midnight - minutesAhead(new Date(time)) * 60_000;
  // What the clock is ahead may change between the midnight of UTC and that of the zone, or at the latter.
  const guess = before(midnight);
  const better = before(guess);
  return new Date([better, guess].find((time) => dayOf(new Date(time)) === day) ?? guess);
}
