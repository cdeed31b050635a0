// Whether a CEL expression can be compiled at all; the compiler's own words are not reproduced, only its verdict.
import { parse } from '@marcbachmann/cel-js';

/** Undefined when the expression parses. */
export function celProblem(expression: string): string | undefined {
  try {
    parse(expression);
    return undefined;
  } catch (error) {
    const first = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    return `compilation failed: ERROR: <input>: Syntax error: ${first}`;
  }
}
