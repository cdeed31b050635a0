// What a kubectl command is: data for its help, its flags and its completion, and the fiber that runs it (spf13/cobra's Command).
import { editDistance } from '../../base/edit-distance.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Flag } from './flag.ts';
import type { Invocation } from './invocation.ts';

/** What Tab offers for an argument. */
export type ArgCompletion = 'type' | 'type-name' | 'name-of-type' | 'pod' | 'node' | 'pod-or-owner' | 'container' | 'context' | 'cluster' | 'user' | 'none' | readonly string[];

/** Something of the command line or of the kubeconfig that may be wrong by itself. */
export type Step = 'namespace' | 'client' | 'dry-run' | 'printer' | 'validation';

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
  /** It takes no arguments and says so, in these words, before anything else. */
  readonly noArguments?: 'Unexpected args' | 'unexpected arguments';
  /** What its Complete looks at before `run` does anything: which of two faults is told follows from it. */
  readonly begins?: readonly Step[];
  /** A flag that cannot be read is told of as a usage error, with this exit code. */
  readonly faultCode?: number;
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
