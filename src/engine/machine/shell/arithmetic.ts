// Shell arithmetic over the parser's expressions: 64-bit integers, variables by name, assignments.
import { type ArithmeticExpression, parse } from 'unbash';

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

export interface ArithmeticScope {
  get(name: string, index: string | undefined): string | undefined;
  set(name: string, index: string | undefined, value: string): void;
  /** Whether an index is a text, not a number. */
  isMap(name: string): boolean;
}

/** A 64-bit integer: a bigint only where a number would not be exact. */
export type Integer = number | bigint;

const narrow = (value: bigint): Integer => {
  const wrapped = BigInt.asIntN(64, value);
  return wrapped >= -9_007_199_254_740_991n && wrapped <= 9_007_199_254_740_991n ? Number(wrapped) : wrapped;
};

/** Evaluates a text in which all expansions have been made. */
export function evaluateText(text: string, scope: ArithmeticScope, depth = 0): Integer {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (/^-?\d+$/.test(trimmed) && !/^-?0\d/.test(trimmed)) return narrow(BigInt(trimmed));
  if (depth > 64) throw new ArithmeticError(`${trimmed}: expression recursion level exceeded (error token is "${trimmed}")`);
  return evaluate(expressionOf(text, trimmed), scope, text, depth);
}

const parsed = new Map<string, ArithmeticExpression>();

function expressionOf(text: string, trimmed: string): ArithmeticExpression {
  const known = parsed.get(text);
  if (known) return known;
  const script = parse(`((${text}\n))`);
  const command = script.commands[0]?.command;
  if (script.errors?.length || script.commands.length !== 1 || command?.type !== 'ArithmeticCommand' || !command.expression) throw syntaxError(trimmed);
  if (parsed.size > 1000) parsed.clear();
  parsed.set(text, command.expression);
  return command.expression;
}

function syntaxError(text: string): ArithmeticError {
  const token = /[^\w\s)]*\s*$/.exec(text)?.[0] ?? '';
  if (token.trim() !== '') return new ArithmeticError(`${text}: syntax error: operand expected (error token is "${token.trim()}")`);
  return new ArithmeticError(`${text}: syntax error in expression (error token is "${/\s(\S.*)$/.exec(text)?.[1] ?? text}")`);
}

const assigning = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=', '**=']);

function evaluate(node: ArithmeticExpression, scope: ArithmeticScope, text: string, depth: number): Integer {
  switch (node.type) {
    case 'ArithmeticGroup':
      return evaluate(node.expression, scope, text, depth);
    case 'ArithmeticTernary':
      return evaluate(node.test, scope, text, depth) !== 0 ? evaluate(node.consequent, scope, text, depth) : evaluate(node.alternate, scope, text, depth);
    case 'ArithmeticUnary':
      return unary(node.operator, node.operand, node.prefix, scope, text, depth);
    case 'ArithmeticBinary': {
      if (assigning.has(node.operator)) return assign(node.operator, node.left, node.right, scope, text, depth);
      const left = evaluate(node.left, scope, text, depth);
      if (node.operator === '&&') return left !== 0 && evaluate(node.right, scope, text, depth) !== 0 ? 1 : 0;
      if (node.operator === '||') return left !== 0 || evaluate(node.right, scope, text, depth) !== 0 ? 1 : 0;
      return binary(node.operator, left, evaluate(node.right, scope, text, depth), text);
    }
    case 'ArithmeticWord':
      return word(node.value, scope, text, depth);
    case 'ArithmeticCommandExpansion':
      throw syntaxError(text);
  }
}

function word(value: string, scope: ArithmeticScope, text: string, depth: number): Integer {
  const literal = number(value, text);
  if (literal !== undefined) return literal;
  const place = placeOf(value, scope, text, depth);
  return evaluateText(scope.get(place.name, place.index) ?? '0', scope, depth + 1);
}

function number(value: string, text: string): Integer | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(value)) return narrow(BigInt(value));
  if (/^0[0-9]+$/.test(value)) {
    if (/[89]/.test(value)) throw new ArithmeticError(`${value}: value too great for base (error token is "${value}")`);
    return Number.parseInt(value, 8);
  }
  if (/^\d+$/.test(value)) return narrow(BigInt(value));
  const based = /^(\d+)#([0-9a-zA-Z@_]+)$/.exec(value);
  if (based) return inBase(Number(based[1]), based[2] as string, value);
  const next = /^\d+\s+(\w.*)$/s.exec(value)?.[1];
  if (next !== undefined) throw new ArithmeticError(`${text.trim()}: syntax error in expression (error token is "${next}")`);
  if (/^\d/.test(value)) throw new ArithmeticError(`${text.trim()}: value too great for base (error token is "${value}")`);
  return undefined;
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_';

/** `base#digits`: up to 36 upper and lower case are the same. */
function inBase(base: number, digits: string, value: string): Integer {
  if (base < 2 || base > 64) throw new ArithmeticError(`${value}: invalid arithmetic base (error token is "${value}")`);
  let result = 0n;
  for (const digit of base <= 36 ? digits.toLowerCase() : digits) {
    const at = DIGITS.indexOf(digit);
    if (at >= base) throw new ArithmeticError(`${value}: value too great for base (error token is "${value}")`);
    result = BigInt.asIntN(64, result * BigInt(base) + BigInt(at));
  }
  return narrow(result);
}

interface Place {
  readonly name: string;
  readonly index: string | undefined;
}

function placeOf(value: string, scope: ArithmeticScope, text: string, depth: number): Place {
  const m = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(value);
  const second = /^[\w.]+\s+(\w.*)$/s.exec(value.trim())?.[1];
  if (!m && second !== undefined) throw new ArithmeticError(`${text.trim()}: syntax error in expression (error token is "${second}")`);
  const strange = /^[A-Za-z_]\w*([^\w\s[].*)$/s.exec(value.trim())?.[1];
  if (!m && strange !== undefined) throw new ArithmeticError(`${text.trim()}: syntax error: invalid arithmetic operator (error token is "${strange}")`);
  if (!m) throw value === '' ? syntaxError(text.trim()) : new ArithmeticError(`${text.trim()}: syntax error: operand expected (error token is "${value}")`);
  const [, name, index] = m as unknown as readonly [string, string, string | undefined];
  if (index === undefined) return { name, index };
  return { name, index: scope.isMap(name) ? index.replace(/^(["'])(.*)\1$/s, '$2') : String(evaluateText(index, scope, depth + 1)) };
}

function assign(operator: string, target: ArithmeticExpression, right: ArithmeticExpression, scope: ArithmeticScope, text: string, depth: number): Integer {
  if (target.type !== 'ArithmeticWord' || !/^[A-Za-z_]/.test(target.value)) throw new ArithmeticError(`${text.trim()}: attempted assignment to non-variable (error token is "${text.trim().slice(text.trim().indexOf('='))}")`);
  // What is there is read before the other side is evaluated, which may change it.
  const before = operator === '=' ? 0 : word(target.value, scope, text, depth);
  const value = evaluate(right, scope, text, depth);
  const place = placeOf(target.value, scope, text, depth);
  const result = operator === '=' ? value : binary(operator.slice(0, -1), before, value, text);
  scope.set(place.name, place.index, String(result));
  return result;
}

function unary(operator: string, operand: ArithmeticExpression, prefix: boolean, scope: ArithmeticScope, text: string, depth: number): Integer {
  if (operator === '++' || operator === '--') {
    if (operand.type !== 'ArithmeticWord' || !/^[A-Za-z_]/.test(operand.value)) {
      const value = evaluate(operand, scope, text, depth);
      return value;
    }
    const before = word(operand.value, scope, text, depth);
    const after = binary(operator === '++' ? '+' : '-', before, 1, text);
    const place = placeOf(operand.value, scope, text, depth);
    scope.set(place.name, place.index, String(after));
    return prefix ? after : before;
  }
  const value = evaluate(operand, scope, text, depth);
  if (operator === '-') return binary('-', 0, value, text);
  if (operator === '!') return value === 0 ? 1 : 0;
  if (operator === '~') return binary('-', -1, value, text);
  return value;
}

function binary(operator: string, a: Integer, b: Integer, text: string): Integer {
  if (typeof a === 'number' && typeof b === 'number') {
    const quick = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : undefined;
    if (quick !== undefined && Number.isSafeInteger(quick)) return quick + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  switch (operator) {
    case '+': return narrow(x + y);
    case '-': return narrow(x - y);
    case '*': return narrow(x * y);
    case '/':
    case '%':
      if (y === 0n) throw new ArithmeticError(`${text.trim()}: division by 0 (error token is "${text.trim().slice(text.trim().lastIndexOf(operator) + 1).trim()}")`);
      return narrow(operator === '/' ? x / y : x % y);
    case '**':
      if (y < 0n) throw new ArithmeticError(`${text.trim()}: exponent less than 0 (error token is "${text.trim().slice(-1)}")`);
      return narrow(power(x, y));
    case '<<': return narrow(x << (y & 63n));
    case '>>': return narrow(x >> (y & 63n));
    case '&': return narrow(x & y);
    case '|': return narrow(x | y);
    case '^': return narrow(x ^ y);
    case '<': return a < b ? 1 : 0;
    case '<=': return a <= b ? 1 : 0;
    case '>': return a > b ? 1 : 0;
    case '>=': return a >= b ? 1 : 0;
    case '==': return a === b ? 1 : 0;
    case '!=': return a !== b ? 1 : 0;
    case ',': return b;
    default: throw syntaxError(text);
  }
}

/** By squaring within 64 bits: the exponent may be as large as it likes. */
function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}
