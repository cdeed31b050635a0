// The arguments of `set env`: variables to set, to remove, to read from stdin (kubectl/pkg/cmd/set/env/env_parse.go).
import { envVarName } from '../../../kube/names.ts';
import { LineReader } from '../../../sim/stream.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import type { EnvVar } from '../../../kube/types.generated.ts';

export interface EnvArguments {
  readonly set: readonly EnvVar[];
  readonly remove: readonly string[];
}

/** What stands before the first change are resources. */
export function splitEnvironment(args: readonly string[]): { readonly resources: readonly string[]; readonly changes: readonly string[] } {
  const isChange = (word: string): boolean => /^.+=/s.test(word) || word.endsWith('-');
  const at = args.findIndex(isChange);
  const [resources, changes] = at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
  if (!changes.every(isChange)) throw new CliError(`all resources must be specified before environment changes: ${args.join(' ')}`);
  return { resources, changes };
}

export function* parseEnvironment(ctx: Invocation, words: readonly string[]): Fiber<EnvArguments> {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const word of words) {
    if (word === '-') {
      const lines = new LineReader(ctx.process.stdin);
      for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) set.push(...fromLine(line));
    } else if (word.includes('=')) {
      const name = word.slice(0, word.indexOf('='));
      const faults = envVarName(name);
      if (faults.length) throw new CliError(`${JSON.stringify(name)} is not a valid key name: ${faults.join(';')}`);
      set.push({ name, value: word.slice(word.indexOf('=') + 1) });
    } else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw new CliError(`unknown environment variable: ${word}`);
  }
  const given = new Set(words.filter((word) => word.includes('=')).map((word) => word.slice(0, word.indexOf('='))));
  if (remove.some((name) => given.has(name))) throw new CliError('can not both modify and remove the same environment variable in the same command');
  return { set, remove };
}

function fromLine(line: string): readonly EnvVar[] {
  const text = line.replace(/\n$/, '').replace(/#.*$/, '');
  const at = text.indexOf('=');
  return at < 0 ? [] : [{ name: text.slice(0, at), value: text.slice(at + 1) }];
}

/** The variables in their order, changed ones in their place, new ones after them. */
export function updateEnvironment(existing: readonly EnvVar[], { set, remove }: EnvArguments): readonly EnvVar[] {
  const covered = new Set(remove);
  const result: EnvVar[] = [];
  const latest = (name: string): EnvVar | undefined => set.find((one) => one.name === name);
  for (const variable of existing) {
    if (covered.has(variable.name)) continue;
    const newer = latest(variable.name);
    if (newer) covered.add(variable.name);
    result.push(newer ?? variable);
  }
  for (const variable of set) {
    if (covered.has(variable.name)) continue;
    covered.add(variable.name);
    result.push(variable);
  }
  return result;
}
