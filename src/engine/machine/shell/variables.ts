// A shell's variables: scalars and arrays, exported or read-only, with the scopes of functions that declare locals.
import { inBucketOrder } from './bucket-order.ts';
import { declaredKey, declaredText } from './quote.ts';

export type Value = string | string[] | Map<string, string>;

export interface Variable {
  value: Value | undefined;
  exported: boolean;
  readonly: boolean;
  integer?: boolean;
  /** `declare -l`, `-u`, `-c`: what is assigned is changed to lower or upper case, or capitalized. */
  casing?: 'l' | 'u' | 'c';
  /** `declare -n`: the value is another variable's name. */
  reference?: boolean;
}

export class ReadonlyVariable extends Error {
  override readonly name = 'ReadonlyVariable';
}

const LARGEST_INDEX = 999_999;

/** An array is as long as its last index: one that is too large is refused. */
export function demandIndex(name: string, index: number): void {
  if (index > LARGEST_INDEX) throw new ExpansionLimit(`${name}[${index}]: an index above ${LARGEST_INDEX} is not simulated in Kubarium`);
}

/** Something larger was asked for than is simulated. */
export class ExpansionLimit extends Error {
  override readonly name = 'ExpansionLimit';
}

export class Variables {
  private readonly scopes: Map<string, Variable>[];
  private cachedEnv: ReadonlyMap<string, string> | undefined;

  constructor(scopes: Map<string, Variable>[] = [new Map()]) {
    this.scopes = scopes;
  }

  /** What a subshell gets. */
  copy(): Variables {
    return new Variables(this.scopes.map((scope) => new Map([...scope].map(([name, variable]) => [name, { ...variable, value: copyValue(variable.value) }]))));
  }

  /** The variable that a name means, through references. */
  find(name: string): Variable | undefined {
    return this.own(this.target(name));
  }

  /** The name that a reference leads to. */
  target(name: string): string {
    let at = name;
    for (let i = 0; i < 8; i++) {
      const variable = this.own(at);
      if (!variable?.reference || typeof variable.value !== 'string') break;
      at = variable.value;
    }
    return at;
  }

  private own(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const variable = this.scopes[i]?.get(name);
      if (variable) return variable;
    }
    return undefined;
  }

  get(name: string): string | undefined {
    const value = this.find(name)?.value;
    if (value === undefined || typeof value === 'string') return value;
    return value instanceof Map ? value.get('0') : value[0];
  }

  /** All elements of an array; a scalar is an array of one. */
  elements(name: string): [string, string][] {
    const value = this.find(name)?.value;
    if (value === undefined) return [];
    if (typeof value === 'string') return [['0', value]];
    if (value instanceof Map) return inBucketOrder(value);
    const found: [string, string][] = [];
    // Its keys, not its length: there may be wide gaps.
    for (const key of Object.keys(value)) {
      const element = value[Number(key)];
      if (element !== undefined) found.push([key, element]);
    }
    return found;
  }

  set(given: string, value: Value): void {
    const name = this.target(given);
    const variable = this.own(name);
    if (variable?.readonly) throw new ReadonlyVariable(`${name}: readonly variable`);
    if (variable) {
      if (variable.exported) this.cachedEnv = undefined;
      if (typeof value === 'string' && variable.value !== undefined && typeof variable.value !== 'string') this.setElement(name, '0', value);
      else variable.value = variable.casing && typeof value === 'string' ? cased(value, variable.casing) : value;
    } else this.scopes[0]?.set(name, { value, exported: false, readonly: false });
  }

  setElement(name: string, index: string, value: string): void {
    const variable = this.find(name) ?? this.declare(this.target(name), false);
    if (variable.readonly) throw new ReadonlyVariable(`${name}: readonly variable`);
    if (variable.value === undefined) variable.value = [];
    if (typeof variable.value === 'string') variable.value = [variable.value];
    const text = variable.casing ? cased(value, variable.casing) : value;
    if (variable.value instanceof Map) variable.value.set(index, text);
    else {
      const at = Number(index) || 0;
      demandIndex(name, at);
      variable.value[at < 0 ? variable.value.length + at : at] = text;
    }
  }

  /** The variable itself, made in this function's scope where `local`. */
  declare(name: string, local: boolean): Variable {
    const scope = local ? this.scopes.at(-1) : undefined;
    const found = local ? scope?.get(name) : this.own(name);
    if (found) return found;
    const made: Variable = { value: undefined, exported: false, readonly: false };
    (scope ?? this.scopes[0])?.set(name, made);
    return made;
  }

  export(name: string, on = true): void {
    this.declare(name, false).exported = on;
    this.cachedEnv = undefined;
  }

  unset(given: string): void {
    const name = this.target(given);
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const variable = this.scopes[i]?.get(name);
      if (!variable) continue;
      if (variable.readonly) throw new ReadonlyVariable(`${name}: cannot unset: readonly variable`);
      this.scopes[i]?.delete(name);
      this.cachedEnv = undefined;
      return;
    }
  }

  /** `unset -n`: the reference itself, not what it leads to. */
  unsetReference(name: string): void {
    for (let i = this.scopes.length - 1; i >= 0; i--) if (this.scopes[i]?.delete(name)) return;
  }

  unsetElement(name: string, index: string): void {
    const value = this.find(name)?.value;
    if (value instanceof Map) value.delete(index);
    // A hole, not a shift: the other elements keep their indices.
    else if (Array.isArray(value)) {
      const at = Number(index) < 0 ? value.length + Number(index) : Number(index);
      delete (value as unknown as Record<number, string>)[at];
      if (at === value.length - 1) value.length = (value.findLastIndex((element) => element !== undefined)) + 1;
    }
  }

  push(): void {
    this.scopes.push(new Map());
  }

  pop(): void {
    this.scopes.pop();
    this.cachedEnv = undefined;
  }

  /** Whether it is one of the function that runs now. */
  isLocal(name: string): boolean {
    return this.scopes.length > 1 && this.scopes.at(-1)?.has(name) === true;
  }

  get inFunction(): boolean {
    return this.scopes.length > 1;
  }

  names(): string[] {
    return [...new Set(this.scopes.flatMap((scope) => [...scope.keys()]))].sort();
  }

  /** The environment of a child, with what is set for it alone. */
  env(extra?: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    if (!this.cachedEnv) {
      const env = new Map<string, string>();
      for (const scope of this.scopes) for (const [name, variable] of scope) if (variable.exported && typeof variable.value === 'string') env.set(name, variable.value);
      this.cachedEnv = env;
    }
    return extra?.size ? new Map([...this.cachedEnv, ...extra]) : this.cachedEnv;
  }

  /** Called after a variable's attributes or value were changed in place. */
  touched(): void {
    this.cachedEnv = undefined;
  }
}

/** The letters of `declare -p`. */
export const flagsOf = (variable: Variable): string =>
  `${Array.isArray(variable.value) ? 'a' : variable.value instanceof Map ? 'A' : ''}${variable.casing === 'c' ? 'c' : ''}${variable.integer ? 'i' : ''}${variable.casing === 'l' ? 'l' : ''}${variable.reference ? 'n' : ''}${variable.readonly ? 'r' : ''}${variable.casing === 'u' ? 'u' : ''}${variable.exported ? 'x' : ''}`;

const cased = (text: string, how: 'l' | 'u' | 'c'): string => (how === 'l' ? text.toLowerCase() : how === 'u' ? text.toUpperCase() : text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase());

/** The elements in parentheses, as `declare -p` shows them. */
export function declaredArray(variables: Variables, name: string): string {
  const keyed = variables.find(name)?.value instanceof Map;
  return `(${variables.elements(name).map(([key, value]) => `[${keyed ? declaredKey(key) : key}]=${declaredText(value)}`).join(' ')}${keyed ? ' ' : ''})`;
}

function copyValue(value: Value | undefined): Value | undefined {
  if (Array.isArray(value)) return [...value];
  return value instanceof Map ? new Map(value) : value;
}

/** Sets variables for one builtin; what is returned undoes it. */
export function setForNow(variables: Variables, extra: ReadonlyMap<string, string>, builtin: string): () => void {
  if (extra.size === 0) return () => undefined;
  const before = [...extra.keys()].map((name) => [name, variables.get(name)] as const);
  for (const [name, value] of extra) variables.set(name, value);
  if (builtin === 'export' || builtin === 'readonly') return () => undefined;
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) variables.unset(name);
      else variables.set(name, value);
    }
  };
}
