// What TZ says: a zone by name (Asia/Seoul) or in POSIX' form (KST-9), how far it is from UTC and what its time is called.
import { timeZone } from '../kube/time-zones.ts';

/** Names of times, winter's and summer's, where people use one; others are shown as numbers, as the zone database has them. */
const NAMES: Readonly<Record<string, readonly [string, string?]>> = {
  'Asia/Seoul': ['KST'], 'Asia/Tokyo': ['JST'], 'Asia/Shanghai': ['CST'], 'Asia/Hong_Kong': ['HKT'], 'Asia/Kolkata': ['IST'], 'Europe/London': ['GMT', 'BST'], 'Europe/Berlin': ['CET', 'CEST'], 'Europe/Paris': ['CET', 'CEST'], 'Europe/Madrid': ['CET', 'CEST'], 'Europe/Rome': ['CET', 'CEST'], 'Europe/Amsterdam': ['CET', 'CEST'],
  'America/New_York': ['EST', 'EDT'], 'America/Chicago': ['CST', 'CDT'], 'America/Denver': ['MST', 'MDT'], 'America/Los_Angeles': ['PST', 'PDT'], 'Australia/Sydney': ['AEST', 'AEDT'],
};

/** `KST-9`, `EST5`, `UTC+3:30`: hours west of UTC. */
const posix = (zone: string): { readonly name: string; readonly minutes: number } | undefined => {
  const m = /^([A-Za-z]{3,}|<[-+\w]+>)([-+]?)(\d{1,2})(?::(\d{2}))?/.exec(zone);
  return m ? { name: (m[1] as string).replace(/[<>]/g, ''), minutes: (m[2] === '-' ? 1 : -1) * (Number(m[3]) * 60 + Number(m[4] ?? 0)) } : undefined;
};

/** Minutes to be added to UTC. */
export function zoneOffset(zone: string | undefined, utcMs: number): number {
  if (!zone) return 0;
  return timeZone(zone)?.(utcMs) ?? posix(zone)?.minutes ?? 0;
}

export function zoneName(zone: string | undefined, utcMs: number): string {
  if (!zone) return 'UTC';
  const offset = timeZone(zone);
  if (!offset) return posix(zone)?.name ?? (/^[A-Za-z]+/.exec(zone)?.[0] || 'UTC');
  const minutes = offset(utcMs);
  const names = NAMES[zone];
  const winter = Math.min(offset(JANUARY), offset(JANUARY + 182 * 86_400_000));
  if (names) return (minutes > winter ? names[1] : undefined) ?? names[0];
  if (minutes === 0) return /^(Etc\/)?(UTC|UCT|Zulu|Universal)$/.test(zone) ? 'UTC' : 'GMT';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${String(Math.floor(size / 60)).padStart(2, '0')}${size % 60 ? String(size % 60).padStart(2, '0') : ''}`;
}

/** A January. */
const JANUARY = 1_767_225_600_000;
