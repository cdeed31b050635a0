// What a kubectl command is: data for its help, its flags and its completion, and the fiber that runs it (spf13/cobra's Command).
import type { Fiber } from '../../sim/fiber.ts';
import type { Flag } from './flag.ts';
import type { Invocation } from './invocation.ts';

/** What Tab offers for an argument. */
export type ArgCompletion = 'type' | 'type-name' | 'name-of-type' | 'pod' | 'node' | 'pod-or-owner' | 'container' | 'context' | 'cluster' | 'user' | 'none' | readonly string[];

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly short: string;
  /** Defaults to `short`. */
  readonly long?: string;
  /** Lines, without the indent of two. */
  readonly examples?: string;
  /** What follows the parent's path on the usage line: `get (TYPE | …) [flags]`. */
  readonly usage: string;
  readonly flags?: readonly Flag[];
  /** Flags without which cobra refuses. */
  readonly required?: readonly string[];
  readonly commands?: readonly Command[];
  /** Ends with the exit code (nothing: 0). Without it the command prints its help. */
  readonly run?: (ctx: Invocation) => Fiber<number | void>;
  /** Where a command without `run` prints its help, and the exit code that follows; `stderr`, 1 by default. */
  readonly bare?: { readonly stream: 'stdout' | 'stderr'; readonly code: number };
  /** Completion of the first argument, the second …; the last entry repeats. */
  readonly completes?: readonly ArgCompletion[];
  readonly hidden?: boolean;
  /** --dry-run and -o are looked at before anything else. */
  readonly printsFirst?: boolean;
  /** It takes no arguments and says so, in these words, before anything else. */
  readonly noArguments?: 'Unexpected args' | 'unexpected arguments';
  /** It asks for a client before anything else, which words a wrong context or cluster in its own way. */
  readonly connectsFirst?: boolean;
  /** Every word after the command belongs to it, flags included. */
  readonly rawArgs?: boolean;
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly Command[];
}

export function findCommand(commands: readonly Command[], name: string): Command | undefined {
  return commands.find((c) => c.name === name || c.aliases?.includes(name));
}

/** Cobra's suggestions: at most two edits away, or beginning with what was typed. */
export function suggestions(commands: readonly Command[], typed: string): readonly string[] {
  const lower = typed.toLowerCase();
  return commands.filter((c) => !c.hidden && (editDistance(lower, c.name) <= 2 || c.name.startsWith(lower))).map((c) => c.name);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next.push(same ? (row[j - 1] as number) : 1 + Math.min(row[j] as number, next[j - 1] as number, row[j - 1] as number));
    }
    row = next;
  }
  return row[b.length] as number;
}
