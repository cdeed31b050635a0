// Kubernetes' dialect of CEL: compiles expressions with its libraries and runs them (apiserver/pkg/cel/environment/base.go).
import { type CelIssue, type Expr, issuesText } from './ast.ts';
import { checkCel, type Scope } from './checker.ts';
import { type Activation, CALL_LIMIT, Evaluator } from './evaluate.ts';
import { addKubernetes } from './kubernetes.ts';
import { Library } from './library.ts';
import { parseCel } from './parser.ts';
import { addStandard } from './stdlib.ts';
import { addLists, addOptionals, addStrings } from './strings.ts';
import { type CelType, isDyn, typeText } from './types.ts';
import { CelMap, type CelValue, EvaluationFault } from './values.ts';

/** CEL with Kubernetes' libraries; `extend` adds the caller's own functions. */
export function kubernetesLibrary(extend?: (library: Library) => void): Library {
  const library = new Library();
  addStandard(library);
  addStrings(library);
  addLists(library);
  addOptionals(library);
  addKubernetes(library);
  extend?.(library);
  return library;
}

export interface Program {
  readonly source: string;
  readonly type: CelType;
  readonly expr: Expr;
}

export type Compiled = { readonly program: Program } | { readonly error: string };

/** Compiles; the error is what follows `compilation failed: `. */
export function compileCel(source: string, scope: Scope): Compiled {
  const issues = (found: readonly CelIssue[]): Compiled => ({ error: issuesText(source, found) });
  const parsed = parseCel(source);
  if ('issues' in parsed) return issues(parsed.issues);
  const checked = checkCel(parsed.expr, scope);
  return checked.issues.length > 0 ? issues(checked.issues) : { program: { source, type: checked.type, expr: parsed.expr } };
}

export type Result = { readonly value: CelValue; readonly cost: number } | { readonly error: string; readonly cost: number; readonly exceeded: boolean };

/** Runs a program; its faults come back as values. */
export function runCel(program: Program, library: Library, activation: Activation, limit = CALL_LIMIT): Result {
  const evaluator = new Evaluator(library, activation, limit);
  try {
    return { value: evaluator.evaluate(program.expr), cost: evaluator.cost };
  } catch (error) {
    if (!(error instanceof EvaluationFault)) throw error;
    return { error: error.message, cost: evaluator.cost, exceeded: evaluator.cost > limit };
  }
}

/** Whether an expression of this type may give a value of `wanted` (dyn may). */
export const mayBe = (type: CelType, wanted: string): boolean => isDyn(type) || typeText(type) === wanted;

/** Variables of an activation whose values are made when they are first asked for; a name with no value is unknown. */
export function lazily(make: Readonly<Record<string, () => CelValue | undefined>>): Activation {
  const known = new Map<string, CelValue | undefined>();
  return (name) => {
    if (!Object.hasOwn(make, name)) return undefined;
    if (!known.has(name)) known.set(name, make[name]?.());
    return known.get(name);
  };
}

/** A map whose members are computed when they are first read, as the `variables` of a policy are. */
export class LazyMap extends CelMap {
  private readonly members: ReadonlyMap<string, () => CelValue>;
  private readonly known = new Map<string, CelValue>();

  constructor(members: ReadonlyMap<string, () => CelValue>, typeName: string) {
    super(typeName);
    this.members = members;
  }

  override get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    const make = this.members.get(key);
    if (!make) return undefined;
    let value = this.known.get(key);
    if (value === undefined) this.known.set(key, (value = make()));
    return value;
  }

  override keys(): readonly CelValue[] {
    return [...this.members.keys()];
  }
}
