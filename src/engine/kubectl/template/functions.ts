// The functions of kubectl's Go templates: text/template's own (text/template/funcs.go), and exists and base64decode.
import { type Json, isObject } from '../../base/json.ts';
import { decodeBase64 } from '../../base/base64.ts';
import { sortedEntries } from '../../kube/go-json.ts';
import { goNumber, goValue } from '../../kube/go-format.ts';
import { goSyntax } from '../printers/go-value.ts';

/** What is not in a map: printed as `<no value>`. */
export const MISSING = Symbol('no value');
export type Value = Json | typeof MISSING;

export class ExecError extends Error {
  override readonly name = 'ExecError';
}

export function truth(value: Value): boolean {
  if (value === MISSING || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** As an action prints it. */
export function textOf(value: Value): string {
  if (value === MISSING || value === null) return '<no value>';
  if (typeof value === 'number') return numberText(value);
  return Array.isArray(value) || isObject(value) ? deep(value) : String(value);
}

// Whole numbers of the data are int64: kubectl reads it with apimachinery's util/json.
const numberText = (value: number): string => (Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value).toString() : goNumber(value));

function deep(value: Json): string {
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => deep(item)).join(' ')}]`;
  if (isObject(value)) return `map[${sortedEntries(value).map(([key, item]) => `${key}:${deep(item)}`).join(' ')}]`;
  return goValue(value);
}

export function typeOf(value: Value): string {
  if (value === MISSING || value === null) return 'interface {}';
  if (Array.isArray(value)) return '[]interface {}';
  return isObject(value) ? 'map[string]interface {}' : typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : 'string';
}

type Run = (args: readonly Value[]) => Value;

function kindOf(value: Value): string {
  if (value === MISSING || value === null) return 'nil';
  return typeof value === 'object' ? 'other' : typeof value;
}

function equalTo(a: Value, b: Value): boolean {
  const [x, y] = [kindOf(a), kindOf(b)];
  if (x === 'other' || y === 'other') throw new ExecError('non-comparable type');
  if (x !== y && x !== 'nil' && y !== 'nil') throw new ExecError('incompatible types for comparison');
  return a === b || (x === 'nil' && y === 'nil');
}

function lessThan(a: Value, b: Value): boolean {
  if (kindOf(a) !== kindOf(b)) throw new ExecError('incompatible types for comparison');
  if (typeof a !== 'number' && typeof a !== 'string') throw new ExecError('invalid type for comparison');
  return (a as number) < (b as number);
}

function index(args: readonly Value[]): Value {
  return args.slice(1).reduce<Value>((value, key) => {
    if (value === MISSING || value === null) throw new ExecError('index of untyped nil');
    if (isObject(value)) return (typeof key === 'string' && Object.hasOwn(value, key) ? value[key] : undefined) ?? MISSING;
    if (typeof key !== 'number') throw new ExecError(`cannot index slice/array with type ${typeOf(key)}`);
    const length = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
    if (key < 0 || key >= length) throw new ExecError(`index out of range: ${key}`);
    return typeof value === 'string' ? value.charCodeAt(key) : ((value as readonly Json[])[key] ?? null);
  }, args[0] ?? null);
}

function length(args: readonly Value[]): Value {
  const [value] = args;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (value !== undefined && isObject(value)) return Object.keys(value).length;
  // Go's own len stumbles over what is not there at all.
  if (value === MISSING) throw new ExecError('reflect: call of reflect.Value.Type on zero Value');
  throw new ExecError(value === undefined || value === null ? 'len of nil pointer' : `len of type ${typeOf(value)}`);
}

function sliced(args: readonly Value[]): Value {
  const [value, from = 0, to] = args;
  if (typeof value !== 'string' && !Array.isArray(value)) throw new ExecError(`can't slice item of type ${typeOf(value ?? null)}`);
  return (value as string).slice(Number(from), to === undefined ? undefined : Number(to));
}

/** fmt.Sprintf for the verbs that templates use; `types` has those of constants. */
export function sprintf(format: string, args: readonly Value[], types: readonly (string | undefined)[] = []): string {
  let at = 0;
  const typeAt = (i: number): string => types[i] ?? typeOf(args[i] as Value);
  const text = format.replace(/%([-+# 0]*)(\d+|\*)?(?:\.(\d+))?([a-zA-Z%])/g, (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (at >= args.length) return `%!${verb}(MISSING)`;
    const value = args[at] as Value;
    const type = typeAt(at++);
    const size = width === undefined ? 0 : Number(width);
    const padded = (done: string, of: Value): string => (flags.includes('-') ? done.padEnd(size) : done.padStart(size, flags.includes('0') && typeof of === 'number' ? '0' : ' '));
    const one = (of: Value, named: string): string => padded(verbText(verb, of, named, precision === undefined ? undefined : Number(precision), flags), of);
    return 'vT'.includes(verb) ? one(value, type) : spread(value, (of, inside) => (inside && of === null ? padded('<nil>', of) : one(of, inside ? typeOf(of) : type)));
  });
  return at < args.length ? `${text}%!(EXTRA ${args.slice(at).map((a, i) => `${typeAt(at + i)}=${textOf(a)}`).join(', ')})` : text;
}

/** A verb goes to each element of a list, and to the keys and values of a map. */
function spread(value: Value, one: (value: Value, inside: boolean) => string, inside = false): string {
  if (value === MISSING) return one(value, inside);
  if (Array.isArray(value)) return `[${value.map((item: Json) => spread(item, one, true)).join(' ')}]`;
  if (isObject(value)) return `map[${sortedEntries(value).map(([key, item]) => `${one(key, true)}:${spread(item, one, true)}`).join(' ')}]`;
  return one(value, inside);
}

function verbText(verb: string, value: Value, type: string, precision: number | undefined, flags: string): string {
  const wrong = (): string => (value === MISSING || value === null ? `%!${verb}(<nil>)` : `%!${verb}(${type}=${textOf(value)})`);
  switch (verb) {
    case 'v':
      return value === null || value === MISSING ? '<nil>' : flags.includes('#') ? goSyntax(value) : textOf(value);
    case 's':
      return typeof value === 'string' ? (precision === undefined ? value : value.slice(0, precision)) : wrong();
    case 'q':
      return typeof value === 'string' ? JSON.stringify(value) : wrong();
    case 'd':
      return typeof value === 'number' && Number.isInteger(value) ? `${flags.includes('+') && value >= 0 ? '+' : ''}${value}` : wrong();
    case 'x':
    case 'X': {
      const text = typeof value === 'number' ? value.toString(16) : typeof value === 'string' ? [...value].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('') : wrong();
      return verb === 'X' ? text.toUpperCase() : text;
    }
    case 'f':
      return typeof value === 'number' ? value.toFixed(precision ?? 6) : wrong();
    case 'g':
      return typeof value === 'number' ? goNumber(value) : wrong();
    case 'e':
      return typeof value === 'number' ? value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2') : wrong();
    case 't':
      return typeof value === 'boolean' ? String(value) : wrong();
    case 'T':
      return value === null || value === MISSING ? '<nil>' : type;
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : wrong();
    default:
      return wrong();
  }
}

function print(args: readonly Value[], line: boolean): string {
  return args.map((arg, i) => `${i > 0 && (line || (typeof arg !== 'string' && typeof args[i - 1] !== 'string')) ? ' ' : ''}${arg === null || arg === MISSING ? '<nil>' : textOf(arg)}`).join('') + (line ? '\n' : '');
}

function exists(args: readonly Value[]): Value {
  let value: Value = args[0] ?? null;
  for (const key of args.slice(1)) {
    if (value === MISSING || value === null) return false;
    const item: Json | undefined = isObject(value) && typeof key === 'string' ? value[key] : Array.isArray(value) && typeof key === 'number' ? (value as readonly Json[])[key] : undefined;
    if (item === undefined) return false;
    value = item;
  }
  return true;
}

const html: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
const asText = (args: readonly Value[]): string => args.map(textOf).join('');

export const functions: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['and', () => null],
  ['or', () => null],
  ['not', (args) => !truth(args[0] ?? null)],
  ['len', length],
  ['index', index],
  ['slice', sliced],
  ['print', (args) => print(args, false)],
  ['println', (args) => print(args, true)],
  ['printf', (args) => sprintf(String(args[0] as string), args.slice(1))],
  ['html', (args) => asText(args).replace(/[&<>"']/g, (c) => html[c] as string)],
  ['js', (args) => JSON.stringify(asText(args)).slice(1, -1).replace(/[<>&'=]/g, (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`)],
  ['urlquery', (args) => encodeURIComponent(asText(args)).replace(/%20/g, '+')],
  ['call', () => { throw new ExecError('non-function'); }],
  ['eq', (args) => args.slice(1).some((other) => equalTo(args[0] ?? null, other))],
  ['ne', (args) => !equalTo(args[0] ?? null, args[1] ?? null)],
  ['lt', (args) => lessThan(args[0] ?? null, args[1] ?? null)],
  ['le', (args) => lessThan(args[0] ?? null, args[1] ?? null) || equalTo(args[0] ?? null, args[1] ?? null)],
  ['gt', (args) => lessThan(args[1] ?? null, args[0] ?? null)],
  ['ge', (args) => !lessThan(args[0] ?? null, args[1] ?? null)],
  ['exists', exists],
  ['base64decode', (args) => {
    const decoded = decodeBase64(textOf(args[0] ?? null));
    if (decoded === undefined) throw new ExecError('base64 decode failed: illegal base64 data at input byte 0');
    return decoded;
  }],
]);
