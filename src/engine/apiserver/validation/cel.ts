// Whether a CEL expression can be compiled, in the compiler's form (cel-go's parser); its exact words only for the faults that people make most.
import { Environment, parse } from '@marcbachmann/cel-js';

const operand = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const environment = new Environment({ unlistedVariablesAreDyn: true });

/** Undefined when the expression parses. */
export function celProblem(expression: string): string | undefined {
  try {
    parse(expression);
    return undefined;
  } catch (error) {
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    const at = (error as { readonly node?: { readonly pos?: number } }).node?.pos ?? 0;
    const lines = expression.slice(0, at).split('\n');
    const column = lines.at(-1)?.length ?? 0;
    const line = expression.split('\n')[lines.length - 1] ?? '';
    return `compilation failed: ERROR: <input>:${lines.length}:${column + 1}: Syntax error: ${inCelWords(expression, at, first)}\n | ${line}\n | ${'.'.repeat(column)}^`;
  }
}

function inCelWords(expression: string, at: number, otherwise: string): string {
  const before = expression.slice(0, at).trimEnd();
  if (at >= expression.length && /[-+*/%<>=!&|?:,]$/.test(before)) return `mismatched input '<EOF>' expecting ${operand}`;
  if (expression[at] === '.' && before.endsWith('.')) return "no viable alternative at input '..'";
  return otherwise;
}

/** The same for an expression that must be true or false. */
export function celConditionProblem(expression: string): string | undefined {
  const problem = celProblem(expression);
  if (problem !== undefined) return problem;
  const { valid, type } = environment.check(expression) as { readonly valid: boolean; readonly type?: unknown };
  const name = typeof type === 'string' ? type : '';
  return valid && ['int', 'uint', 'double', 'string', 'bytes', 'null_type', 'list', 'map'].includes(name) ? `must evaluate to bool but got ${name}` : undefined;
}
