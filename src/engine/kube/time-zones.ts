// Time zones by name: how far local time is from UTC at an instant, by the rules of today (IANA; Ramadan in Morocco is not among them).
import { civil, daysFromCivil } from '../base/time.ts';
import { zonesByRule } from './time-zones.generated.ts';

/** Minutes to be added to UTC. */
export type OffsetAt = (utcMs: number) => number;

let rules: ReadonlyMap<string, string> | undefined;
const parsed = new Map<string, OffsetAt>();

function ruleOf(name: string): string | undefined {
  if (!rules) {
    const all = new Map<string, string>();
    for (const [rule, packed] of Object.entries(zonesByRule)) {
      for (const group of packed.split(' ')) {
        const at = group.indexOf(':');
        const region = group.slice(0, at);
        for (const place of group.slice(at + 1).split(',')) all.set(region === '' ? place : `${region}/${place}`, rule);
      }
    }
    rules = all;
  }
  return rules.get(name);
}

export const isTimeZone = (name: string): boolean => ruleOf(name) !== undefined;

/** Undefined where there is no such zone. */
export function timeZone(name: string): OffsetAt | undefined {
  const rule = ruleOf(name);
  if (rule === undefined) return undefined;
  let offset = parsed.get(rule);
  if (!offset) parsed.set(rule, (offset = parseRule(rule)));
  return offset;
}

interface Change {
  readonly month: number;
  /** 1…4, 5 is the last. */
  readonly week: number;
  readonly weekday: number;
  /** Local minutes of that day; may be negative or beyond its end. */
  readonly minutes: number;
}

/** `A5A,M3.2.0,M11.1.0`: POSIX' TZ, where offsets count westwards. */
function parseRule(rule: string): OffsetAt {
  const m = /^A([-+]?[\d:]+)(?:A([-+]?[\d:]+)?(?:,(.+),(.+))?)?$/.exec(rule);
  const standard = 0 - clock(m?.[1] ?? '0');
  if (!m?.[3] || !m[4]) return () => standard;
  const summer = m[2] === undefined ? standard + 60 : 0 - clock(m[2]);
  const [begin, end] = [changeOf(m[3]), changeOf(m[4])];
  return (utcMs) => {
    const { year } = civil(utcMs + standard * 60_000);
    const from = instantOf(begin, year) - standard * 60_000;
    const to = instantOf(end, year) - summer * 60_000;
    const inside = from < to ? utcMs >= from && utcMs < to : utcMs >= from || utcMs < to;
    return inside ? summer : standard;
  };
}

/** `-3:30` as minutes. */
function clock(text: string): number {
  const m = /^([-+]?)(\d+)(?::(\d+))?/.exec(text);
  const minutes = Number(m?.[2] ?? 0) * 60 + Number(m?.[3] ?? 0);
  return m?.[1] === '-' ? -minutes : minutes;
}

function changeOf(text: string): Change {
  const m = /^M(\d+)\.(\d)\.(\d)(?:\/(.+))?$/.exec(text);
  return { month: Number(m?.[1]), week: Number(m?.[2]), weekday: Number(m?.[3]), minutes: m?.[4] === undefined ? 120 : clock(m[4]) };
}

/** As if it were UTC. */
function instantOf({ month, week, weekday, minutes }: Change, year: number): number {
  const first = daysFromCivil(year, month, 1);
  const next = month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1);
  // 1970-01-01 was a Thursday.
  const shift = (weekday - ((((first + 4) % 7) + 7) % 7) + 7) % 7;
  let day = first + shift + (week - 1) * 7;
  while (day >= next) day -= 7;
  return day * 86_400_000 + minutes * 60_000;
}
