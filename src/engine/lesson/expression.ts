// CEL over the live cluster: which kinds an expression speaks of, and whether it holds (cel-js; integers are 64-bit there).
import { parse, type ParseResult } from '@marcbachmann/cel-js';
import { builtinKinds } from '../kube/kinds.generated.ts';
import type { KindInfo } from '../kube/kind.ts';

export interface GoalExpression {
  readonly kinds: readonly KindInfo[];
  /** False too where the expression fails (a field that is not there yet). */
  holds(values: Readonly<Record<string, unknown>>): boolean;
  readonly error?: string;
}

const known = new Map<string, GoalExpression>();

export function goalExpression(source: string): GoalExpression {
  let expression = known.get(source);
  if (!expression) known.set(source, (expression = compile(source)));
  return expression;
}

function compile(source: string): GoalExpression {
  let run: ParseResult;
  try {
    run = parse(source);
  } catch (error) {
    return { kinds: [], holds: () => false, error: (error as Error).message };
  }
  const words = new Set(source.match(/[A-Za-z_]\w*/g));
  const kinds = builtinKinds.filter((kind, i) => words.has(kind.plural) && builtinKinds.findIndex((k) => k.plural === kind.plural) === i);
  return {
    kinds,
    holds: (values) => {
      try {
        return run(values) === true;
      } catch {
        return false;
      }
    },
  };
}

/** A JSON value as CEL has it: whole numbers as 64-bit integers. */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, celValue(item)]));
}
