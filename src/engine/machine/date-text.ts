// What `date -d` and `touch -d` understand: dates and times as people write them, and how far from there (gnulib's parse-datetime).
import { civil, daysFromCivil } from '../base/time.ts';
import { zoneOffset } from './time-zone.ts';

const DAY = 86_400_000;
const SIZES: Readonly<Record<string, number>> = { second: 1000, sec: 1000, minute: 60_000, min: 60_000, hour: 3_600_000, day: DAY, week: 7 * DAY, fortnight: 14 * DAY };
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Reading {
  date: { readonly year: number; readonly month: number; readonly day: number } | undefined;
  /** Milliseconds since midnight. */
  time: number | undefined;
  offsetMinutes: number | undefined;
  weekday: { readonly day: number; readonly turns: number } | undefined;
  months: number;
  ms: number;
}

const monthOf = (word: string): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;

/** Takes what it knows from the text; what is left has no meaning. */
function taken(text: string, into: Reading): string {
  let rest = text;
  const take = (shape: RegExp, act: (m: RegExpExecArray) => boolean | void): void => {
    for (let m = shape.exec(rest); m; m = shape.exec(rest)) {
      if (act(m) === false) return;
      rest = `${rest.slice(0, m.index)} ${rest.slice(m.index + m[0].length)}`;
    }
  };
  take(/(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](?=\d))?/, (m) => void (into.date = { year: Number(m[1]), month: Number(m[2]), day: Number(m[3]) }));
  take(/(?<!\d)(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?!\d)/, (m) => void (into.date = { year: m[3] === undefined ? Number.NaN : Number(m[3]) + (m[3].length === 2 ? (Number(m[3]) < 69 ? 2000 : 1900) : 0), month: Number(m[1]), day: Number(m[2]) }));
  take(/(?<![\d+-])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap])\.?m\b\.?|(?<![\d+-])(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?|(?<!\d)(\d{1,2})\s*([ap])m\b/i, (m) => {
    const half = (m[5] ?? m[11])?.toLowerCase();
    let hour = Number(m[1] ?? m[6] ?? m[10]);
    if (half) hour = (hour % 12) + (half === 'p' ? 12 : 0);
    into.time = hour * 3_600_000 + Number(m[2] ?? m[7] ?? 0) * 60_000 + Number(m[3] ?? m[8] ?? 0) * 1000 + Math.floor(Number(`0.${m[4] ?? m[9] ?? 0}`) * 1000);
    if (hour > 24 || Number(m[2] ?? m[7] ?? 0) > 59) into.time = Number.NaN;
  });
  take(/(?<=[\d\s]|^)(?:(?:UTC|GMT|Z)(?:([-+])(\d{1,2}):?(\d{2})?)?(?![A-Za-z])|(?<=\s|\d)([-+])(\d{2}):?(\d{2})(?!\d))/i, (m) => {
    const sign = (m[1] ?? m[4]) === '-' ? -1 : 1;
    into.offsetMinutes = sign * (Number(m[2] ?? m[5] ?? 0) * 60 + Number(m[3] ?? m[6] ?? 0));
  });
  take(/\b(?:(\d{1,2})[\s-]+)?(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?(?:[\s-]+(\d{1,2})(?!\d)(?:st|nd|rd|th)?)?(?:,?[\s-]+(\d{4}))?/i, (m) => void (into.date = { year: m[4] === undefined ? Number.NaN : Number(m[4]), month: monthOf(m[2] as string), day: Number(m[1] ?? m[3] ?? 1) }));
  take(/\b(now|today|yesterday|tomorrow)\b/i, (m) => {
    const word = (m[1] as string).toLowerCase();
    if (word === 'yesterday' || word === 'tomorrow') into.ms += word === 'tomorrow' ? DAY : -DAY;
  });
  take(/(?:\b(next|last|this)\b|([-+]?\s*\d+))?\s*\b(second|sec|minute|min|hour|day|week|fortnight|month|year)s?\b(\s+ago\b)?/i, (m) => {
    const by = (m[2] === undefined ? { next: 1, last: -1, this: 0 }[(m[1] ?? 'next').toLowerCase()] ?? 1 : Number(m[2].replace(/\s+/g, ''))) * (m[4] ? -1 : 1);
    const unit = (m[3] as string).toLowerCase();
    if (unit === 'month' || unit === 'year') into.months += by * (unit === 'year' ? 12 : 1);
    else into.ms += by * (SIZES[unit] as number);
  });
  take(/(?:\b(next|last|this)\s+)?\b(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b,?/i, (m) => void (into.weekday = { day: WEEKDAYS.indexOf((m[2] as string).slice(0, 3).toLowerCase()), turns: { next: 1, last: -1 }[(m[1] ?? '').toLowerCase()] ?? 0 }));
  take(/^\s*(\d{4})(\d{2})(\d{2})\s*$/, (m) => void (into.date = { year: Number(m[1]), month: Number(m[2]), day: Number(m[3]) }));
  return rest.replace(/(?<=\s)[Tt](?=\s|$)/g, ' ').trim();
}

/** The moment that a text means; a month's day that it does not have runs into the next month. */
export function parseDate(text: string, nowMs: number, zone?: string): number | undefined {
  const given = text.trim();
  if (/^@-?\d+([.,]\d+)?$/.test(given)) return Number(given.slice(1).replace(',', '.')) * 1000;
  const into: Reading = { date: undefined, time: undefined, offsetMinutes: undefined, weekday: undefined, months: 0, ms: 0 };
  const own = /^TZ="([^"]*)"\s*/.exec(given);
  if (taken(own ? given.slice(own[0].length) : given, into) !== '') return undefined;
  const zoned = own ? own[1] : zone;
  const local = nowMs + zoneOffset(zoned, nowMs) * 60_000;
  const now = civil(local);
  const date = into.date ?? { year: now.year, month: now.month, day: now.day };
  const year = Number.isNaN(date.year) ? now.year : date.year;
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > daysIn(year, date.month) || Number.isNaN(into.time)) return undefined;
  const months = year * 12 + date.month - 1 + into.months;
  // A date without a time is its midnight; a weekday and an empty text, too.
  const clock = into.time ?? (into.date || into.weekday || given === '' ? 0 : local - Math.floor(local / DAY) * DAY);
  let day = daysFromCivil(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1) + date.day - 1;
  if (into.weekday && !into.date) {
    const ahead = (into.weekday.day - ((((day + 4) % 7) + 7) % 7) + 7) % 7;
    day += ahead + 7 * (into.weekday.turns > 0 && ahead === 0 ? 1 : into.weekday.turns > 0 ? 0 : into.weekday.turns);
  }
  const wall = day * DAY + clock;
  const offset = into.offsetMinutes ?? zoneOffset(zoned, wall);
  return wall - offset * 60_000 + into.ms;
}

function daysIn(year: number, month: number): number {
  return daysFromCivil(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - daysFromCivil(year, month, 1);
}
