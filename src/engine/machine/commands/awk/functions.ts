// awk's own functions.
import { BoundedRegExp } from '../../../base/regexp/bounded-regexp.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { CommandFailure } from '../../command.ts';
import { formatPrintf } from '../../printf.ts';
import type { AwkInterpreter } from './interpreter.ts';
import { splitFields } from './records.ts';
import type { Expr, Lvalue } from './syntax.ts';
import { toNumber, toText, type Value, withInput } from './values.ts';

export function* callBuiltin(on: AwkInterpreter, name: string, args: readonly Expr[], values: readonly Value[]): Fiber<Value> {
  const text = (i: number): string => toText(values[i], on.text('CONVFMT'));
  const number = (i: number): number => toNumber(values[i]);
  switch (name) {
    case 'length': return yield* length(on, args);
    case 'substr': return substr(text(0), number(1), values.length > 2 ? number(2) : Infinity);
    case 'index': return text(0).indexOf(text(1)) + 1;
    case 'split': return yield* split(on, args);
    case 'sub':
    case 'gsub': return yield* substitute(on, args, name === 'gsub');
    case 'match': return yield* match(on, args);
    case 'sprintf': return sprintf(on, values);
    case 'tolower': return text(0).toLowerCase();
    case 'toupper': return text(0).toUpperCase();
    case 'int': return Math.trunc(number(0));
    case 'sqrt': return Math.sqrt(number(0));
    case 'exp': return Math.exp(number(0));
    case 'log': return Math.log(number(0));
    case 'sin': return Math.sin(number(0));
    case 'cos': return Math.cos(number(0));
    case 'atan2': return Math.atan2(number(0), number(1));
    case 'rand': {
      on.random = (Math.imul(on.random, 1_103_515_245) + 12_345) & 0x7fffffff;
      return on.random / 0x80000000;
    }
    case 'srand': {
      const before = on.seed;
      on.seed = values.length ? number(0) : Math.floor(on.run.process.clock.nowMs / 1000);
      on.random = on.seed & 0x7fffffff;
      return before;
    }
    case 'system': return yield* on.system(text(0));
    case 'close': return yield* on.close(text(0));
    case 'fflush':
      yield* on.flush(0);
      return 0;
    case 'systime': return Math.floor(on.run.process.clock.nowMs / 1000);
    default: throw new CommandFailure(`calling undefined function ${name}`, 2);
  }
}

function* length(on: AwkInterpreter, args: readonly Expr[]): Fiber<Value> {
  const [arg] = args;
  if (!arg) return [...on.record.whole].length;
  if (arg.t === 'var') {
    const slot = on.globals.get(arg.name);
    if (slot instanceof Map) return slot.size;
  }
  return [...toText(yield* on.value(arg), on.text('CONVFMT'))].length;
}

function substr(text: string, start: number, count: number): string {
  const chars = [...text];
  const from = Math.round(start);
  const to = count === Infinity ? Infinity : from + Math.round(count);
  return chars.slice(Math.max(0, from - 1), to === Infinity ? undefined : Math.max(0, to - 1)).join('');
}

function* split(on: AwkInterpreter, args: readonly Expr[]): Fiber<Value> {
  const [subject, target, separator] = args;
  if (!subject || target?.t !== 'var') throw new CommandFailure('split: second argument is not an array', 2);
  const text = toText(yield* on.value(subject), on.text('CONVFMT'));
  const parts = separator === undefined ? splitFields(text, on.text('FS')) : separator.t === 're' ? (text === '' ? [] : text.split(separator.re)) : splitFields(text, toText(yield* on.value(separator), on.text('CONVFMT')));
  const array = on.array(target.name);
  array.clear();
  for (const [i, part] of parts.entries()) array.set(String(i + 1), withInput(part));
  return parts.length;
}

function* substitute(on: AwkInterpreter, args: readonly Expr[], all: boolean): Fiber<Value> {
  const [pattern, replacement, given] = args;
  if (!pattern || !replacement) throw new CommandFailure('sub: not enough arguments', 2);
  const shape = yield* on.regExp(pattern);
  const text = toText(yield* on.value(replacement), on.text('CONVFMT'));
  const target: Lvalue = given && (given.t === 'var' || given.t === 'index' || given.t === 'field') ? given : { t: 'field', of: { t: 'num', v: 0 } };
  const subject = toText(yield* on.value(given ?? target), on.text('CONVFMT'));
  let count = 0;
  const result = subject.replace(new BoundedRegExp(shape.source, `${shape.flags.replace('g', '')}${all ? 'g' : ''}`), (found) => {
    count++;
    return text.replace(/\\\\&|\\&|&/g, (mark) => (mark === '&' ? found : mark === '\\&' ? '&' : `\\${found}`));
  });
  if (count) yield* on.assign(target, result);
  return count;
}

function* match(on: AwkInterpreter, args: readonly Expr[]): Fiber<Value> {
  const [subject, pattern, target] = args;
  if (!subject || !pattern) throw new CommandFailure('match: not enough arguments', 2);
  const text = toText(yield* on.value(subject), on.text('CONVFMT'));
  const m = (yield* on.regExp(pattern)).exec(text);
  on.setVariable('RSTART', m ? m.index + 1 : 0);
  on.setVariable('RLENGTH', m ? m[0].length : -1);
  if (target?.t === 'var') {
    const array = on.array(target.name);
    array.clear();
    for (const [i, group] of (m ?? []).entries()) if (group !== undefined) array.set(String(i), withInput(group));
  }
  return m ? m.index + 1 : 0;
}

function sprintf(on: AwkInterpreter, values: readonly Value[]): string {
  const [format, ...rest] = values;
  const texts = rest.map((value) => toText(value, on.text('CONVFMT')));
  const spec = toText(format, on.text('CONVFMT')).replace(/\\/g, '\\\\');
  // printf repeats its format while there are arguments; awk does not: the surplus is cut off.
  const wanted = [...spec.matchAll(/%(?!%)[-+ #0]*(\*|\d+)?(?:\.(\*|\d*))?[a-zA-Z]|%%/g)];
  const count = wanted.reduce((sum, m) => sum + (m[0] === '%%' ? 0 : 1) + (m[1] === '*' ? 1 : 0) + (m[2] === '*' ? 1 : 0), 0);
  let at = 0;
  const args: string[] = [];
  for (const m of wanted) {
    if (m[0] === '%%') continue;
    for (const star of [m[1], m[2]]) if (star === '*') args.push(texts[at++] ?? '0');
    const value = rest[at];
    const raw = texts[at++] ?? '';
    const conversion = m[0].at(-1) as string;
    args.push(/[diouxX]/.test(conversion) ? String(Math.trunc(toNumber(value))) : /[eEfFgG]/.test(conversion) ? String(toNumber(value)) : conversion === 'c' && typeof value === 'number' ? String.fromCodePoint(value) : raw);
  }
  return formatPrintf(spec, args.slice(0, count)).text;
}

