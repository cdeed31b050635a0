// What a builtin is: a command that runs inside the shell and may change it.
import type { Fiber } from '../../../sim/fiber.ts';
import type { Evaluator } from '../evaluator.ts';

export type Builtin = (on: Evaluator, argv: readonly string[], node: { readonly pos: number; readonly end: number }) => Fiber<number>;

/** A builtin that takes no time. */
export function plain(act: (on: Evaluator, args: readonly string[], name: string) => number): Builtin {
  return function* (on, argv) {
    return act(on, argv.slice(1), argv[0] as string);
  };
}

export const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);
