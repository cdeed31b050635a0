// Tab: commands, flags, types, live names, namespaces, contexts (kubectl/pkg/util/completion, cobra's __complete).
import type { Process } from '../../machine/process.ts';
import { groupResource } from '../../kube/kind.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { type ArgCompletion, type Command, findCommand } from '../cli/command.ts';
import { type Flag, FlagValues, parseFlags } from '../cli/flag.ts';
import { globalFlags } from '../cli/global-flags.ts';
import { Invocation, type KubectlDeps } from '../cli/invocation.ts';
import { commands } from '../commands/table.ts';
import { homeOf, loadKubeconfig } from '../config/kubeconfig.ts';
import { asObject, infosOf, pathTo } from '../resource/builder.ts';
import { fieldsOf } from './fields.ts';

export interface Completion {
  readonly text: string;
  /** How it is listed, where that is not the whole word. */
  readonly shown?: string;
  readonly description?: string;
  /** More of the same word follows. */
  readonly goesOn?: boolean;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** File names would do too. */
  readonly files: boolean;
}

export function* completionsOf(deps: KubectlDeps, process: Process, words: readonly string[]): Fiber<Completions> {
  const globals = globalFlags(homeOf(process));
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, path, args } = commandOf(before, globals);
  const flags = command ? [...(command.flags ?? []), ...globals.filter((g) => !command.flags?.some((f) => f.name === g.name))] : globals;
  const ctx = new Invocation({ process, deps, command: command ?? { name: 'kubectl', short: '', usage: '' }, path, args, dashAt: -1, flags: valuesOf(flags, args), argv: words });
  try {
    const flagValue = yield* flagValueOf(ctx, flags, before, typed);
    if (flagValue) return flagValue;
    if (typed.startsWith('-')) return { items: flagNames(flags, typed), files: false };
    const level = command ? command.commands : commands;
    if (level) return { items: level.filter((c) => !c.hidden && c.name.startsWith(typed)).map((c) => ({ text: c.name, description: c.short })), files: false };
    const given = positional(flags, args);
    const kinds = command?.completes ?? [];
    const kind = kinds[Math.min(given.length, kinds.length - 1)] ?? 'none';
    return { items: yield* argument(ctx, kind, given, typed), files: kinds.length === 0 };
  } catch {
    // Tab never complains: where the server cannot be asked, nothing is offered.
    return { items: [], files: false };
  }
}

export function* printCompletions(deps: KubectlDeps, process: Process, words: readonly string[], described: boolean): Fiber<number> {
  const { items, files } = yield* completionsOf(deps, process, words);
  // Fields within a JSONPath are the prompt's own comfort: kubectl's __complete knows none.
  for (const { text, description } of items.filter(({ goesOn }) => goesOn !== true)) process.stdout.push(described && description ? `${text}\t${description}\n` : `${text}\n`);
  process.stdout.push(files ? ':0\n' : ':4\n');
  process.stderr.push(`Completion ended with directive: ${files ? 'ShellCompDirectiveDefault' : 'ShellCompDirectiveNoFileComp'}\n`);
  return 0;
}

function commandOf(words: readonly string[], globals: readonly Flag[]): { readonly command: Command | undefined; readonly path: string; readonly args: readonly string[] } {
  let level: readonly Command[] | undefined = commands;
  let command: Command | undefined;
  let path = 'kubectl';
  const args: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const next: Command | undefined = level && !word.startsWith('-') ? findCommand(level, word) : undefined;
    if (next) {
      command = next;
      path += ` ${next.name}`;
      level = next.commands;
      continue;
    }
    args.push(word);
    const flag = globals.find((f) => word === `--${f.name}` || word === `-${f.short}`);
    if (flag && flag.type !== 'bool' && i + 1 < words.length) args.push(words[++i] as string);
    else if (!word.startsWith('-')) level = undefined;
  }
  return { command, path, args };
}

function valuesOf(flags: readonly Flag[], args: readonly string[]): FlagValues {
  try {
    return parseFlags(flags, args).values;
  } catch {
    return new FlagValues(flags);
  }
}

function positional(flags: readonly Flag[], args: readonly string[]): readonly string[] {
  try {
    return parseFlags(flags, args).args;
  } catch {
    return args.filter((a) => !a.startsWith('-'));
  }
}

function flagNames(flags: readonly Flag[], typed: string): Completion[] {
  return flags
    .filter((f) => !f.hidden && f.deprecated === undefined && `--${f.name}`.startsWith(typed))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((f) => ({ text: `--${f.name}`, description: f.usage }));
}

function* flagValueOf(ctx: Invocation, flags: readonly Flag[], before: readonly string[], typed: string): Fiber<Completions | undefined> {
  const inline = /^--([^=]+)=(.*)$/s.exec(typed);
  const last = before.at(-1) ?? '';
  const flag = inline ? flags.find((f) => f.name === inline[1]) : flags.find((f) => f.type !== 'bool' && f.bare === undefined && (last === `--${f.name}` || (f.short !== undefined && last === `-${f.short}`)));
  if (!flag) return undefined;
  const prefix = inline ? `--${flag.name}=` : '';
  const part = inline ? (inline[2] as string) : typed;
  const template = flag.name === 'sort-by' ? '' : flag.name === 'output' ? /^(?:jsonpath|jsonpath-as-json|custom-columns)=/.exec(part)?.[0] : undefined;
  if (template !== undefined) {
    const args = positional(flags, ctx.args);
    const listed = template.startsWith('jsonpath') && args.length !== 2 && !args[0]?.includes('/');
    const found = yield* fieldsOf(ctx, (args[0] ?? '').split('/')[0] as string, part.slice(template.length), listed);
    return { items: found.map((item) => ({ ...item, text: prefix + template + item.text })), files: false };
  }
  const offer = (texts: readonly string[]): Completions => ({ items: texts.filter((t) => t.startsWith(part)).map((t) => ({ text: prefix + t })), files: false });
  if (flag.complete) return offer(flag.complete);
  switch (flag.name) {
    case 'namespace':
      return offer(yield* namesOf(ctx, 'namespaces'));
    case 'context':
    case 'cluster':
    case 'user':
      return offer(yield* argumentTexts(ctx, flag.name));
    case 'container':
      return offer(yield* containersOf(ctx, positional(flags, before).at(-1) ?? ''));
    case 'filename':
    case 'kustomize':
    case 'patch-file':
      return { items: [], files: true };
    default:
      return offer([]);
  }
}

function* argumentTexts(ctx: Invocation, kind: 'context' | 'cluster' | 'user'): Fiber<readonly string[]> {
  return loadKubeconfig(ctx.process, ctx.flags)[`${kind}s`].map((entry) => entry.name);
}

function* argument(ctx: Invocation, kind: ArgCompletion, given: readonly string[], typed: string): Fiber<readonly Completion[]> {
  const offer = (texts: readonly string[]): readonly Completion[] => texts.filter((t) => t.startsWith(typed)).map((text) => ({ text }));
  if (typeof kind !== 'string') return offer(kind);
  switch (kind) {
    case 'context':
    case 'cluster':
    case 'user':
      return offer(yield* argumentTexts(ctx, kind));
    case 'node':
      return offer(yield* namesOf(ctx, 'nodes'));
    case 'pod':
    case 'pod-or-owner': {
      const [type] = typed.split('/');
      if (typed.includes('/') && type) return offer((yield* namesOf(ctx, type)).map((n) => `${type}/${n}`));
      return offer(yield* namesOf(ctx, 'pods'));
    }
    case 'container':
      return offer(yield* containersOf(ctx, given[0] ?? ''));
    case 'type':
      return offer(yield* typesOf(ctx));
    case 'type-name':
    case 'name-of-type': {
      const slash = typed.indexOf('/');
      if (slash > 0) return offer((yield* namesOf(ctx, typed.slice(0, slash))).map((n) => `${typed.slice(0, slash)}/${n}`));
      if (given.length === 0) return offer(yield* typesOf(ctx));
      if ((given[0] as string).includes('/')) return [];
      const taken = new Set(given.slice(1));
      return offer((yield* namesOf(ctx, given[0] as string)).filter((n) => !taken.has(n)));
    }
    default:
      return [];
  }
}

/** Plurals that can be got: `pods`, `deployments.apps`. */
function* typesOf(ctx: Invocation): Fiber<readonly string[]> {
  const mapper = yield* ctx.mapper();
  return mapper.preferred().filter((r) => r.verbs.includes('get')).map(groupResource);
}

function* namesOf(ctx: Invocation, type: string): Fiber<readonly string[]> {
  const resource = (yield* ctx.mapper()).resource(type.split(',')[0] ?? '');
  const namespace = ctx.flags.has('all-namespaces') && ctx.flags.bool('all-namespaces') ? '' : ctx.namespace;
  const list = asObject(yield* ctx.rest().get(pathTo(resource, namespace)));
  const items = Array.isArray(list['items']) ? list['items'] : [];
  return items.map((item) => String(asObject(asObject(item)['metadata'] ?? {})['name'] ?? '')).sort();
}

function* containersOf(ctx: Invocation, pod: string): Fiber<readonly string[]> {
  const args = pod.includes('/') ? [pod] : ['pods', pod];
  const { infos } = yield* infosOf(ctx, { args });
  const spec = asObject(infos[0]?.object['spec'] ?? {});
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) => {
    const list = spec[field];
    return Array.isArray(list) ? list.map((c) => String(asObject(c)['name'])) : [];
  });
}
