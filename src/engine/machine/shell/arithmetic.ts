// Shell arithmetic over the parser's expressions: 64-bit integers, variables by name, assignments.
import { type ArithmeticExpression, parse } from 'unbash';

export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
}

export interface ArithmeticScope {
  get(name: string, index: number | undefined): string | undefined;
  set(name: string, index: number | undefined, value: string): void;
}

/** Evaluates a text in which all expansions have been made. */
export function evaluateText(text: string, scope: ArithmeticScope, depth = 0): number {
  const trimmed = text.trim();
  if (trimmed === '') return 0;
  if (/^-?\d+$/.test(trimmed) && !/^-?0\d/.test(trimmed)) return Number(trimmed);
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
  if (token.trim() !== '') return new ArithmeticError(`${text}: arithmetic syntax error: operand expected (error token is "${token.trim()}")`);
  return new ArithmeticError(`${text}: arithmetic syntax error in expression (error token is "${/\s(\S.*)$/.exec(text)?.[1] ?? text}")`);
}

const assigning = new Set(['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '^=', '|=', '**=']);

function evaluate(node: ArithmeticExpression, scope: ArithmeticScope, text: string, depth: number): number {
  switch (node.type) {
    case 'ArithmeticGroup':
      return evaluate(node.expression, scope, text, depth);
    case 'ArithmeticTernary':
      return evaluate(node.test, scope, text, depth) !== 0 ? evaluate(node.consequent, scope, text, depth) : evaluate(node.alternate, scope, text, depth);
    case 'ArithmeticUnary':
      return unary(node.operator, node.operand, node.prefix, scope, text, depth);
    case 'ArithmeticBinary': {
      if (assigning.has(node.operator)) return assign(node.operator, node.left, evaluate(node.right, scope, text, depth), scope, text, depth);
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

function word(value: string, scope: ArithmeticScope, text: string, depth: number): number {
  const literal = number(value, text);
  if (literal !== undefined) return literal;
  const place = placeOf(value, scope, text, depth);
  return evaluateText(scope.get(place.name, place.index) ?? '0', scope, depth + 1);
}

function number(value: string, text: string): number | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(value)) return Number.parseInt(value.slice(2), 16);
  if (/^0[0-9]+$/.test(value)) {
    if (/[89]/.test(value)) throw new ArithmeticError(`${value}: value too great for base (error token is "${value}")`);
    return Number.parseInt(value, 8);
  }
  if (/^\d+$/.test(value)) return wrap(BigInt(value));
  const based = /^(\d+)#([0-9a-zA-Z]+)$/.exec(value);
  if (based) {
    const result = Number.parseInt(based[2] as string, Number(based[1]));
    if (Number.isNaN(result)) throw new ArithmeticError(`${value}: value too great for base (error token is "${value}")`);
    return result;
  }
  if (/^\d/.test(value)) throw new ArithmeticError(`${text.trim()}: value too great for base (error token is "${value}")`);
  return undefined;
}

interface Place {
  readonly name: string;
  readonly index: number | undefined;
}

function placeOf(value: string, scope: ArithmeticScope, text: string, depth: number): Place {
  const m = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(value);
  if (!m) throw new ArithmeticError(`${text.trim()}: arithmetic syntax error: operand expected (error token is "${value}")`);
  return { name: m[1] as string, index: m[2] === undefined ? undefined : evaluateText(m[2], scope, depth + 1) };
}

function assign(operator: string, target: ArithmeticExpression, value: number, scope: ArithmeticScope, text: string, depth: number): number {
  if (target.type !== 'ArithmeticWord' || !/^[A-Za-z_]/.test(target.value)) throw new ArithmeticError(`${text.trim()}: attempted assignment to non-variable (error token is "${text.trim().slice(text.trim().indexOf('='))}")`);
  const place = placeOf(target.value, scope, text, depth);
  const result = operator === '=' ? value : binary(operator.slice(0, -1), word(target.value, scope, text, depth), value, text);
  scope.set(place.name, place.index, String(result));
  return result;
}

function unary(operator: string, operand: ArithmeticExpression, prefix: boolean, scope: ArithmeticScope, text: string, depth: number): number {
  if (operator === '++' || operator === '--') {
    if (operand.type !== 'ArithmeticWord' || !/^[A-Za-z_]/.test(operand.value)) {
      const value = evaluate(operand, scope, text, depth);
      return value;
    }
    const before = word(operand.value, scope, text, depth);
    const after = before + (operator === '++' ? 1 : -1);
    const place = placeOf(operand.value, scope, text, depth);
    scope.set(place.name, place.index, String(after));
    return prefix ? after : before;
  }
  const value = evaluate(operand, scope, text, depth);
  if (operator === '-') return 0 - value;
  if (operator === '!') return value === 0 ? 1 : 0;
  if (operator === '~') return -1 - value;
  return value;
}

const wrap = (value: bigint): number => Number(BigInt.asIntN(64, value));

function binary(operator: string, a: number, b: number, text: string): number {
  switch (operator) {
    case '+': return safe(a + b) ?? wrap(BigInt(a) + BigInt(b));
    case '-': return safe(a - b) ?? wrap(BigInt(a) - BigInt(b));
    case '*': return safe(a * b) ?? wrap(BigInt(a) * BigInt(b));
    case '/':
    case '%':
      if (b === 0) throw new ArithmeticError(`${text.trim()}: division by 0 (error token is "${text.trim().slice(text.trim().lastIndexOf(operator) + 1).trim()}")`);
      return operator === '/' ? Math.trunc(a / b) + 0 : (a % b) + 0;
    case '**':
      if (b < 0) throw new ArithmeticError(`${text.trim()}: exponent less than 0 (error token is "${text.trim().slice(-1)}")`);
      return wrap(BigInt(a) ** BigInt(b));
    case '<<': return wrap(BigInt(a) << BigInt(b & 63));
    case '>>': return wrap(BigInt(a) >> BigInt(b & 63));
    case '&': return wrap(BigInt(a) & BigInt(b));
    case '|': return wrap(BigInt(a) | BigInt(b));
    case '^': return wrap(BigInt(a) ^ BigInt(b));
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

const safe = (value: number): number | undefined => (Number.isSafeInteger(value) ? value : undefined);
