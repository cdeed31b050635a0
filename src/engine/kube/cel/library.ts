// The functions that expressions may call, by name: their overloads with types and what they do (cel-go/common/stdlib, apiserver/pkg/cel/library).
import { type CelType, parseType, splitTypes } from './types.ts';
import { CelMap, type CelValue, Bytes, Duration, isList, Opaque, Optional, Timestamp, TypeValue, typeNameOf, Uint } from './values.ts';

/** What a function may use of the evaluation it runs in. */
export interface Evaluation {
  /** Adds to the cost; throws where the limit is passed. */
  spend(cost: number): void;
}

export interface Overload {
  readonly member: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  run(args: readonly CelValue[], evaluation: Evaluation): CelValue;
}

type Run<A extends readonly unknown[]> = (...args: A) => CelValue;

export class Library {
  private readonly functions = new Map<string, Overload[]>();

  overloads(name: string): readonly Overload[] | undefined {
    return this.functions.get(name);
  }

  /** A function called by its name: `size(string)`. */
  global<A extends readonly unknown[]>(name: string, args: string, result: string, run: Run<A>): void {
    this.add(name, false, args, result, run);
  }

  /** A function called on its first argument: `string.contains(string)`. */
  member<A extends readonly unknown[]>(name: string, args: string, result: string, run: Run<A>): void {
    this.add(name, true, args, result, run);
  }

  private add<A extends readonly unknown[]>(name: string, member: boolean, args: string, result: string, run: Run<A>): void {
    const overload: Overload = {
      member,
      args: splitTypes(args).map(parseType),
      result: parseType(result),
      run: (values, evaluation) => {
        evaluation.spend(1 + costOf(values));
        const result = run(...(values as unknown as A));
        if (isList(result)) evaluation.spend(result.length);
        return result;
      },
    };
    const known = this.functions.get(name);
    if (known) known.push(overload);
    else this.functions.set(name, [overload]);
  }
}

/** Work on texts and lists costs by their size (cel-go's string traversal factor). */
function costOf(values: readonly CelValue[]): number {
  let cost = 0;
  for (const value of values) if (typeof value === 'string' || isList(value)) cost += Math.ceil(value.length * 0.1);
  return cost;
}

/** Whether a value may be an argument of this type; what is inside lists and maps is not looked at. */
export function fits(value: CelValue, type: CelType): boolean {
  switch (type.is) {
    case 'plain': return type.name === 'dyn' || fitsPlain(value, type.name);
    case 'list': return isList(value);
    case 'map': return value instanceof CelMap;
    case 'object': return value instanceof CelMap || value === null;
    case 'optional': return value instanceof Optional;
    case 'type': return value instanceof TypeValue;
    case 'opaque': return value instanceof Opaque && value.type === type.name;
    case 'param': return true;
  }
}

function fitsPlain(value: CelValue, name: string): boolean {
  switch (name) {
    case 'timestamp': return value instanceof Timestamp;
    case 'duration': return value instanceof Duration;
    case 'bytes': return value instanceof Bytes;
    case 'uint': return value instanceof Uint;
    default: return typeNameOf(value) === name;
  }
}

