// kubectl set env (kubectl/pkg/cmd/set/set_env.go).
import type { Json, JsonObject } from '../../../base/json.ts';
import type { EnvVar } from '../../../kube/types.generated.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { CliError, throwAll } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { take } from '../../ops/steps.ts';
import { containersIn, mapContainers, selectsContainer, withPodSpec } from '../../ops/pod-spec.ts';
import { type Info, asObject, infosOf, queryOf } from '../../resource/builder.ts';
import { applyChange, checkSetFlags, containersFlag, setFlags, setTargets } from './change.ts';
import { type EnvArguments, parseEnvironment, splitEnvironment, updateEnvironment } from './env-arguments.ts';
import { listEnvironment } from './env-list.ts';

export const setEnv: Command = {
  name: 'env',
  short: 'Update environment variables on a pod template',
  long: 'Update environment variables on a pod template.\n\n List environment variable definitions in one or more pods, pod templates. Add, update, or remove container environment variable definitions in one or more pod templates (within replication controllers or deployment configurations). View or modify the environment variable definitions on all containers in the specified pods or pod templates, or just those that match a wildcard.\n\n If "--env -" is passed, environment variables can be read from STDIN using the standard env syntax.\n\n Possible resources include (case insensitive):\n\n        pod (po), replicationcontroller (rc), deployment (deploy), daemonset (ds), statefulset (sts), cronjob (cj), replicaset (rs)',
  examples: `# Update deployment 'registry' with a new environment variable
kubectl set env deployment/registry STORAGE_DIR=/local

# List the environment variables defined on a deployments 'sample-build'
kubectl set env deployment/sample-build --list

# List the environment variables defined on all pods
kubectl set env pods --all --list

# Output modified deployment in YAML, and does not alter the object on the server
kubectl set env deployment/sample-build STORAGE_DIR=/data -o yaml

# Update all containers in all replication controllers in the project to have ENV=prod
kubectl set env rc --all ENV=prod

# Import environment from a secret
kubectl set env --from=secret/mysecret deployment/myapp

# Import environment from a config map with a prefix
kubectl set env --from=configmap/myconfigmap --prefix=MYSQL_ deployment/myapp

# Import specific keys from a config map
kubectl set env --keys=my-example-key --from=configmap/myconfigmap deployment/myapp

# Remove the environment variable ENV from container 'c1' in all deployment configs
kubectl set env deployments --all --containers="c1" ENV-

# Remove the environment variable ENV from a deployment definition on disk and
# update the deployment config on the server
kubectl set env -f deploy.json ENV-

# Set some of the local shell environment into a deployment config on the server
env | grep RAILS_ | kubectl set env -e - deployment/registry`,
  usage: 'env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  completes: ['type-name'],
  flags: [
    ...setFlags({ local: 'set env', filename: 'the resource to update the env', all: 'If true, select all resources in the namespace of the specified resource types', record: false }), { ...containersFlag, usage: 'The names of containers in the selected pod templates to change - may use wildcards' },
    { name: 'env', short: 'e', type: 'array', usage: 'Specify a key-value pair for an environment variable to set into each container.' },
    { name: 'from', type: 'string', usage: 'The name of a resource from which to inject environment variables' },
    { name: 'keys', type: 'slice', usage: 'Comma-separated list of keys to import from specified resource' },
    { name: 'list', type: 'bool', usage: 'If true, display the environment and any changes in the standard format. this flag will removed when we have kubectl view env.' },
    { name: 'overwrite', type: 'bool', default: 'true', usage: 'If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.' },
    { name: 'prefix', type: 'string', usage: 'Prefix to append to variable names' },
    { name: 'resolve', type: 'bool', usage: 'If true, show secret or configmap references when listing variables' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    if (flags.bool('all') && flags.string('selector')) throw new CliError('cannot set --all and --selector at the same time');
    const { resources, changes } = splitEnvironment(ctx.args);
    for (const step of ['dry-run', 'printer', 'client', 'namespace'] as const) take(ctx, step);
    checkSetFlags(ctx);
    if (resources.length === 0 && flags.list('filename').length === 0) throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (flags.bool('list') && flags.string('output')) throw new CliError('--list and --output may not be specified together');
    if (flags.list('keys').length && !flags.string('from')) throw new CliError('when specifying --keys, a configmap or secret must be provided with --from');
    const given = yield* parseEnvironment(ctx, [...flags.list('env'), ...changes]);
    const set = [...given.set, ...(yield* imported(ctx))].map((one) => ({ ...one, name: `${flags.string('prefix')}${one.name}` }));
    const wanted = { set, remove: given.remove };
    // What the server has is passed over where nobody asks it.
    const infos = yield* setTargets(ctx, flags.bool('local') ? [] : resources);
    if (flags.bool('list')) return yield* list(ctx, infos, wanted);
    yield* applyChange(ctx, infos, {
      done: 'env updated',
      failure: 'failed to patch env update to pod template:',
      mutate: (object, info) => withPodSpec(object, (spec) => changed(ctx, spec, info, wanted)),
    });
    return 0;
  },
};

/** Variables that refer to the keys of what --from names. */
function* imported(ctx: Invocation): Fiber<readonly EnvVar[]> {
  const from = ctx.flags.string('from');
  if (!from) return [];
  const wanted = ctx.flags.list('keys');
  // Without a server nothing is known of what it names.
  if (ctx.flags.bool('local')) throw new CliError('unsupported resource specified in --from');
  const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, [from], { filenames: [], kustomize: '' }));
  throwAll(errors);
  return infos.flatMap(({ resource, name, object }) => {
    if (resource.kind !== 'Secret' && resource.kind !== 'ConfigMap') throw new CliError('unsupported resource specified in --from');
    const keys = Object.keys(asObject(object['data'] ?? {})).filter((key) => wanted.length === 0 || wanted.includes(key));
    return keys.map((key): EnvVar => {
      const variable = key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase();
      if (variable !== key) ctx.warn(`key ${key} transferred to ${variable}`);
      return { name: variable, valueFrom: resource.kind === 'Secret' ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } } };
    });
  });
}

const variablesOf = (container: JsonObject): readonly EnvVar[] => (Array.isArray(container['env']) ? (container['env'] as unknown as readonly EnvVar[]) : []);

function changed(ctx: Invocation, spec: JsonObject, info: Info, wanted: EnvArguments): JsonObject {
  const pattern = ctx.flags.string('containers');
  let found = false;
  const next = mapContainers(spec, (container) => {
    if (!selectsContainer(pattern, String(container['name']))) return container;
    found = true;
    const before = variablesOf(container);
    if (!ctx.flags.bool('overwrite')) refuseOverwrites(before, wanted.set);
    const env = updateEnvironment(before, wanted);
    const { env: _, ...others } = container;
    return env.length ? { ...others, env: env as unknown as Json } : others;
  });
  if (!found) ctx.warn(`${info.resource.kind}/${info.name} does not have any containers matching ${JSON.stringify(pattern)}`);
  return next;
}

function refuseOverwrites(existing: readonly EnvVar[], wanted: readonly EnvVar[]): void {
  for (const { name } of wanted) {
    const before = existing.find((one) => one.name === name);
    if (before) throw new CliError(`'${name}' already has a value (${before.value ?? ''}), and --overwrite is false`);
  }
}

function* list(ctx: Invocation, infos: readonly Info[], wanted: EnvArguments): Fiber<number> {
  const pattern = ctx.flags.string('containers');
  for (const info of infos) {
    let spec: JsonObject = {};
    try {
      withPodSpec(info.object, (found) => (spec = found));
    } catch (error) {
      // --list passes over what has no Pods.
      if (error instanceof CliError) continue;
      throw error;
    }
    const containers = [...containersIn(spec, 'containers'), ...containersIn(spec, 'initContainers')].filter((c) => selectsContainer(pattern, String(c['name'])));
    if (containers.length === 0) ctx.warn(`${info.resource.kind}/${info.name} does not have any containers matching ${JSON.stringify(pattern)}`);
    for (const container of containers) yield* listEnvironment(ctx, info, container, updateEnvironment(variablesOf(container), wanted));
  }
  return 0;
}
