// awk's operators between two values: joining, comparing, arithmetic.
import { CommandFailure } from '../../command.ts';
import { compare, toNumber, toText, type Value } from './values.ts';

/** How long a text may grow before the kernel ends it as out of memory: what JavaScript itself would take makes a browser's tab crawl. */
const MAX_TEXT = 16 * 1024 * 1024;

/** @param format CONVFMT: how numbers become text */
export function operate(op: string, l: Value, r: Value, format: string): Value {
  if (op === ' ') {
    const joined = toText(l, format) + toText(r, format);
    if (joined.length > MAX_TEXT) throw new RangeError('Invalid string length');
    return joined;
  }
  if (/[<>=!]/.test(op)) {
    const order = compare(l, r, format);
    return { '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[op] ? 1 : 0;
  }
  const [a, b] = [toNumber(l), toNumber(r)];
  if ((op === '/' || op === '%') && b === 0) throw new CommandFailure(op === '/' ? 'division by zero' : 'division by zero in %', 2);
  switch (op) {
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    case '%': return a % b;
    default: return a ** b;
  }
}
