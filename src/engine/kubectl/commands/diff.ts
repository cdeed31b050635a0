// kubectl diff: the live objects against what apply would make of them, by the `diff` program (kubectl/pkg/cmd/diff/diff.go).
import { type JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { filenameFlags, selectorFlag } from '../cli/common-flags.ts';
import { CliError, PlainError, explainError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { compactJson } from '../../kube/go-json.ts';
import { threeWay } from '../ops/apply-object.ts';
import { withoutNulls } from '../ops/last-applied.ts';
import { textAt } from '../ops/pods.ts';
import { prunable, pruneKinds } from '../ops/prune.ts';
import { type Info, type Target, asObject, getObject, pathTo, queryOf, targetsOf } from '../resource/builder.ts';

type FileTarget = Extract<Target, { readonly type: 'object' }>;

export const diff: Command = {
  name: 'diff',
  short: 'Diff the live version against a would-be applied version',
  long: 'Diff configurations specified by file name or stdin between the current online configuration, and the configuration as it would be if applied.\n\n The output is always YAML.\n\n KUBECTL_EXTERNAL_DIFF environment variable can be used to select your own diff command. Users can use external commands with params too, example: KUBECTL_EXTERNAL_DIFF="colordiff -N -u"\n\n By default, the "diff" command available in your path will be run with the "-u" (unified diff) and "-N" (treat absent files as empty) options.\n\n Exit status: 0 No differences were found. 1 Differences were found. >1 Kubectl or diff failed with an error.\n\n Note: KUBECTL_EXTERNAL_DIFF, if used, is expected to follow that convention.',
  examples: '# Diff resources included in pod.json\nkubectl diff -f pod.json\n\n# Diff file read from stdin\ncat service.yaml | kubectl diff -f -',
  usage: 'diff -f FILENAME',
  faultCode: 2,
  completes: [],
  flags: [
    ...filenameFlags('Filename, directory, or URL to files contains the configuration to diff'), selectorFlag,
    { name: 'concurrency', type: 'int', default: '1', usage: 'Number of objects to process in parallel when diffing against the live version. Larger number = faster, but more memory, I/O and CPU over that shorter period of time.' },
    { name: 'field-manager', type: 'string', default: 'kubectl-client-side-apply', usage: 'Name of the manager used to track field ownership.' },
    { name: 'force-conflicts', type: 'bool', usage: 'If true, server-side apply will force the changes against conflicts.' },
    { name: 'prune', type: 'bool', usage: 'Include resources that would be deleted by pruning. Can be used with -l and default shows all resources would be pruned' },
    { name: 'prune-allowlist', type: 'array', usage: 'Overwrite the default allowlist with <group/version/kind> for --prune' },
    { name: 'server-side', type: 'bool', usage: 'If true, apply runs in the server instead of the client.' },
    { name: 'show-managed-fields', type: 'bool', usage: 'If true, include managed fields in the diff.' },
  ],
  *run(ctx) {
    // Exit code 1 says that something differs; whatever goes wrong is 2.
    try {
      return yield* diffAll(ctx);
    } catch (error) {
      const told = explainError(error, ctx.path);
      if (!told) throw error;
      throw new PlainError(told.text, 2);
    }
  },
};

function* diffAll(ctx: Invocation): Fiber<number> {
  const { flags, process } = ctx;
  if (ctx.args.length) throw ctx.usage(`Unexpected args: [${ctx.args.join(' ')}]`);
  if (flags.list('filename').length === 0 && !flags.string('kustomize')) throw new CliError('must specify one of -f and -k');
  if (flags.bool('force-conflicts') && !flags.bool('server-side')) throw new CliError('--force-conflicts only works with --server-side');
  void ctx.cluster;
  void ctx.namespace;
  const pruned = flags.bool('prune') ? pruneKinds(ctx) : undefined;
  const found = yield* targetsOf(ctx, queryOf(ctx, []));
  const [live, merged] = [`/tmp/LIVE-${process.random.uint32()}`, `/tmp/MERGED-${process.random.uint32()}`];
  for (const folder of [live, merged]) process.files.mkdir(folder, { parents: true });
  try {
    const uids: string[] = [];
    const faults: unknown[] = found.errors.slice(0, 1);
    for (const target of faults.length ? [] : found.targets) {
      if (target.type !== 'object') continue;
      try {
        const pair = yield* versions(ctx, target);
        uids.push(textAt(pair.live ?? {}, 'metadata', 'uid'));
        process.files.write(`${live}/${fileOf(target)}`, pair.live ? formatYaml(shown(ctx, pair.live)) : '');
        process.files.write(`${merged}/${fileOf(target)}`, formatYaml(shown(ctx, pair.merged)));
      } catch (error) {
        faults.push(error);
        break;
      }
    }
    // What would be pruned is there now and not afterwards; it is looked for also where a file could not be compared.
    if (pruned) for (const one of yield* prunable(ctx, { visited: found.targets, uids, kinds: pruned })) process.files.write(`${live}/${fileOf(one)}`, formatYaml(shown(ctx, one.object)));
    if (faults.length) throw faults[0];
    return yield* runDiff(ctx, live, merged);
  } finally {
    for (const folder of [live, merged]) process.files.remove(folder, { recursive: true });
  }
}

const fileOf = ({ resource: { group, version, kind }, namespace, name }: Pick<Info, 'resource' | 'namespace' | 'name'>): string => `${group ? `${group}.` : ''}${version}.${kind}.${namespace}.${name}`;

function shown(ctx: Invocation, object: JsonObject): JsonObject {
  if (ctx.flags.bool('show-managed-fields')) return object;
  const { managedFields: _, ...metadata } = asObject(object['metadata'] ?? {});
  return { ...object, metadata };
}

function* versions(ctx: Invocation, target: FileTarget): Fiber<{ readonly live: JsonObject | undefined; readonly merged: JsonObject }> {
  let live: JsonObject | undefined;
  try {
    live = yield* getObject(ctx, target.resource, target.namespace, target.name);
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'NotFound') throw error;
  }
  const manager = ctx.flags.string('field-manager');
  const path = pathTo(target.resource, target.namespace, target.name);
  if (ctx.flags.bool('server-side')) {
    const query = { dryRun: 'All', fieldManager: ctx.flags.changed('field-manager') ? manager : 'kubectl', force: String(ctx.flags.bool('force-conflicts')) };
    try {
      return { live, merged: asObject(yield* ctx.rest().json('PATCH', path, { query, text: compactJson(target.object), headers: { 'content-type': 'application/apply-patch+yaml' } })) };
    } catch (error) {
      // Any conflict is taken for a change under way, and tried four times more; the last try says so.
      if (error instanceof ApiError && error.reason === 'Conflict') ctx.klog('W', 'diff.go:723', `Object (${kindText(target)}: ${target.name}) keeps changing, diffing without lock`);
      throw error;
    }
  }
  if (!live) {
    const body = withoutNulls(target.object);
    return { live, merged: asObject(yield* ctx.rest().json('POST', pathTo(target.resource, target.namespace), { query: { dryRun: 'All', fieldManager: manager }, body })) };
  }
  const patch = threeWay({ ...target, object: target.object }, live);
  const body = withoutAnnotationChange(patch.body);
  if (Object.keys(body).length === 0) return { live, merged: live };
  const headers = { 'content-type': patch.type };
  return { live, merged: asObject(yield* ctx.rest().json('PATCH', path, { query: { dryRun: 'All', fieldManager: manager }, body, headers })) };
}

/** Go's text of a GroupVersionKind: `apps/v1, Kind=Deployment` */
const kindText = ({ resource: { group, version, kind } }: FileTarget): string => `${group}/${version}, Kind=${kind}`;

/** diff does not show the annotation that apply would write. */
function withoutAnnotationChange(patch: JsonObject): JsonObject {
  const metadata = asObject(patch['metadata'] ?? {});
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...annotations } = asObject(metadata['annotations'] ?? {});
  const { annotations: __, ...rest } = metadata;
  const kept = Object.keys(annotations).length ? { ...rest, annotations } : rest;
  const { metadata: ___, ...others } = patch;
  return Object.keys(kept).length ? { ...others, metadata: kept } : others;
}

function* runDiff(ctx: Invocation, live: string, merged: string): Fiber<number> {
  const external = (ctx.process.env.get('KUBECTL_EXTERNAL_DIFF') ?? '').split(/\s+/).filter(Boolean);
  const argv = external.length ? [...external, live, merged] : ['diff', '-u', '-N', live, merged];
  const child = ctx.process.spawn(argv);
  if (typeof child === 'string') throw new CliError(`failed to run ${JSON.stringify(argv[0])}: executable file not found in $PATH`);
  const status = yield* child.wait();
  if (status.code > 1) throw new CliError(`exit status ${status.code}`);
  return status.code;
}

