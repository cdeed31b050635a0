// Flags as data, parsed the way spf13/pflag parses them: shorthands in a bunch, `--flag=value`, optional values, `--`.
import { durationFault } from '../../kube/go-duration.ts';
import { FlagError } from './errors.ts';

export type FlagType = 'bool' | 'string' | 'int' | 'slice' | 'array' | 'duration' | 'raw';

export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly type: FlagType;
  /** As written on a command line; '' for none. */
  readonly default?: string;
  readonly usage: string;
  /** The value of the flag when it is given without one. */
  readonly bare?: string;
  readonly deprecated?: string;
  readonly hidden?: boolean;
  /** Each value is `key=value` (several with commas between them); `map` is shown as an empty map in the help. */
  readonly pairs?: true | 'map';
  /** Files, names … that Tab offers for the value. */
  readonly complete?: readonly string[];
}

/** The values that a command line gave. */
export class FlagValues {
  private readonly values = new Map<string, string[]>();
  private readonly flags: ReadonlyMap<string, Flag>;

  constructor(flags: readonly Flag[]) {
    this.flags = new Map(flags.map((f) => [f.name, f]));
  }

  /** The same without the values of some flags. */
  without(names: readonly string[]): FlagValues {
    const rest = new FlagValues([...this.flags.values()].filter((f) => !names.includes(f.name)));
    for (const [name, items] of this.values) if (!names.includes(name)) rest.values.set(name, items);
    return rest;
  }

  has(name: string): boolean {
    return this.flags.has(name);
  }

  changed(name: string): boolean {
    return this.values.has(name);
  }

  set(flag: Flag, value: string): void {
    const before = this.values.get(flag.name);
    const items = flag.type === 'slice' ? splitCsv(value) : flag.pairs ? value.split(',') : [value];
    if (flag.type === 'slice' || flag.type === 'array') this.values.set(flag.name, [...(before ?? []), ...items]);
    else this.values.set(flag.name, [value]);
  }

  string(name: string): string {
    return this.values.get(name)?.[0] ?? this.flags.get(name)?.default ?? '';
  }

  bool(name: string): boolean {
    return parseBool(this.string(name)) ?? false;
  }

  int(name: string): number {
    return Number(this.string(name) || '0');
  }

  list(name: string): readonly string[] {
    const given = this.values.get(name);
    if (given) return given;
    const fallback = this.flags.get(name)?.default ?? '';
    return fallback === '' ? [] : splitCsv(fallback);
  }

  /** Milliseconds. */
  duration(name: string): number {
    return parseDuration(this.string(name)) ?? 0;
  }

  /** `--name=value` of every flag that was given, sorted, as `--record` writes them. */
  given(): readonly (readonly [string, string])[] {
    return [...this.values].map(([name, items]) => [name, items.join(',')] as const).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  }
}

export interface ParsedArgs {
  readonly args: readonly string[];
  /** How many of the arguments came before `--`; -1 where there was none. */
  readonly dashAt: number;
  readonly values: FlagValues;
  readonly help: boolean;
  readonly deprecated: readonly Flag[];
}

/** @throws FlagError in pflag's words */
export function parseFlags(flags: readonly Flag[], argv: readonly string[]): ParsedArgs {
  const byName = new Map(flags.map((f) => [f.name, f]));
  const byShort = new Map(flags.flatMap((f) => (f.short ? [[f.short, f] as const] : [])));
  const state: ParseState = { argv, at: 0, byName, byShort, values: new FlagValues(flags), args: [], help: false, deprecated: [] };
  let dashAt = -1;
  while (state.at < argv.length) {
    const word = argv[state.at++] as string;
    if (word === '--') {
      dashAt = state.args.length;
      state.args.push(...argv.slice(state.at));
      break;
    }
    if (word.startsWith('--')) long(state, word);
    else if (word.startsWith('-') && word.length > 1) shorts(state, word);
    else state.args.push(word);
    if (state.help) break;
  }
  return { args: state.args, dashAt, values: state.values, help: state.help, deprecated: state.deprecated };
}

interface ParseState {
  readonly argv: readonly string[];
  at: number;
  readonly byName: ReadonlyMap<string, Flag>;
  readonly byShort: ReadonlyMap<string, Flag>;
  readonly values: FlagValues;
  readonly args: string[];
  help: boolean;
  readonly deprecated: Flag[];
}

function long(state: ParseState, word: string): void {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  if (name === '' || name.startsWith('-')) throw new FlagError(`bad flag syntax: ${word}`);
  const flag = state.byName.get(name);
  if (!flag) {
    if (name === 'help') {
      state.help = true;
      return;
    }
    throw new FlagError(`unknown flag: --${name}`);
  }
  let value: string;
  if (equals >= 0) value = word.slice(equals + 1);
  else if (bareOf(flag) !== undefined) value = bareOf(flag) as string;
  else if (state.at < state.argv.length) value = state.argv[state.at++] as string;
  else throw new FlagError(`flag needs an argument: ${word}`);
  assign(state, flag, value);
}

function shorts(state: ParseState, word: string): void {
  let rest = word.slice(1);
  while (rest !== '') {
    const letter = rest[0] as string;
    const flag = state.byShort.get(letter);
    if (!flag) {
      if (letter === 'h') {
        state.help = true;
        return;
      }
      throw new FlagError(`unknown shorthand flag: '${letter}' in -${rest}`);
    }
    if (rest.length > 2 && rest[1] === '=') {
      assign(state, flag, rest.slice(2));
      return;
    }
    const bare = bareOf(flag);
    if (bare !== undefined) {
      assign(state, flag, bare);
      rest = rest.slice(1);
      continue;
    }
    if (rest.length > 1) assign(state, flag, rest.slice(1));
    else if (state.at < state.argv.length) assign(state, flag, state.argv[state.at++] as string);
    else throw new FlagError(`flag needs an argument: '${letter}' in -${rest}`);
    return;
  }
}

const bareOf = (flag: Flag): string | undefined => flag.bare ?? (flag.type === 'bool' ? 'true' : undefined);

function assign(state: ParseState, flag: Flag, value: string): void {
  const fault = faultOf(flag, value);
  if (fault) {
    const name = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
    throw new FlagError(`invalid argument ${JSON.stringify(value)} for ${JSON.stringify(name)} flag: ${fault}`);
  }
  if (flag.deprecated !== undefined) state.deprecated.push(flag);
  state.values.set(flag, value);
}

function faultOf(flag: Flag, value: string): string | undefined {
  switch (flag.type) {
    case 'bool':
      return parseBool(value) === undefined ? `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax` : undefined;
    case 'int':
      return parseIntFault(value, 'ParseInt');
    case 'duration':
      return durationFault(value);
    default:
      return flag.pairs && pairFault(flag.pairs, value);
  }
}

function pairFault(how: true | 'map', value: string): string | undefined {
  const odd = value.split(',').find((pair) => !pair.includes('='));
  return odd === undefined ? undefined : how === 'map' ? 'malformed pair, expect string=string' : `${odd} must be formatted as key=value`;
}

/** Go's strconv error for a number that cannot be read, or undefined. */
export function parseIntFault(value: string, how: 'ParseInt' | 'ParseUint' | 'Atoi'): string | undefined {
  const unsigned = how === 'ParseUint';
  if (!(unsigned ? /^(0x[0-9a-f]+|\d+)$/i : /^[-+]?(0x[0-9a-f]+|\d+)$/i).test(value)) return `strconv.${how}: parsing ${JSON.stringify(value)}: invalid syntax`;
  return Math.abs(Number(value)) > 2 ** 63 ? `strconv.${how}: parsing ${JSON.stringify(value)}: value out of range` : undefined;
}

export function parseBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False', ''].includes(text)) return text === '' ? undefined : false;
  return undefined;
}

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Go's time.ParseDuration in milliseconds, or undefined. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const m = /^([-+]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.exec(text);
  if (!m) return undefined;
  let total = 0;
  for (const part of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) total += Number(part[1]) * (unitMs[part[2] as string] as number);
  return m[1] === '-' ? -total : total;
}

/** One line of CSV, as pflag's stringSlice reads its values. */
export function splitCsv(text: string): string[] {
  if (text === '') return [];
  const items: string[] = [];
  let item = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quoted) {
      if (char === '"' && text[i + 1] === '"') {
        item += '"';
        i++;
      } else if (char === '"') quoted = false;
      else item += char;
    } else if (char === '"' && item === '') quoted = true;
    else if (char === ',') {
      items.push(item);
      item = '';
    } else item += char;
  }
  items.push(item);
  return items;
}
