// Times as programs print them.
import { civil, daysFromCivil, rfc3339 } from '../base/time.ts';

/** `2026-01-02 03:04:05.000000000 +0000` */
export const formatTime = (epochMs: number): string => `${rfc3339(epochMs).replace('T', ' ').replace('Z', '')}.${String(Math.floor(epochMs) % 1000).padStart(3, '0')}000000 +0000`;

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `Fri Jan  2 03:04:05 2026` */
export function formatClock(epochMs: number): string {
  const t = civil(epochMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${DAYS[t.weekday]?.slice(0, 3)} ${MONTHS[t.month - 1]?.slice(0, 3)} ${String(t.day).padStart(2)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year}`;
}

/** strftime in UTC. */
export function formatDate(epochMs: number, format: string): string {
  const t = civil(epochMs);
  const pad = (n: number, width = 2, fill = '0'): string => String(n).padStart(width, fill);
  const day = DAYS[t.weekday] as string;
  const month = MONTHS[t.month - 1] as string;
  const dayOfYear = daysFromCivil(t.year, t.month, t.day) - daysFromCivil(t.year, 1, 1) + 1;
  const fields: Readonly<Record<string, () => string>> = {
    Y: () => String(t.year), y: () => pad(t.year % 100), m: () => pad(t.month), d: () => pad(t.day), e: () => pad(t.day, 2, ' '), H: () => pad(t.hour), M: () => pad(t.minute), S: () => pad(t.second), I: () => pad(t.hour % 12 || 12),
    l: () => pad(t.hour % 12 || 12, 2, ' '), k: () => pad(t.hour, 2, ' '), p: () => (t.hour < 12 ? 'AM' : 'PM'), P: () => (t.hour < 12 ? 'am' : 'pm'), a: () => day.slice(0, 3), A: () => day, b: () => month.slice(0, 3), h: () => month.slice(0, 3), B: () => month,
    U: () => pad(Math.floor((dayOfYear + 6 - t.weekday) / 7)), W: () => pad(Math.floor((dayOfYear + 6 - ((t.weekday + 6) % 7)) / 7)), q: () => String(Math.ceil(t.month / 3)),
    j: () => pad(dayOfYear, 3), u: () => String(t.weekday || 7), w: () => String(t.weekday), s: () => String(Math.floor(epochMs / 1000)), N: () => `${pad(t.ms, 3)}000000`, Z: () => 'UTC', z: () => '+0000', ':z': () => '+00:00', n: () => '\n', t: () => '\t', '%': () => '%',
    F: () => formatDate(epochMs, '%Y-%m-%d'), T: () => formatDate(epochMs, '%H:%M:%S'), D: () => formatDate(epochMs, '%m/%d/%y'), R: () => formatDate(epochMs, '%H:%M'), r: () => formatDate(epochMs, '%I:%M:%S %p'), c: () => formatDate(epochMs, '%a %b %e %H:%M:%S %Y'), x: () => formatDate(epochMs, '%m/%d/%y'), X: () => formatDate(epochMs, '%H:%M:%S'), C: () => pad(Math.floor(t.year / 100)),
  };
  return format.replace(/%([-_0]?)(3?)(:z|[a-zA-Z%])/g, (all, flag: string, digits: string, letter: string) => {
    const value = fields[letter]?.();
    if (value === undefined) return all;
    if (digits && letter === 'N') return value.slice(0, 3);
    return flag === '-' ? value.replace(/^[0 ]+(?=.)/, '') : flag === '_' ? value.replace(/^0(?=.)/, ' ') : value;
  });
}
