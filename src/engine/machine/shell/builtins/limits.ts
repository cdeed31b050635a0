// umask and ulimit: what new files may, and what processes may use (which nothing here enforces but shows).
import type { Evaluator } from '../evaluator.ts';
import { plain } from './builtin.ts';

const classes = ['u', 'g', 'o'] as const;

const symbolic = (mask: number): string => classes.map((who, i) => {
  const bits = ~(mask >> (6 - 3 * i)) & 7;
  return `${who}=${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
}).join(',');

/** `u=rwx,g-w,+x`: the permissions are said, the mask is what is left out. */
function fromSymbols(text: string, mask: number): number | undefined {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(',')) {
    const m = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause);
    if (!m) return undefined;
    const who = m[1] === '' || (m[1] as string).includes('a') ? 'ugo' : (m[1] as string);
    const bits = [...(m[3] as string)].reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter as 'r' | 'w' | 'x'], 0);
    for (const [i, letter] of classes.entries()) {
      if (!who.includes(letter)) continue;
      const shift = 6 - 3 * i;
      if (m[2] === '+') allowed |= bits << shift;
      else if (m[2] === '-') allowed &= ~(bits << shift);
      else allowed = (allowed & ~(7 << shift)) | (bits << shift);
    }
  }
  return ~allowed & 0o777;
}

export const umask = plain((on, args) => {
  const { process } = on.state;
  const mask = process.umask ?? 0o022;
  const letters = args.filter((arg) => /^-[pS]+$/.test(arg)).join('');
  const word = args.find((arg) => !/^-[pS]+$/.test(arg));
  if (word === undefined) {
    on.io.out.push(`${letters.includes('p') ? `umask ${letters.includes('S') ? '-S ' : ''}` : ''}${letters.includes('S') ? symbolic(mask) : mask.toString(8).padStart(4, '0')}\n`);
    return 0;
  }
  const next = /^[0-7]+$/.test(word) ? Number.parseInt(word, 8) : /^\d/.test(word) ? undefined : fromSymbols(word, mask);
  if (next === undefined || next > 0o777) {
    on.complain(/^\d/.test(word) ? `umask: ${word}: octal number out of range` : `umask: \`${word.slice(0, 1)}': invalid symbolic mode operator`);
    return 1;
  }
  process.umask = next;
  if (letters.includes('S')) on.io.out.push(`${symbolic(next)}\n`);
  return 0;
});

/** Letter, what it limits, its unit, and the limit of a machine that was just set up. */
const limits: readonly (readonly [string, string, string, string])[] = [
  ['R', 'real-time non-blocking time', 'microseconds', 'unlimited'], ['c', 'core file size', 'blocks', '0'], ['d', 'data seg size', 'kbytes', 'unlimited'], ['e', 'scheduling priority', '', '0'], ['f', 'file size', 'blocks', 'unlimited'],
  ['i', 'pending signals', '', '31713'], ['l', 'max locked memory', 'kbytes', '8192'], ['m', 'max memory size', 'kbytes', 'unlimited'], ['n', 'open files', '', '1024'], ['p', 'pipe size', '512 bytes', '8'], ['q', 'POSIX message queues', 'bytes', '819200'],
  ['r', 'real-time priority', '', '0'], ['s', 'stack size', 'kbytes', '8192'], ['t', 'cpu time', 'seconds', 'unlimited'], ['u', 'max user processes', '', '31713'], ['v', 'virtual memory', 'kbytes', 'unlimited'], ['x', 'file locks', '', 'unlimited'],
];

const limitOf = (on: Evaluator, letter: string): string => on.state.limits.get(letter) ?? (letter === 'n' ? '1048576' : limits.find(([known]) => known === letter)?.[3] ?? 'unlimited');

export const ulimit = plain((on, args) => {
  const letters = args.filter((arg) => /^-./.test(arg)).join('').replaceAll('-', '').replace(/[HS]/g, '');
  const value = args.find((arg) => !/^-./.test(arg));
  if (letters.includes('a')) {
    on.io.out.push(limits.map(([letter, what, unit]) => `${what.padEnd(20)}${`(${unit ? `${unit}, ` : ''}-${letter})`.padStart(Math.max(0, 20))} ${limitOf(on, letter)}\n`).join(''));
    return 0;
  }
  for (const letter of letters || 'f') {
    if (!limits.some(([known]) => known === letter)) {
      on.complain(`ulimit: -${letter}: invalid option`);
      return 2;
    }
    if (value === undefined) on.io.out.push(`${limitOf(on, letter)}\n`);
    else if (/^\d+$|^unlimited$|^hard$|^soft$/.test(value)) on.state.limits.set(letter, /^(hard|soft)$/.test(value) ? limitOf(on, letter) : value);
    else {
      on.complain(`ulimit: ${value}: invalid number`);
      return 1;
    }
  }
  return 0;
});
