/** Dates and times as people say them. `now` is given, so tests choose the day. */

export interface DayWords {
  today: string;
  yesterday: string;
}

/** Making a format costs more than a hundred uses of it: each form keeps those of its languages. */
function formatter(options: Intl.DateTimeFormatOptions): (date: Date, language: string) => string {
  const byLanguage = new Map<string, Intl.DateTimeFormat>();
  return (date, language) => {
    const known = byLanguage.get(language) ?? new Intl.DateTimeFormat(language, options);
    byLanguage.set(language, known);
    return known.format(date);
  };
}

const dayForm = formatter({ month: 'long', day: 'numeric', weekday: 'long' });
const dayOfYearForm = formatter({ month: 'long', day: 'numeric', weekday: 'long', year: 'numeric' });
const shortForm = formatter({ month: 'numeric', day: 'numeric' });
const shortOfYearForm = formatter({ month: 'numeric', day: 'numeric', year: 'numeric' });
const dateForm = formatter({ dateStyle: 'long' });

const sameYear = (a: Date, b: Date): boolean => a.getFullYear() === b.getFullYear();

function daysApart(date: Date, now: Date): number {
  const midnight = (one: Date): number => new Date(one.getFullYear(), one.getMonth(), one.getDate()).getTime();
  return Math.round((midnight(now) - midnight(date)) / 86_400_000);
}

export function sameDay(a: string, b: string): boolean {
  return daysApart(new Date(a), new Date(b)) === 0;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');
const clockOf = (date: Date): string => `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;

/** "14:05", 24 hours in every language. By hand: the first format of a page takes Chromium 20 ms, and each list begins with these. */
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
