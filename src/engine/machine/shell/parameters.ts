// Parameter expansion: special parameters, defaults, removal, replacement, slices, case, arrays.
import { BoundedRegExp } from '../../base/regexp/bounded-regexp.ts';
import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import { unescape } from '../printf.ts';
import type { Expander, Piece } from './expand.ts';
import { matches, patternSource } from './pattern.ts';
import { promptText } from './prompt-text.ts';
import { ExpansionError, type ShellState } from './shell-state.ts';
import { quoteForShell } from './quote.ts';
import { flagsOf } from './variables.ts';

/** `$name`, `$1`, `$?`, `$@` … */
export function simpleParameter(state: ShellState, name: string, quoted: boolean): readonly Piece[] {
  if (name === '@' || name === '*') return list(state, [...state.positional], name, quoted);
  const value = parameterValue(state, name);
  if (value === undefined) {
    if (state.options.nounset) throw unbound(state, name);
    return quoted ? [{ kind: 'quoted', text: '' }] : [];
  }
  return [{ kind: quoted ? 'quoted' : 'result', text: value }];
}

/** A list as `@` (one field each) or `*` (joined by the first of IFS). */
function list(state: ShellState, values: readonly string[], how: string, quoted: boolean): readonly Piece[] {
  const kind = quoted ? 'quoted' : 'result';
  if (how === '*' && quoted) return [{ kind, text: values.join((state.variables.get('IFS') ?? ' ').slice(0, 1)) }];
  return values.flatMap((text, i): Piece[] => (i ? [{ kind: 'break', text: '' }, { kind, text }] : [{ kind, text }]));
}

const unbound = (state: ShellState, name: string): ExpansionError => new ExpansionError(`${/^\d+$/.test(name) ? '$' : ''}${name}: unbound variable`, state.fromCommand && !state.options.errexit ? 127 : 1);

export function parameterValue(state: ShellState, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? state.name : state.positional[Number(name) - 1];
  switch (name) {
    case '?': return String(state.status);
    case '#': return String(state.positional.length);
    case '$': return String(state.pid);
    case '!': return state.lastBackground === undefined ? '' : String(state.lastBackground);
    case '-': return state.optionFlags;
    case '_': return state.variables.get('_') ?? '';
    case '@':
    case '*': return state.positional.length ? state.positional.join(' ') : undefined;
    case 'SECONDS': return dynamicValue(state, name);
    default: return state.variables.get(name) ?? dynamicValue(state, name);
  }
}

function dynamicValue(state: ShellState, name: string): string | undefined {
  switch (name) {
    case 'RANDOM': return String(state.process.random.int(32_768));
    case 'SECONDS': return String(Math.floor((state.process.clock.nowMs - state.secondsFrom) / 1000));
    case 'EPOCHSECONDS': return String(Math.floor(state.process.clock.nowMs / 1000));
    case 'BASHPID': return String(state.process.pid);
    case 'PPID': return String(state.process.ps().find((p) => p.pid === state.process.pid)?.parent ?? 0);
    case 'UID':
    case 'EUID': return state.process.user === 'root' ? '0' : '1000';
    case 'HOSTNAME': return state.process.hostname;
    case 'LINENO': return String(state.lineOf(state.position ?? 0));
    case 'BASH_SUBSHELL': return String(state.depth);
    default: return undefined;
  }
}

export function* expandParameter(on: Expander, part: ParameterExpansionPart, quoted: boolean): Fiber<readonly Piece[]> {
  const { state } = on;
  let { parameter } = part;
  if (part.prefix === '!') {
    if (part.operation?.type === 'Names') return list(state, state.variables.names().filter((name) => name.startsWith(parameter)), part.operation.operator, quoted);
    if (part.index && (part.index.text === '@' || part.index.text === '*')) return list(state, state.variables.elements(parameter).map(([key]) => key), part.index.text, quoted);
    parameter = parameterValue(state, parameter) ?? '';
    const element = /^([A-Za-z_]\w*)\[(.+)\]$/.exec(parameter);
    if (element) return yield* namedElement(on, part, element[1] as string, element[2] as string, quoted);
    if (!/^([A-Za-z_]\w*|\d+|[@*#?$!-])$/.test(parameter)) throw new ExpansionError(`${part.parameter}: invalid indirect expansion`);
  }
  const whole = part.index ? part.index.text : parameter === '@' || parameter === '*' ? parameter : undefined;
  if (whole === '@' || whole === '*') {
    const values = part.index ? state.variables.elements(parameter).map(([, value]) => value) : [...state.positional];
    return yield* expandList(on, part, values, whole, quoted);
  }
  const value = part.index ? yield* elementOf(on, parameter, part.index) : parameterValue(state, parameter);
  if (part.prefix === '#') {
    if (value === undefined && state.options.nounset) throw unbound(state, parameter);
    return [{ kind: quoted ? 'quoted' : 'result', text: String([...(value ?? '')].length) }];
  }
  const { operation } = part;
  if (operation?.type === 'Default') return yield* withDefault(on, part, operation, parameter, value, quoted);
  if (operation?.type === 'Transform' && /^[Aa]$/.test(operation.operand.text)) return [{ kind: quoted ? 'quoted' : 'result', text: attributes(state, parameter, operation.operand.text) }];
  if (operation?.type === 'Unknown') throw new ExpansionError(`${part.text}: bad substitution`);
  if (value === undefined) {
    if (state.options.nounset) throw unbound(state, parameter);
    return quoted ? [{ kind: 'quoted', text: '' }] : [];
  }
  return [{ kind: quoted ? 'quoted' : 'result', text: operation ? yield* operate(on, value, operation) : value }];
}

/** `${!name}` where the name leads to an array's element. */
function* namedElement(on: Expander, part: ParameterExpansionPart, name: string, index: string, quoted: boolean): Fiber<readonly Piece[]> {
  if (index === '@' || index === '*') return list(on.state, on.state.variables.elements(name).map(([, value]) => value), index, quoted);
  const value = yield* elementOf(on, name, { type: 'Word', text: index, value: index, pos: part.pos, end: part.end });
  return [{ kind: quoted ? 'quoted' : 'result', text: value ?? '' }];
}

/** `${name@A}` and `${name@a}`. */
function attributes(state: ShellState, name: string, how: string): string {
  const variable = state.variables.find(name);
  if (!variable) return '';
  const flags = flagsOf(variable);
  if (how === 'a') return flags;
  const plain = typeof variable.value === 'string' && flags === '';
  const value = variable.value === undefined || typeof variable.value === 'string' ? variable.value : variable.value instanceof Map && variable.value.size === 0 ? undefined : `(${state.variables.elements(name).map(([key, element]) => `[${key}]="${element}"`).join(' ')}${variable.value instanceof Map ? ' ' : ''})`;
  return `${plain ? '' : `declare -${flags || '-'} `}${name}${value === undefined ? '' : `=${typeof variable.value === 'string' ? transform(value, 'Q') : value}`}`;
}

function* expandList(on: Expander, part: ParameterExpansionPart, values: readonly string[], how: string, quoted: boolean): Fiber<readonly Piece[]> {
  if (part.prefix === '#') return [{ kind: quoted ? 'quoted' : 'result', text: String(values.length) }];
  const { operation } = part;
  if (!operation) return list(on.state, values, how, quoted);
  if (operation.type === 'Default') return yield* withDefault(on, part, operation, part.parameter, values.length ? values.join(' ') : undefined, quoted, list(on.state, values, how, quoted));
  if (operation.type === 'Slice') {
    const all = part.index ? values : [on.state.name, ...values];
    const start = Number(yield* on.words.arithmetic(on, operation.offset.text));
    const from = start < 0 ? all.length + start : Math.max(start, part.index ? 0 : start);
    const length = operation.length ? Number(yield* on.words.arithmetic(on, operation.length.text)) : Infinity;
    return list(on.state, all.slice(from, length === Infinity ? undefined : from + length), how, quoted);
  }
  const changed: string[] = [];
  for (const value of values) changed.push(yield* operate(on, value, operation));
  return list(on.state, changed, how, quoted);
}

export function* elementOf(on: Expander, name: string, index: Word): Fiber<string | undefined> {
  const { variables } = on.state;
  const value = variables.find(name)?.value;
  if (value instanceof Map) return value.get(yield* on.words.expandText(on, index));
  const at = Number(yield* on.words.arithmetic(on, index.text));
  if (typeof value === 'string') return at === 0 ? value : undefined;
  return value?.[at < 0 ? value.length + at : at];
}

function* withDefault(on: Expander, part: ParameterExpansionPart, operation: Extract<ParameterOperation, { type: 'Default' }>, name: string, value: string | undefined, quoted: boolean, whole?: readonly Piece[]): Fiber<readonly Piece[]> {
  const { state } = on;
  const colon = operation.operator.startsWith(':');
  const unset = value === undefined || (colon && value === '');
  const action = operation.operator.replace(':', '');
  const operand = function* (): Fiber<readonly Piece[]> {
    const found = yield* on.words.pieces(on, operation.operand, false, true);
    return quoted ? found.map((piece): Piece => (piece.kind === 'break' ? piece : { kind: 'quoted', text: piece.text })) : found;
  };
  const given = (): readonly Piece[] => whole ?? [{ kind: quoted ? 'quoted' : 'result', text: value ?? '' }];
  if (action === '+') return unset ? (quoted ? [{ kind: 'quoted', text: '' }] : []) : yield* operand();
  if (!unset) return given();
  if (action === '-') return yield* operand();
  const text = yield* on.words.expandText(on, operation.operand);
  if (action === '?') throw new ExpansionError(`${name}: ${text || (colon ? 'parameter null or not set' : 'parameter not set')}`, state.fromCommand ? 127 : 1);
  if (!/^[A-Za-z_]/.test(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
  if (part.index) state.variables.setElement(name, yield* on.words.expandText(on, part.index), text);
  else state.variables.set(name, text);
  return [{ kind: quoted ? 'quoted' : 'result', text }];
}

function* operate(on: Expander, value: string, operation: ParameterOperation): Fiber<string> {
  switch (operation.type) {
    case 'Remove': return remove(value, operation.operator, yield* on.words.expandPattern(on, operation.operand));
    case 'Replace': return replace(value, operation.operator, yield* on.words.expandPattern(on, operation.pattern), yield* on.words.expandText(on, operation.replacement));
    case 'Slice': {
      const chars = [...value];
      const start = Number(yield* on.words.arithmetic(on, operation.offset.text));
      const from = start < 0 ? chars.length + start : start;
      if (from < 0) return '';
      if (!operation.length) return chars.slice(from).join('');
      const length = Number(yield* on.words.arithmetic(on, operation.length.text));
      if (length < 0 && chars.length + length < from) throw new ExpansionError(`${operation.length.text}: substring expression < 0`);
      return chars.slice(from, length < 0 ? chars.length + length : from + length).join('');
    }
    case 'CaseModification': return changeCase(value, operation.operator, operation.operand ? yield* on.words.expandPattern(on, operation.operand) : '?');
    case 'Transform': return operation.operand.text === 'P' ? promptText(on.state, value) : transform(value, yield* on.words.expandText(on, operation.operand));
    default: return value;
  }
}

function remove(value: string, operator: string, pattern: string): string {
  if (operator === '#' || operator === '##') {
    const m = new BoundedRegExp(`^(?:${patternSource(pattern, false, operator === '#')})`, 'u').exec(value);
    return m ? value.slice(m[0].length) : value;
  }
  const whole = new BoundedRegExp(`^(?:${patternSource(pattern)})$`, 'u');
  const cuts = Array.from({ length: value.length + 1 }, (_, i) => (operator === '%' ? value.length - i : i));
  const cut = cuts.find((at) => whole.test(value.slice(at)));
  return cut === undefined ? value : value.slice(0, cut);
}

function replace(value: string, operator: string, pattern: string, replacement: string): string {
  if (pattern === '') return operator === '/#' ? replacement + value : operator === '/%' ? value + replacement : value;
  const source = patternSource(pattern);
  const anchored = operator === '/#' ? `^(?:${source})` : operator === '/%' ? `(?:${source})$` : source;
  return value.replace(new BoundedRegExp(anchored, operator === '//' ? 'gu' : 'u'), (found) => (found === '' && operator !== '/#' && operator !== '/%' ? '' : replacement));
}

function changeCase(value: string, operator: string, pattern: string): string {
  const change = (char: string): string => (matches(pattern, char) ? (operator.startsWith('^') ? char.toUpperCase() : char.toLowerCase()) : char);
  const chars = [...value];
  return operator.length === 2 ? chars.map(change).join('') : [...chars.slice(0, 1).map(change), ...chars.slice(1)].join('');
}

function transform(value: string, how: string): string {
  if (how === 'Q') return /[\x00-\x1f\x7f]/.test(value) ? quoteForShell(value) : `'${value.replace(/'/g, "'\\''")}'`;
  if (how === 'E') return unescape(value, false).text;
  if (how === 'U') return value.toUpperCase();
  if (how === 'L') return value.toLowerCase();
  if (how === 'u') return value.slice(0, 1).toUpperCase() + value.slice(1);
  return how === 'k' ? quoteForShell(value) : value;
}
