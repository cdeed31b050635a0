// Calendar arithmetic in UTC without Date: milliseconds since 1970 to and from RFC 3339.
const DAY_MS = 86_400_000;

export interface CivilTime {
  readonly year: number;
  /** 1–12 */
  readonly month: number;
  /** 1–31 */
  readonly day: number;
  /** 0 = Sunday */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

// Howard Hinnant's days-from-civil, which counts years from March so that the leap day comes last.
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civil(epochMs: number): CivilTime {
  const days = Math.floor(epochMs / DAY_MS);
  const inDay = epochMs - days * DAY_MS;
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(inDay / 3_600_000),
    minute: Math.floor(inDay / 60_000) % 60,
    second: Math.floor(inDay / 1000) % 60,
    ms: Math.floor(inDay) % 1000,
  };
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

// A second's text is asked for again and again, and kept in thousands of objects: one string serves them all.
const written = new Map<number, string>();
const MAX_WRITTEN = 1024;

/** `2026-01-02T03:04:05Z`, as metav1.Time is written. */
export function rfc3339(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  let text = written.get(second);
  if (text === undefined) {
    const t = civil(epochMs);
    // Joined rather than concatenated: the engine's objects keep it, and a rope would keep all its parts.
    text = [pad(t.year, 4), '-', pad(t.month), '-', pad(t.day), 'T', pad(t.hour), ':', pad(t.minute), ':', pad(t.second), 'Z'].join('');
    if (written.size >= MAX_WRITTEN) written.clear();
    written.set(second, text);
  }
  return text;
}

/** `2026-01-02T03:04:05.678000Z`, as metav1.MicroTime is written. */
export function rfc3339Micro(epochMs: number): string {
  const micros = Math.floor((epochMs - Math.floor(epochMs / 1000) * 1000) * 1000);
  return [rfc3339(epochMs).slice(0, -1), '.', pad(micros, 6), 'Z'].join('');
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970, or undefined where the text is no RFC 3339 time. */
export function parseRfc3339(text: string): number | undefined {
  const m = RFC3339.exec(text);
  if (!m) return undefined;
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const zone = m[8] ?? 'Z';
  const offsetMin = zone.length === 1 ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  const fraction = m[7] ? Number(`0.${m[7]}`) * 1000 : 0;
  return daysFromCivil(year, month, day) * DAY_MS + hour * 3_600_000 + (minute - offsetMin) * 60_000 + second * 1000 + fraction;
}
