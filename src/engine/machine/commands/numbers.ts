// factor and numfmt: numbers taken apart and rewritten.
import { allLines, command, CommandFailure, type Run } from '../command.ts';
import type { Program } from '../process.ts';

const power = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let [result, square] = [1n, base % modulus];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
};

/** Miller and Rabin's test; these bases decide for all 64-bit numbers. */
function isPrime(n: bigint): boolean {
  if (n < 2n) return false;
  for (const p of [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n]) {
    if (n === p) return true;
    if (n % p === 0n) return false;
  }
  let [odd, twos] = [n - 1n, 0];
  for (; (odd & 1n) === 0n; odd >>= 1n) twos++;
  return [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n].every((base) => {
    let x = power(base, odd, n);
    if (x === 1n || x === n - 1n) return true;
    for (let i = 1; i < twos; i++) {
      x = (x * x) % n;
      if (x === n - 1n) return true;
    }
    return false;
  });
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/** Pollard's rho, with Brent's way to look for the cycle. */
function divisorOf(n: bigint): bigint {
  for (let c = 1n; ; c++) {
    let [x, y, d] = [2n, 2n, 1n];
    for (let length = 1; d === 1n; length *= 2) {
      y = x;
      let product = 1n;
      for (let i = 0; i < length && d === 1n; i++) {
        x = (x * x + c) % n;
        product = (product * (x > y ? x - y : y - x)) % n;
        if (i % 64 === 63 || i === length - 1) d = gcd(product, n);
      }
    }
    if (d !== n) return d;
  }
}

function factorsOf(n: bigint): bigint[] {
  const found: bigint[] = [];
  let rest = n;
  for (let p = 2n; p < 1000n && p * p <= rest; p += p === 2n ? 1n : 2n) {
    while (rest % p === 0n) {
      found.push(p);
      rest /= p;
    }
  }
  const open = rest > 1n ? [rest] : [];
  while (open.length > 0) {
    const next = open.pop() as bigint;
    if (isPrime(next)) found.push(next);
    else {
      const d = divisorOf(next);
      open.push(d, next / d);
    }
  }
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export const factor: Program = command({ name: 'factor', usage: 'factor [NUMBER]...', about: 'Print the prime factors of each specified integer NUMBER.', flags: { exponents: { short: 'h', long: 'exponents' } } }, function* (run) {
  const words = run.args.length ? run.args : (yield* allLines(run.process.stdin)).flatMap((line) => line.split(/\s+/).filter(Boolean));
  for (const word of words) {
    const text = word.trim().replace(/^\+/, '');
    if (!/^\d+$/.test(text)) {
      run.complain(`'${word}' is not a valid positive integer`);
      continue;
    }
    if (text.length > 20) {
      run.complain(`'${word}': numbers of more than 20 digits are not simulated in Kubarium`);
      continue;
    }
    const factors = factorsOf(BigInt(text));
    const shown = run.has('exponents') ? [...new Set(factors)].map((p) => (factors.filter((q) => q === p).length > 1 ? `${p}^${factors.filter((q) => q === p).length}` : String(p))) : factors.map(String);
    yield* run.out(`${BigInt(text)}:${shown.map((p) => ` ${p}`).join('')}\n`);
  }
});

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

/** The number that a text with a unit means. */
function readScaled(run: Run, text: string, from: string): number {
  const m = /^(-?\d+(?:\.\d+)?)([KMGTPEZY]?)(i?)$/.exec(text.trim());
  if (!m) throw new CommandFailure(`invalid number: '${text}'`, 2);
  const unit = UNITS.indexOf(m[2] as string);
  if (unit > 0 && from === 'none') throw new CommandFailure(`rejecting suffix in input: '${text}' (consider using --from)`, 2);
  if (m[3] && from !== 'iec-i' && from !== 'auto') throw new CommandFailure(`invalid suffix in input '${text}': 'i'`, 2);
  if (from === 'iec-i' && unit > 0 && !m[3]) throw new CommandFailure(`missing 'i' suffix in input: '${text}' (e.g Ki/Mi/Gi)`, 2);
  const base = from === 'si' || (from === 'auto' && !m[3]) ? 1000 : 1024;
  return Number(m[1]) * base ** unit * run.number('fromUnit', 1);
}

function roundBy(how: string, value: number): number {
  const size = Math.abs(value);
  const sign = Math.sign(value);
  switch (how) {
    case 'up': return Math.ceil(value);
    case 'down': return Math.floor(value);
    case 'towards-zero': return Math.trunc(value);
    case 'nearest': return sign * Math.round(size);
    default: return sign * Math.ceil(size - 1e-9);
  }
}

function writeScaled(run: Run, value: number, to: string): string {
  const round = run.get('round') ?? 'from-zero';
  const m = /%(['0-]*)(\d*)(?:\.(\d+))?f/.exec(run.get('format') ?? '');
  const digits = m?.[3] === undefined ? undefined : Number(m[3]);
  const scaled = value / run.number('toUnit', 1);
  if (to === 'none') {
    const own = String(scaled).split('.')[1]?.length ?? 0;
    const places = digits ?? own;
    return (roundBy(round, scaled * 10 ** places) / 10 ** places).toFixed(places);
  }
  const base = to === 'si' ? 1000 : 1024;
  let [unit, rest] = [0, scaled];
  while (Math.abs(rest) >= base && unit < UNITS.length - 1) {
    rest /= base;
    unit++;
  }
  const places = digits ?? (unit > 0 && Math.abs(rest) < 10 ? 1 : 0);
  let shown = roundBy(round, rest * 10 ** places) / 10 ** places;
  if (Math.abs(shown) >= base) {
    shown /= base;
    unit++;
  }
  const text = digits === undefined && unit > 0 && Math.abs(shown) < 10 ? shown.toFixed(1) : shown.toFixed(digits ?? 0);
  return text + UNITS[unit] + (unit > 0 && to === 'iec-i' ? 'i' : '');
}

export const numfmt: Program = command({
  name: 'numfmt', usage: 'numfmt [OPTION]... [NUMBER]...', about: 'Reformat NUMBER(s), or the numbers from standard input if none are specified.', strict: true,
  flags: {
    from: { long: 'from', takes: 'value' }, to: { long: 'to', takes: 'value' }, fromUnit: { long: 'from-unit', takes: 'value' }, toUnit: { long: 'to-unit', takes: 'value' }, suffix: { long: 'suffix', takes: 'value' }, field: { long: 'field', takes: 'value' }, delimiter: { short: 'd', long: 'delimiter', takes: 'value' },
    padding: { long: 'padding', takes: 'value' }, round: { long: 'round', takes: 'value' }, format: { long: 'format', takes: 'value' }, header: { long: 'header', takes: 'optional' }, grouping: { long: 'grouping' }, invalid: { long: 'invalid', takes: 'value' },
  },
}, function* (run) {
  const suffix = run.get('suffix') ?? '';
  const convert = (word: string): string => {
    const bare = suffix && word.endsWith(suffix) ? word.slice(0, -suffix.length) : word;
    const text = writeScaled(run, readScaled(run, bare, run.get('from') ?? 'none'), run.get('to') ?? 'none') + suffix;
    const m = /^(.*?)%(['0-]*)(\d*)(?:\.\d+)?f(.*)$/s.exec(run.get('format') ?? '');
    const width = Number(run.get('padding') ?? (m?.[2]?.includes('-') ? `-${m[3] || 0}` : m?.[3] || 0));
    const padded = width < 0 ? text.padEnd(-width) : text.padStart(width, m?.[2]?.includes('0') ? '0' : ' ');
    return m ? `${m[1]}${padded}${m[4]}` : padded;
  };
  if (run.args.length) {
    for (const word of run.args) yield* run.out(`${convert(word)}\n`);
    return 0;
  }
  const header = run.has('header') ? Number(run.get('header') || 1) : 0;
  const chosen = new Set((run.get('field') ?? '1').split(',').map(Number));
  const delimiter = run.get('delimiter');
  for (const [i, line] of (yield* allLines(run.process.stdin)).entries()) {
    if (i < header) yield* run.out(`${line}\n`);
    else if (delimiter !== undefined) yield* run.out(`${line.split(delimiter).map((field, k) => (chosen.has(k + 1) ? convert(field) : field)).join(delimiter)}\n`);
    else {
      let at = 0;
      yield* run.out(`${line.replace(/(\s*)(\S+)/g, (all, blank: string, word: string) => (chosen.has(++at) ? blank.slice(0, Math.max(blank ? 1 : 0, blank.length + word.length - convert(word).length)) + convert(word) : all))}\n`);
    }
  }
  return 0;
});
