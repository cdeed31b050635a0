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

/** `755`, `u+x`, `go-rwx`, `a=r`, `u=g`; undefined where it is no mode. */
export function changedMode(spec: string, mode: number, isDirectory: boolean, umask = 0): number | undefined {
  if (/^[0-7]{1,5}$/.test(spec)) {
    const bits = Number.parseInt(spec, 8);
    // The set-ID bits of a directory stay unless they are named with all five digits.
    return bits > 0o7777 ? undefined : isDirectory && spec.length < 5 ? bits | (mode & 0o6000) : bits;
  }
  let result = mode;
  for (const clause of spec.split(',')) {
    const m = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (!m) return undefined;
    const all = m[1] === '' || (m[1] as string).includes('a');
    const who = all ? 'ugo' : (m[1] as string);
    const masked = m[1] === '' ? ~umask : ~0;
    for (const [, operator, letters = ''] of (m[2] as string).matchAll(/([-+=])([rwxXst]+|[ugo])?/g)) {
      const copied = { u: (result >> 6) & 7, g: (result >> 3) & 7, o: result & 7 }[letters];
      const execute = letters.includes('x') || (letters.includes('X') && (isDirectory || (result & 0o111) !== 0));
      const three = copied ?? ((letters.includes('r') ? 4 : 0) | (letters.includes('w') ? 2 : 0) | (execute ? 1 : 0));
      let bits = 0;
      let reach = 0;
      for (const [one, shift, set] of [['u', 6, 0o4000], ['g', 3, 0o2000], ['o', 0, 0]] as const) {
        if (!who.includes(one)) continue;
        bits |= (three << shift) | (letters.includes('s') ? set : 0);
        reach |= (7 << shift) | (isDirectory && operator === '=' ? 0 : set);
      }
      if (letters.includes('t') && all) bits |= 0o1000;
      if (operator === '=' && all) reach |= 0o1000;
      bits &= masked;
      if (operator === '+') result |= bits;
      else if (operator === '-') result &= ~bits;
      else result = (result & ~reach) | bits;
    }
  }
  return result;
}
