// Parameter expansion: special parameters, defaults, removal, replacement, slices, case, arrays.
import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Fiber } from '../../sim/fiber.ts';
import type { Expander, Piece } from './expand.ts';
import { operatorOf, singleQuote } from './parameter-operations.ts';
import { commandText } from './print-tree.ts';
import { declaredKey, declaredText } from './quote.ts';
import { ExpansionError, optionNames, type ShellState } from './shell-state.ts';
import { declaredArray, flagsOf } from './variables.ts';

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

export const unbound = (state: ShellState, name: string): ExpansionError => new ExpansionError(`${/^\d+$/.test(name) ? '$' : ''}${name}: unbound variable`, state.fromCommand && !state.options.errexit ? 127 : 1, true);

export function parameterValue(state: ShellState, name: string): string | undefined {
  if (/^\d+$/.test(name)) return name === '0' ? state.name : state.positional[Number(name) - 1];
  switch (name) {
    case '?': return String(state.status);
    case '#': return String(state.positional.length);
    case '$': return String(state.pid);
    case '!': return state.lastBackground === undefined ? '' : String(state.lastBackground);
    case '-': return state.optionFlags;
    case '_': return state.lastArgument ?? state.variables.get('_') ?? '';
    case '@':
    case '*': return state.positional.length ? state.positional.join(' ') : undefined;
    case 'SECONDS':
    case 'RANDOM': return dynamicValue(state, name);
    default: return state.variables.get(name) ?? dynamicValue(state, name);
  }
}

function dynamicValue(state: ShellState, name: string): string | undefined {
  switch (name) {
    case 'RANDOM': return randomOf(state);
    case 'SRANDOM': return String(state.process.random.uint32());
    case 'SECONDS': return String(Math.floor((state.process.clock.nowMs - state.secondsFrom) / 1000));
    case 'EPOCHSECONDS': return String(Math.floor(state.process.clock.nowMs / 1000));
    case 'EPOCHREALTIME': return (state.process.clock.nowMs / 1000).toFixed(6);
    case 'BASH_COMMAND': return state.command && (state.command.node ? commandText(state.command.node, state.command.source) : state.command.source.slice(state.command.pos, state.command.end).trim());
    case 'SHELLOPTS': return optionNames.filter((option) => state.options[option]).join(':');
    case 'BASHOPTS': return [...state.shopts].sort().join(':');
    case 'DIRSTACK': return state.process.cwd;
    case 'GROUPS': return state.process.user === 'root' ? '0' : '1000';
    case 'BASH_EXECUTION_STRING': return state.commandString || undefined;
    case 'COMP_WORDBREAKS': return ' \t\n"\'><=;|&(:';
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

/** RANDOM: of the machine's random source, or, once it was assigned to, the sequence that bash has from there (its lib/sh/random.c). */
function randomOf(state: ShellState): string {
  if (state.randomFrom === undefined) return String(state.process.random.int(32_768));
  const seed = state.randomFrom === 0 ? 123_459_876 : state.randomFrom;
  const next = 16_807 * (seed % 127_773) - 2836 * Math.floor(seed / 127_773);
  state.randomFrom = next < 0 ? next + 0x7fffffff : next;
  return String(((state.randomFrom >>> 16) ^ (state.randomFrom & 65_535)) & 32_767);
}

export function* expandParameter(on: Expander, given: ParameterExpansionPart, quoted: boolean): Fiber<readonly Piece[]> {
  const { state } = on;
  let part = given;
  let { parameter } = part;
  if (part.prefix === '!') {
    if (part.operation?.type === 'Names') return list(state, state.variables.names().filter((name) => name.startsWith(parameter)), part.operation.operator, quoted);
    if (part.index && (part.index.text === '@' || part.index.text === '*')) return list(state, state.variables.elements(parameter).map(([key]) => key), part.index.text, quoted);
    const target = state.variables.target(parameter);
    if (target !== parameter && !part.index) return [{ kind: quoted ? 'quoted' : 'result', text: target }];
    parameter = (part.index ? yield* elementOf(on, parameter, part.index) : parameterValue(state, parameter)) ?? '';
    if (part.index) part = { ...part, index: undefined };
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
  const change = operation && (yield* operatorOf(on, operation, part.text));
  if (value === undefined) {
    if (state.options.nounset) throw unbound(state, parameter);
    return quoted ? [{ kind: 'quoted', text: '' }] : [];
  }
  return [{ kind: quoted ? 'quoted' : 'result', text: change ? change(value) : value }];
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
  const value = variable.value === undefined || typeof variable.value === 'string' ? variable.value : variable.value instanceof Map && variable.value.size === 0 ? undefined : declaredArray(state.variables, name);
  return `${plain ? '' : `declare -${flags || '-'} `}${name}${value === undefined ? '' : `=${typeof variable.value === 'string' ? singleQuote(value) : value}`}`;
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
  const kind = quoted ? 'quoted' : 'result';
  const transformation = operation.type === 'Transform' ? operation.operand.text : '';
  if (transformation === 'A') {
    const text = part.index ? attributes(on.state, part.parameter, 'A') : values.length ? `set -- ${values.map(singleQuote).join(' ')}` : '';
    // The words of the declaration are words of the list.
    const m = /^(declare) (-\w+|--) ([^]*)$/.exec(text);
    return text === '' ? [] : list(on.state, m ? [m[1] as string, m[2] as string, m[3] as string] : [text], how, quoted);
  }
  if (transformation === 'a' && part.index) return list(on.state, values.map(() => attributes(on.state, part.parameter, 'a')), how, quoted);
  if (/^[Kk]$/.test(transformation) && part.index) {
    const entries = on.state.variables.elements(part.parameter);
    if (transformation === 'k') return list(on.state, entries.flat(), how, quoted);
    const text = entries.map(([key, value]) => `${declaredKey(key)} ${declaredText(value)}`).join(' ');
    return [{ kind, text: on.state.variables.find(part.parameter)?.value instanceof Map ? `${text} ` : text }];
  }
  const change = yield* operatorOf(on, operation, part.text);
  return list(on.state, values.map(change), how, quoted);
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
  if (action === '?') throw new ExpansionError(`${name}: ${text || (colon ? 'parameter null or not set' : 'parameter not set')}`, state.fromCommand ? 127 : 1, true);
  if (!/^[A-Za-z_]/.test(name)) throw new ExpansionError(`$${name}: cannot assign in this way`);
  if (part.index) state.variables.setElement(name, yield* on.words.expandText(on, part.index), text);
  else state.variables.set(name, text);
  return [{ kind: quoted ? 'quoted' : 'result', text }];
}
