// How files are described in listings: modes and sizes.
import type { Stat } from './files.ts';

/** `-rwxr-xr-x` */
export function modeText(stat: Stat): string {
  const type = { file: '-', directory: 'd', link: 'l', program: '-', device: 'c' }[stat.type];
  const bits = [6, 3, 0].map((shift) => {
    const three = (stat.mode >> shift) & 7;
    const set = stat.mode & (shift === 6 ? 0o4000 : shift === 3 ? 0o2000 : 0);
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${set ? (three & 1 ? 's' : 'S') : three & 1 ? 'x' : '-'}`;
  }).join('');
  const sticky = stat.mode & 0o1000 ? bits.slice(0, 8) + (bits.endsWith('x') ? 't' : 'T') : bits;
  return type + sticky;
}

/** `4.0K`, `17M` */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let size = bytes;
  for (const unit of 'KMGTP') {
    size /= 1024;
    if (size < 1024) return `${size < 9.95 ? (Math.ceil(size * 10) / 10).toFixed(1) : Math.ceil(size)}${unit}`;
  }
  return `${Math.ceil(size)}P`;
}
