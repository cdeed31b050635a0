// Times as programs print them.
import { civil, daysFromCivil, rfc3339 } from '../base/time.ts';

/** `2026-01-02 03:04:05.000000000 +0000` */
export const formatTime = (epochMs: number): string => `${rfc3339(epochMs).replace('T', ' ').replace('Z', '')}.${String(((Math.floor(epochMs) % 1000) + 1000) % 1000).padStart(3, '0')}000000 +0000`;

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `Fri Jan  2 03:04:05 2026` */
export function formatClock(epochMs: number): string {
  const t = civil(epochMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${DAYS[t.weekday]?.slice(0, 3)} ${MONTHS[t.month - 1]?.slice(0, 3)} ${String(t.day).padStart(2)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year}`;
}

/** How far a time's clock is from UTC, and what it is called. */
export interface Zone {
  readonly minutes: number;
  readonly name: string;
}

interface Field {
  readonly value: number | string;
  readonly width: number;
  readonly fill: '0' | ' ';
}

const COMPOSED: Readonly<Record<string, string>> = { F: '%Y-%m-%d', T: '%H:%M:%S', D: '%m/%d/%y', R: '%H:%M', r: '%I:%M:%S %p', c: '%a %b %e %H:%M:%S %Y', x: '%m/%d/%y', X: '%H:%M:%S' };

function offsetText(minutes: number, colons: number): string {
  const size = Math.abs(minutes);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}${colons ? ':' : ''}${two(size % 60)}${colons === 2 ? ':00' : ''}`;
}

/** The year and week of ISO 8601: a week belongs to the year of its Thursday. */
function isoWeek(t: ReturnType<typeof civil>): { readonly year: number; readonly week: number } {
  const days = daysFromCivil(t.year, t.month, t.day);
  const thursday = days - ((t.weekday + 6) % 7) + 3;
  const { year } = civil(thursday * 86_400_000);
  return { year, week: Math.floor((thursday - daysFromCivil(year, 1, 1)) / 7) + 1 };
}

/** strftime, with GNU date's flags (`%-d`, `%_H`, `%^a`, `%03d`, `%:z`). */
export function formatDate(epochMs: number, format: string, zone: Zone = { minutes: 0, name: 'UTC' }): string {
  const t = civil(epochMs + zone.minutes * 60_000);
  const number = (value: number, width = 2, fill: '0' | ' ' = '0'): Field => ({ value, width, fill });
  const text = (value: string): Field => ({ value, width: 0, fill: ' ' });
  const day = DAYS[t.weekday] as string;
  const month = MONTHS[t.month - 1] as string;
  const dayOfYear = daysFromCivil(t.year, t.month, t.day) - daysFromCivil(t.year, 1, 1) + 1;
  const fieldOf = (letter: string, colons: number): Field | undefined => {
    switch (letter) {
      case 'Y': return number(t.year, 1);
      case 'C': return number(Math.floor(t.year / 100));
      case 'y': return number(t.year % 100);
      case 'm': return number(t.month);
      case 'd': return number(t.day);
      case 'e': return number(t.day, 2, ' ');
      case 'H': return number(t.hour);
      case 'k': return number(t.hour, 2, ' ');
      case 'I': return number(t.hour % 12 || 12);
      case 'l': return number(t.hour % 12 || 12, 2, ' ');
      case 'M': return number(t.minute);
      case 'S': return number(t.second);
      case 'j': return number(dayOfYear, 3);
      case 'u': return number(t.weekday || 7, 1);
      case 'w': return number(t.weekday, 1);
      case 'q': return number(Math.ceil(t.month / 3), 1);
      case 'U': return number(Math.floor((dayOfYear + 6 - t.weekday) / 7));
      case 'W': return number(Math.floor((dayOfYear + 6 - ((t.weekday + 6) % 7)) / 7));
      case 'V': return number(isoWeek(t).week);
      case 'G': return number(isoWeek(t).year, 1);
      case 'g': return number(isoWeek(t).year % 100);
      case 's': return number(Math.floor(epochMs / 1000), 1);
      case 'N': return text(`${String(t.ms).padStart(3, '0')}000000`);
      case 'a': return text(day.slice(0, 3));
      case 'A': return text(day);
      case 'b':
      case 'h': return text(month.slice(0, 3));
      case 'B': return text(month);
      case 'p': return text(t.hour < 12 ? 'AM' : 'PM');
      case 'P': return text(t.hour < 12 ? 'am' : 'pm');
      case 'Z': return text(zone.name);
      case 'z': return text(offsetText(zone.minutes, colons));
      case 'n': return text('\n');
      case 't': return text('\t');
      case '%': return text('%');
      default: return COMPOSED[letter] === undefined ? undefined : text(formatDate(epochMs, COMPOSED[letter], zone));
    }
  };
  return format.replace(/%([-_0^#]*)(\d*)[EO]?(:{0,2})([a-zA-Z%])/g, (all, flags: string, width: string, colons: string, letter: string) => {
    const field = fieldOf(letter, colons.length);
    if (!field) return all;
    const numeric = typeof field.value === 'number';
    const fill = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : field.fill;
    let shown = String(field.value);
    if (letter === 'N' && width) return shown.slice(0, Number(width));
    if (!flags.includes('-')) shown = shown.padStart(Math.max(numeric ? field.width : 0, Number(width || 0)), numeric ? fill : flags.includes('0') ? '0' : ' ');
    if (flags.includes('^')) return shown.toUpperCase();
    return flags.includes('#') ? (letter === 'p' || letter === 'Z' ? shown.toLowerCase() : shown.toUpperCase()) : shown;
  });
}
