// The names that a jq filter knows, innermost first, and jq's own definitions.
import { JqParser } from './parser.ts';
import { prelude } from './prelude.ts';
import type { JqDefinition, JqValue } from './syntax.ts';

export interface Closure {
  readonly def: JqDefinition;
  readonly env: Env;
}
/** Names that are known, innermost first. */
export interface Env {
  readonly parent: Env | undefined;
  readonly name: string;
  readonly value?: JqValue;
  readonly closure?: Closure;
  readonly arity?: number;
  readonly label?: object;
}

export function define(def: JqDefinition, parent: Env | undefined): Env {
  return { parent, name: def.name, arity: def.params.length, closure: { def, env: parent as Env } };
}

export function lookUp(env: Env | undefined, name: string, arity?: number): Env | undefined {
  for (let at = env; at; at = at.parent) if (at.name === name && (arity === undefined || at.arity === arity)) return at;
  return undefined;
}

let parsed: readonly JqDefinition[] | undefined;
export const library = (): readonly JqDefinition[] => (parsed ??= new JqParser(prelude).definitions());

