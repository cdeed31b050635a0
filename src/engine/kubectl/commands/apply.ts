// kubectl apply and its view-, set- and edit-last-applied (kubectl/pkg/cmd/apply).
import type { JsonObject } from '../../base/json.ts';
import { sortedDeep } from '../../kube/go-json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { deletionFlags, dryRunFlag, filenameFlags, printFlags, selectorFlag, validateFlag, waitFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { editLastApplied, setLastApplied, viewLastApplied } from '../ops/last-applied-commands.ts';
import { type ApplyOptions, applyObject } from '../ops/apply-object.ts';
import { type PruneKind, prune, pruneKinds } from '../ops/prune.ts';
import { ResultPrinter } from '../ops/result.ts';
import { fieldValidation } from '../ops/validation.ts';
import { queryOf, targetsOf } from '../resource/builder.ts';

export const apply: Command = {
  name: 'apply',
  short: 'Apply a configuration to a resource by file name or stdin',
  long: 'Apply a configuration to a resource by file name or stdin. The resource name must be specified. This resource will be created if it doesn\'t exist yet. To use \'apply\', always create the resource initially with either \'apply\' or \'create --save-config\'.\n\n JSON and YAML formats are accepted.\n\n Alpha Disclaimer: the --prune functionality is not yet complete. Do not use unless you are aware of what the current state is. See https://issues.k8s.io/34274.',
  examples: `# Apply the configuration in pod.json to a pod
kubectl apply -f ./pod.json

# Apply resources from a directory containing kustomization.yaml - e.g. dir/kustomization.yaml
kubectl apply -k dir/

# Apply the JSON passed into stdin to a pod
cat pod.json | kubectl apply -f -

# Apply the configuration from all files that end with '.json'
kubectl apply -f '*.json'

# Note: --prune is still in Alpha
# Apply the configuration in manifest.yaml that matches label app=nginx and delete all other resources that are not in the file and match label app=nginx
kubectl apply --prune -f manifest.yaml -l app=nginx

# Apply the configuration in manifest.yaml and delete all the other config maps that are not in the file
kubectl apply --prune -f manifest.yaml --all --prune-allowlist=core/v1/ConfigMap`,
  usage: 'apply (-f FILENAME | -k DIRECTORY)',
  noArguments: 'Unexpected args',
  commands: [editLastApplied, setLastApplied, viewLastApplied],
  completes: [],
  flags: [
    ...printFlags, ...filenameFlags('The files that contain the configurations to apply.', "Process a kustomization directory. This flag can't be used together with -f or -R."),
    ...deletionFlags, waitFlag(false), selectorFlag, validateFlag, dryRunFlag,
    { name: 'all', type: 'bool', usage: 'Select all resources in the namespace of the specified resource types.' },
    { name: 'field-manager', type: 'string', default: 'kubectl-client-side-apply', usage: 'Name of the manager used to track field ownership.' },
    { name: 'force-conflicts', type: 'bool', usage: 'If true, server-side apply will force the changes against conflicts.' },
    { name: 'openapi-patch', type: 'bool', default: 'true', usage: 'If true, use openapi to calculate diff when the openapi presents and the resource can be found in the openapi spec. Otherwise, fall back to use baked-in types.' },
    { name: 'overwrite', type: 'bool', default: 'true', usage: 'Automatically resolve conflicts between the modified and live configuration by using values from the modified configuration' },
    { name: 'prune', type: 'bool', usage: 'Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config. Should be used with either -l or --all.' },
    { name: 'prune-allowlist', type: 'array', usage: 'Overwrite the default allowlist with <group/version/kind> for --prune' },
    { name: 'server-side', type: 'bool', usage: 'If true, apply runs in the server instead of the client.' },
    { name: 'subresource', type: 'string', usage: 'If specified, apply will operate on the subresource of the requested object.  Only allowed when using --server-side.' },
  ],
  *run(ctx) {
    const options = optionsOf(ctx);
    const pruned = ctx.flags.bool('prune') ? pruneKinds(ctx) : undefined;
    if (ctx.flags.list('prune-allowlist').length > 0) for (const { group, version, kind } of pruned ?? []) (yield* ctx.mapper()).mustKind(group === '' ? version : `${group}/${version}`, kind);
    return yield* applyAll(ctx, options, pruned);
  },
};

function optionsOf(ctx: Invocation): ApplyOptions {
  const { flags } = ctx;
  const dryRun = ctx.dryRun();
  void ctx.cluster;
  const validation = fieldValidation(ctx);
  const serverSide = flags.bool('server-side');
  if (flags.list('filename').length === 0 && !flags.string('kustomize')) throw new CliError('must specify one of -f and -k');
  if (flags.bool('force-conflicts') && !serverSide) throw new CliError('--force-conflicts only works with --server-side');
  if (flags.has('subresource') && flags.string('subresource') && !serverSide) throw new CliError('--subresource can only be specified for --server-side');
  if (dryRun === 'client' && serverSide) throw new CliError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  if (dryRun === 'server' && flags.bool('force')) throw new CliError('--dry-run=server cannot be used with --force');
  if (flags.bool('force') && serverSide) throw new CliError('--force cannot be used with --server-side');
  if (flags.bool('all') && flags.string('selector')) throw new CliError('cannot set --all and --selector at the same time');
  if (flags.bool('prune') && !flags.bool('all') && !flags.string('selector')) throw new CliError('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector');
  return {
    serverSide, dryRun, validation,
    forceConflicts: flags.bool('force-conflicts'),
    force: flags.bool('force'),
    overwrite: flags.bool('overwrite'),
    // Server-side apply has a manager of its own unless one is named.
    fieldManager: serverSide && !flags.changed('field-manager') ? 'kubectl' : flags.string('field-manager'),
  };
}

function* applyAll(ctx: Invocation, options: ApplyOptions, pruned: readonly PruneKind[] | undefined): Fiber<number> {
  // Its --all says what to prune, not what to apply.
  const { all: _, ...query } = queryOf(ctx, []);
  const found = yield* targetsOf(ctx, { ...query, validate: options.validation !== 'Ignore' });
  const errors: unknown[] = [...found.errors];
  if (found.targets.length === 0 && errors.length === 0) throw new CliError('no objects passed to apply');
  const results = new ResultPrinter(ctx, options.dryRun);
  // A --template alone prints one object after the other.
  const together = ctx.flags.string('output') !== '';
  const objects: JsonObject[] = [];
  const infos = found.targets.filter((t) => t.type === 'object');
  for (const info of infos) {
    try {
      const applied = yield* applyObject(ctx, info, options);
      objects.push(applied.object);
      if (!together) results.print(applied.object, applied.operation);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      errors.push(error);
    }
  }
  if (together) printObjects(ctx, results, objects);
  throwAll(errors);
  if (pruned) yield* prune(ctx, { visited: infos, uids: objects.map(uidOf), kinds: pruned }, options.dryRun);
  return 0;
}

/** Several objects are printed as one List, except by name. */
function printObjects(ctx: Invocation, results: ResultPrinter, objects: readonly JsonObject[]): void {
  if (objects.length === 1 || ctx.flags.string('output') === 'name') for (const object of objects) results.print(object, '');
  else if (objects.length > 1) results.print({ kind: 'List', apiVersion: 'v1', metadata: {}, items: objects.map((object) => sortedDeep(object)) }, '', { typed: true });
}

function uidOf(object: JsonObject): string {
  const metadata = object['metadata'] as JsonObject | undefined;
  return String(metadata?.['uid'] ?? '');
}
