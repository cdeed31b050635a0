// The tree of a CEL expression, with the place of each node as cel-go counts it (cel-spec, langdef.md).
import type { CelValue } from './values.ts';

export interface Entry<K> {
  readonly key: K;
  readonly value: Expr;
  /** `?key: value`: left out where the optional value is empty. */
  readonly optional: boolean;
  readonly at: number;
}

export type Expr =
  | { readonly op: 'literal'; readonly at: number; readonly value: CelValue }
  | { readonly op: 'ident'; readonly at: number; readonly name: string }
  | { readonly op: 'select'; readonly at: number; readonly operand: Expr; readonly field: string; readonly test: boolean; readonly optional: boolean }
  | { readonly op: 'call'; readonly at: number; readonly name: string; readonly target: Expr | undefined; readonly args: readonly Expr[] }
  | { readonly op: 'list'; readonly at: number; readonly items: readonly { readonly value: Expr; readonly optional: boolean }[] }
  | { readonly op: 'map'; readonly at: number; readonly entries: readonly Entry<Expr>[] }
  | { readonly op: 'struct'; readonly at: number; readonly name: string; readonly fields: readonly Entry<string>[] }
  | { readonly op: 'macro'; readonly at: number; readonly name: MacroName; readonly target: Expr; readonly vars: readonly string[]; readonly args: readonly Expr[] };

export type MacroName = 'all' | 'exists' | 'exists_one' | 'map' | 'filter' | 'transformList' | 'transformMap' | 'transformMapEntry' | 'bind' | 'optMap' | 'optFlatMap' | 'sortBy';

/** What is wrong with an expression, and where. */
export interface CelIssue {
  readonly at: number;
  readonly message: string;
}

/** Issues as cel-go shows them: `ERROR: <input>:1:8: undefined field 'foo'`, the line, and a caret below. */
export function issuesText(source: string, issues: readonly CelIssue[]): string {
  const shown = issues.map(({ at, message }) => {
    const before = source.slice(0, at).split('\n');
    const column = [...(before.at(-1) as string)].length;
    const line = source.split('\n')[before.length - 1] ?? '';
    return `ERROR: <input>:${before.length}:${column + 1}: ${message}\n | ${line.replaceAll('\t', ' ')}\n | ${'.'.repeat(column)}^`;
  });
  return shown.join('\n');
}

/** `a.b.c` of a chain of plain selections, or undefined. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.op === 'ident') return expr.name;
  if (expr.op !== 'select' || expr.test || expr.optional) return undefined;
  const operand = qualifiedName(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}
