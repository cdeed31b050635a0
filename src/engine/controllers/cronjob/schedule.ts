// Cron schedules: five fields, or @hourly, @every 5m and their like (robfig/cron v3 parser.go, spec.go).
import { civil, daysFromCivil } from '../../base/time.ts';
import type { OffsetAt } from '../../kube/time-zones.ts';

export interface Schedule {
  /** The first moment after `afterMs`, or undefined where there is none in five years. */
  next(afterMs: number): number | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'dom', min: 1, max: 31 },
  { name: 'month', min: 1, max: 12, names: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'dow', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *',
};
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

interface Allowed {
  readonly values: ReadonlySet<number>;
  /** Given as `*` or `?`: then the other of the two day fields decides alone. */
  readonly any: boolean;
}

const utc: OffsetAt = () => 0;

/** @throws Error in the parser's words */
export function parseSchedule(text: string, offsetAt: OffsetAt = utc): Schedule {
  if (text.startsWith('@every ')) return every(text.slice('@every '.length));
  if (text.startsWith('@')) {
    const macro = MACROS[text];
    if (macro === undefined) throw new Error(`unrecognized descriptor: ${text}`);
    return parseSchedule(macro, offsetAt);
  }
  const parts = text.split(/\s+/).filter(Boolean);
  if (parts.length !== FIELDS.length) throw new Error(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`);
  const [minute, hour, day, month, weekday] = parts.map((part, i) => parseField(part, FIELDS[i] as Field)) as [Allowed, Allowed, Allowed, Allowed, Allowed];
  return { next: (afterMs) => nextTime({ minute, hour, day, month, weekday }, afterMs, offsetAt) };
}

function every(text: string): Schedule {
  const match = /^(?:\d+(?:ms|h|m|s))+$/.test(text) ? text.matchAll(/(\d+)(ms|h|m|s)/g) : undefined;
  if (!match) throw new Error(`failed to parse duration @every ${text}: time: invalid duration ${JSON.stringify(text)}`);
  let ms = 0;
  for (const [, number, unit] of match) ms += Number(number) * (UNITS[unit ?? ''] ?? 0);
  const period = Math.max(1000, Math.floor(ms / 1000) * 1000);
  return { next: (afterMs) => Math.floor(afterMs / 1000) * 1000 + period };
}

function parseField(text: string, field: Field): Allowed {
  const values = new Set<number>();
  let any = false;
  for (const part of text.split(',')) any = parseRange(part, field, values) || any;
  return { values, any };
}

function parseRange(text: string, field: Field, values: Set<number>): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length) throw new Error(`too many slashes: ${text}`);
  const [low = '', high, ...rest] = range.split('-');
  if (rest.length) throw new Error(`too many hyphens: ${text}`);
  const star = low === '*' || low === '?';
  const start = star ? field.min : parseNumber(low, field);
  let end = star ? field.max : high === undefined ? start : parseNumber(high, field);
  const by = step === undefined ? 1 : parseInteger(step);
  if (step !== undefined && high === undefined && !star) end = field.max;
  if (start < field.min) throw new Error(`beginning of range (${start}) below minimum (${field.min}): ${text}`);
  if (end > field.max) throw new Error(`end of range (${end}) above maximum (${field.max}): ${text}`);
  if (start > end) throw new Error(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (by === 0) throw new Error(`step of range should be a positive number: ${text}`);
  for (let value = start; value <= end; value += by) values.add(value);
  return star && by === 1;
}

function parseNumber(text: string, field: Field): number {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? named : parseInteger(text);
}

function parseInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Error(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = Number(text);
  if (value < 0) throw new Error(`negative number (${value}) not allowed: ${text}`);
  return value;
}

interface Spec {
  readonly minute: Allowed;
  readonly hour: Allowed;
  readonly day: Allowed;
  readonly month: Allowed;
  readonly weekday: Allowed;
}

const DAY_MS = 86_400_000;

/** Day by day, then within the day: a schedule has few different days in a year. */
function nextTime({ minute, hour, day, month, weekday }: Spec, afterMs: number, offsetAt: OffsetAt): number | undefined {
  const fromMs = Math.floor(afterMs / 60_000) * 60_000 + 60_000;
  const from = civil(fromMs + offsetAt(fromMs) * 60_000);
  let dayStart = daysFromCivil(from.year, from.month, from.day) * DAY_MS;
  for (let tries = 0; tries < 366 * 5; tries++, dayStart += DAY_MS) {
    const date = civil(dayStart);
    if (!month.values.has(date.month)) continue;
    const [byDay, byWeekday] = [day.values.has(date.day), weekday.values.has(date.weekday)];
    if (!(day.any || weekday.any ? byDay && byWeekday : byDay || byWeekday)) continue;
    const found = inDay(dayStart, hour.values, minute.values, fromMs, offsetAt);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Clocks that are put back show some times twice, and both count; those put forward leave some out, and they do not come. */
function inDay(dayStart: number, hours: ReadonlySet<number>, minutes: ReadonlySet<number>, fromMs: number, offsetAt: OffsetAt): number | undefined {
  const early = offsetAt(dayStart - DAY_MS);
  const late = offsetAt(dayStart + 2 * DAY_MS);
  const offsets = early === late ? [early] : [early, late];
  let first: number | undefined;
  for (let h = 0; h < 24; h++) {
    if (!hours.has(h)) continue;
    for (let m = 0; m < 60; m++) {
      if (!minutes.has(m)) continue;
      for (const offset of offsets) {
        const atMs = dayStart + h * 3_600_000 + m * 60_000 - offset * 60_000;
        if (atMs < fromMs || (offsets.length > 1 && offsetAt(atMs) !== offset)) continue;
        if (offsets.length === 1) return atMs;
        if (first === undefined || atMs < first) first = atMs;
      }
    }
  }
  return first;
}
