// Times as programs print them.
import { civil, rfc3339 } from '../base/time.ts';

/** `2026-01-02 03:04:05.000000000 +0000` */
export const formatTime = (epochMs: number): string => `${rfc3339(epochMs).replace('T', ' ').replace('Z', '')}.${String(Math.floor(epochMs) % 1000).padStart(3, '0')}000000 +0000`;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri Jan  2 03:04:05 2026` */
export function formatClock(epochMs: number): string {
  const t = civil(epochMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${DAYS[t.weekday]} ${MONTHS[t.month - 1]} ${String(t.day).padStart(2)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${t.year}`;
}
