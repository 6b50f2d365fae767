import { shallowRef } from 'vue';

/** Dates and times as people say them. `now` is given, so tests choose the day. */

export interface DayWords {
  today: string;
  yesterday: string;
}

/** The zone whose clock and calendar all times are shown by; none: that of the browser. */
const zone = shallowRef<string>();

function knownZone(name: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** From now on times are shown as they are in the zone of this name; without one, or where the browser knows none so called, as they are here. */
export function showTimesOf(name: string): void {
  zone.value = name === '' ? undefined : knownZone(name);
}

/** Making a format costs more than a hundred uses of it: each form keeps those of its languages and zones. */
function formatter(options: Intl.DateTimeFormatOptions): (date: Date, language: string) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (date, language) => {
    const key = language + zone.value;
    const known = made.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone: zone.value });
    made.set(key, known);
    return known.format(date);
  };
}

const dayForm = formatter({ month: 'long', day: 'numeric', weekday: 'long' });
const dayOfYearForm = formatter({ month: 'long', day: 'numeric', weekday: 'long', year: 'numeric' });
const shortForm = formatter({ month: 'numeric', day: 'numeric' });
const shortOfYearForm = formatter({ month: 'numeric', day: 'numeric', year: 'numeric' });
const dateForm = formatter({ dateStyle: 'long' });

const wallForm = formatter({ dateStyle: 'short', timeStyle: 'short' });
const minuteMs = 60_000;
/** So many minutes are kept: those of a long way back, which are asked for with each page of it. */
const mostWalls = 50_000;
const walls = new Map<string, string>();
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/**
 * What calendar and clock on the wall show at that time: "2026-11-23 14:05", 24 hours in every language. By hand where no zone is
 * chosen: the first format of a page takes Chromium 20 ms, and each list begins with these. Of another zone each minute is asked for once.
 */
export function wallOf(date: Date): string {
  if (!zone.value) return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
  const key = Math.floor(+date / minuteMs) + zone.value;
  const known = walls.get(key) ?? wallForm(date, 'sv');
  if (walls.size >= mostWalls) walls.clear();
  walls.set(key, known);
  return known;
}

export const dayOf = (date: Date): string => wallOf(date).slice(0, 10);
const clockOf = (date: Date): string => wallOf(date).slice(11);
const sameYear = (a: Date, b: Date): boolean => dayOf(a).slice(0, 4) === dayOf(b).slice(0, 4);
const daysApart = (date: Date, now: Date): number => (Date.parse(dayOf(now)) - Date.parse(dayOf(date))) / 86_400_000;

export function sameDay(a: string, b: string): boolean {
  return dayOf(new Date(a)) === dayOf(new Date(b));
}

export const clock = (time: string): string => clockOf(new Date(time));

/** "今天", "昨天", "11月23日星期一", with the year when it is another one. */
export function day(time: string, language: string, words: DayWords, now = new Date()): string {
  const date = new Date(time);
  const days = daysApart(date, now);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  return (sameYear(date, now) ? dayForm : dayOfYearForm)(date, language);
}

/** The short form for lists: the clock today, "昨天", else the date. */
export function shortDay(time: string, language: string, words: DayWords, now = new Date()): string {
  const date = new Date(time);
  const days = daysApart(date, now);
  if (days <= 0) return clockOf(date);
  if (days === 1) return words.yesterday;
  return (sameYear(date, now) ? shortForm : shortOfYearForm)(date, language);
}

/** "今天 14:05": the full form, for a tooltip and for screen readers. */
export function dayAndClock(time: string, language: string, words: DayWords, now = new Date()): string {
  return `${day(time, language, words, now)} ${clock(time)}`;
}

export function plainDate(time: string, language: string): string {
  return dateForm(new Date(time), language);
}

const sizeUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** Bytes as people say them, in thousands. */
export function fileSize(bytes: number, locale: string): string {
  const step = Math.min(sizeUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(locale, { style: 'unit', unit: sizeUnits[step] as string, unitDisplay: 'short', maximumFractionDigits: 1 }).format(bytes / 1000 ** step);
}
