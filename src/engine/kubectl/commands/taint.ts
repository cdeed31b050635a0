// kubectl taint (kubectl/pkg/cmd/taint/taint.go).
import type { Json, JsonObject } from '../../base/json.ts';
import { labelValue, qualifiedName } from '../../kube/names.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { dryRunFlag, fieldManagerFlag, printFlags, selectorFlag, validateFlag } from '../cli/common-flags.ts';
import { CliError, NoMatchError, PlainError, throwAll } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { listAt } from '../ops/pods.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { type Info, asObject, pathTo, resourceOf, visit } from '../resource/builder.ts';

interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const taint: Command = {
  name: 'taint',
  short: 'Update the taints on one or more nodes',
  long: 'Update the taints on one or more nodes.\n\n  *  A taint consists of a key, value, and effect. As an argument here, it is expressed as key=value:effect.\n  *  The key must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to 253 characters.\n  *  Optionally, the key can begin with a DNS subdomain prefix and a single \'/\', like example.com/my-app.\n  *  The value is optional. If given, it must begin with a letter or number, and may contain letters, numbers, hyphens, dots, and underscores, up to 63 characters.\n  *  The effect must be NoSchedule, PreferNoSchedule or NoExecute.\n  *  Currently taint can only apply to node.',
  examples: `# Update node 'foo' with a taint with key 'dedicated' and value 'special-user' and effect 'NoSchedule'
# If a taint with that key and effect already exists, its value is replaced as specified
kubectl taint nodes foo dedicated=special-user:NoSchedule

# Remove from node 'foo' the taint with key 'dedicated' and effect 'NoSchedule' if one exists
kubectl taint nodes foo dedicated:NoSchedule-

# Remove from node 'foo' all the taints with key 'dedicated'
kubectl taint nodes foo dedicated-

# Add a taint with key 'dedicated' on nodes having label myLabel=X
kubectl taint node -l myLabel=X  dedicated=foo:PreferNoSchedule

# Add to node 'foo' a taint with key 'bar' and no value
kubectl taint nodes foo bar:NoSchedule`,
  usage: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  begins: ['namespace', 'client', 'dry-run', 'validation'],
  completes: [['nodes'], 'node'],
  flags: [
    ...printFlags, dryRunFlag, fieldManagerFlag('kubectl-taint'), selectorFlag, validateFlag,
    { name: 'all', type: 'bool', usage: 'Select all nodes in the cluster' },
    { name: 'overwrite', type: 'bool', usage: 'If true, allow taints to be overwritten, otherwise reject taint updates that overwrite existing taints.' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const isChange = (word: string): boolean => word.includes('=') || word.endsWith('-') || word.includes(':');
    const at = ctx.args.findIndex(isChange);
    const resources = at < 0 ? ctx.args : ctx.args.slice(0, at);
    const specs = at < 0 ? [] : ctx.args.slice(at);
    const dryRun = ctx.dryRun();
    const late = specs.find((word) => !isChange(word));
    if (late !== undefined) throw new CliError(`all resources must be specified before taint changes: ${late}`);
    if (resources.length < 1) throw new CliError('one or more resources must be specified as <resource> <name>');
    if (specs.length === 0) throw new CliError('at least one taint update is required');
    const { add, remove } = parseTaints(ctx, specs);
    yield* mustBeNodes(ctx, resources[0] as string);
    const conflicts = add.flatMap((a) => remove.filter((r) => a.key === r.key && (r.effect === '' || a.effect === r.effect)));
    if (conflicts.length) throw new CliError(`can not both modify and remove the following taint(s) in the same command: ${conflicts.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`);
    const [all, labelSelector] = [flags.bool('all'), flags.string('selector')];
    if (all && labelSelector) throw new CliError("setting 'all' parameter with a non empty selector is prohibited");
    if (!all && !labelSelector && resources.length < 2) throw new CliError("at least one resource name must be specified since 'all' parameter is not set");
    const results = new ResultPrinter(ctx);
    const query = all || labelSelector ? { args: ['node'], labelSelector, typeAlone: true } : { args: resources.slice(1), defaultType: 'node' };
    yield* visit(ctx, { ...query, typed: true }, (info) => taintOne(ctx, info, add, remove, results, dryRun));
    return 0;
  },
};

/** @throws CliError */
function* mustBeNodes(ctx: Invocation, type: string): Fiber<void> {
  const { kind } = yield* nodeType(ctx, type.toLowerCase());
  if (kind !== 'Node') throw new CliError(`invalid resource type ${type.toLowerCase()}, only node types are supported`);
}

function* nodeType(ctx: Invocation, type: string): Fiber<{ readonly kind: string }> {
  try {
    return yield* resourceOf(ctx, type);
  } catch (error) {
    throw error instanceof NoMatchError ? new PlainError(error.message) : error;
  }
}

function parseTaints(ctx: Invocation, specs: readonly string[]): { readonly add: readonly Taint[]; readonly remove: readonly Taint[] } {
  const add: Taint[] = [];
  const remove: Taint[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [key = '', effect = ''] = spec.slice(0, -1).split(':');
      const bare = key.split('=')[0] as string;
      if (effect && !EFFECTS.includes(effect)) throw ctx.usage(`invalid taint effect: ${effect}, unsupported taint effect`);
      remove.push({ key: bare, value: '', effect });
    } else {
      const taint = parseTaint(ctx, spec);
      if (add.some((one) => one.key === taint.key && one.effect === taint.effect)) throw ctx.usage(`duplicated taints with the same key and effect: {${taint.key} ${taint.value} ${taint.effect} <nil>}`);
      add.push(taint);
    }
  }
  return { add, remove };
}

function parseTaint(ctx: Invocation, spec: string): Taint {
  const parts = spec.split(':');
  if (parts.length > 2) throw ctx.usage(`invalid taint spec: ${spec}`);
  const [pair = '', effect = ''] = parts;
  const words = pair.split('=');
  if (words.length > 2) throw ctx.usage(`invalid taint spec: ${spec}`);
  const [key = '', value = ''] = parts.length === 2 ? words : [pair, ''];
  if (parts.length === 2 && !EFFECTS.includes(effect)) throw ctx.usage(`invalid taint effect: ${effect}, unsupported taint effect`);
  const faults = [...qualifiedName(key), ...(value ? labelValue(value) : [])];
  if (faults.length) throw ctx.usage(`invalid taint spec: ${spec}, ${faults.join('; ')}`);
  return { key, value, effect };
}

function* taintOne(ctx: Invocation, info: Info, add: readonly Taint[], remove: readonly Taint[], results: ResultPrinter, dryRun: DryRun): Fiber<void> {
  const old = listAt(info.object, 'spec', 'taints');
  const same = (o: JsonObject, t: Taint): boolean => o['key'] === t.key && o['effect'] === t.effect;
  const taken = add.filter((t) => old.some((o) => same(o, t)));
  const overwrite = ctx.flags.bool('overwrite');
  if (taken.length && !overwrite) throw new CliError(`node ${info.name} already has ${taken.map((t) => t.key).join(',')} taint(s) with same effect(s) and --overwrite is false`);
  const gone = (o: JsonObject): boolean => remove.some((r) => o['key'] === r.key && (r.effect === '' || o['effect'] === r.effect));
  throwAll(remove.filter((r) => !old.some((o) => gone(o) && o['key'] === r.key && (r.effect === '' || o['effect'] === r.effect))).map((r) => new CliError(`taint ${JSON.stringify(r.effect ? `${r.key}:${r.effect}` : r.key)} not found`)));
  const kept = old.filter((o) => !gone(o) && !add.some((t) => same(o, t)));
  const next: Json[] = [...add.map((t) => ({ key: t.key, ...(t.value ? { value: t.value } : {}), effect: t.effect })), ...kept];
  const operation = overwrite || (add.length && remove.length) ? 'modified' : remove.length ? 'untainted' : 'tainted';
  if (dryRun === 'client') {
    results.print({ ...info.object, spec: { ...asObject(info.object['spec'] ?? {}), taints: next } }, operation, { typed: true });
    return;
  }
  const body = { spec: { taints: next.length ? next : null } };
  const call = { body, query: { fieldManager: ctx.flags.string('field-manager'), ...dryRunQuery(dryRun) }, headers: { 'content-type': 'application/merge-patch+json' } };
  results.print(asObject(yield* ctx.rest().json('PATCH', pathTo(info.resource, '', info.name), call)), operation, { typed: true });
}
