// kubectl scale (kubectl/pkg/cmd/scale/scale.go).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { sleep } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { dryRunFlag, filenameFlags, printFlags, recordFlag, selectorFlag } from '../cli/common-flags.ts';
import { CliError, throwAll } from '../cli/errors.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { recordChangeCause } from '../ops/record.ts';
import { ResultPrinter, dryRunQuery } from '../ops/result.ts';
import { type Info, asObject, getObject, infosOf, pathTo, queryOf } from '../resource/builder.ts';

export const scale: Command = {
  name: 'scale',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  long: 'Set a new size for a deployment, replica set, replication controller, or stateful set.\n\n Scale also allows users to specify one or more preconditions for the scale action.\n\n If --current-replicas or --resource-version is specified, it is validated before the scale is attempted, and it is guaranteed that the precondition holds true when the scale is sent to the server.',
  examples: `# Scale a replica set named 'foo' to 3
kubectl scale --replicas=3 rs/foo

# Scale a resource identified by type and name specified in "foo.yaml" to 3
kubectl scale --replicas=3 -f foo.yaml

# If the deployment named mysql's current size is 2, scale mysql to 3
kubectl scale --current-replicas=2 --replicas=3 deployment/mysql

# Scale multiple replication controllers
kubectl scale --replicas=5 rc/example1 rc/example2 rc/example3

# Scale stateful set named 'web' to 3
kubectl scale --replicas=3 statefulset/web`,
  usage: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  required: ['replicas'],
  completes: ['type-name'],
  begins: ['dry-run', 'printer', 'namespace', 'client'],
  flags: [
    ...printFlags, ...filenameFlags('Filename, directory, or URL to files identifying the resource to set a new size'), dryRunFlag, selectorFlag, recordFlag,
    { name: 'all', type: 'bool', usage: 'Select all resources in the namespace of the specified resource types' },
    { name: 'current-replicas', type: 'int', default: '-1', usage: 'Precondition for current size. Requires that the current size of the resource match this value in order to scale. -1 (default) for no condition.' },
    { name: 'replicas', type: 'int', default: '0', usage: 'The new desired number of replicas. Required.' },
    { name: 'resource-version', type: 'string', usage: 'Precondition for resource version. Requires that the current resource version match this value in order to scale.' },
    { name: 'timeout', type: 'duration', usage: 'The length of time to wait before giving up on a scale operation, zero means don\'t wait. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).' },
  ],
  *run(ctx) {
    const { flags } = ctx;
    const dryRun = ctx.dryRun();
    const results = new ResultPrinter(ctx, dryRun);
    if (flags.int('replicas') < 0) throw new CliError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    if (flags.int('current-replicas') < -1) throw new CliError('The --current-replicas must specify an integer of -1 or greater');
    const { infos, errors } = yield* infosOf(ctx, queryOf(ctx, ctx.args), true);
    if (flags.string('resource-version') && infos.length > 1) throw new CliError('cannot use --resource-version with multiple resources');
    for (const info of infos) {
      // What cannot be scaled ends it; what is not there is told when the others are.
      yield* scaleOne(ctx, info, dryRun);
      if (dryRun === 'none') yield* recordChangeCause(ctx, info);
      results.print(info.object, 'scaled');
    }
    throwAll(errors);
    if (infos.length === 0) throw new CliError('no objects passed to scale');
    return 0;
  },
};

function* scaleOne(ctx: Invocation, info: Info, dryRun: DryRun): Fiber<void> {
  if (dryRun === 'client') return;
  const { flags } = ctx;
  const path = pathTo(info.resource, info.namespace, info.name, 'scale');
  const replicas = flags.int('replicas');
  const [current, version] = [flags.int('current-replicas'), flags.string('resource-version')];
  if (current < 0 && !version) {
    yield* ctx.rest().json('PATCH', path, { body: { spec: { replicas } }, query: dryRunQuery(dryRun), headers: { 'content-type': 'application/merge-patch+json' } });
  } else {
    const found = yield* getObject(ctx, info.resource, info.namespace, info.name, 'scale');
    const spec = asObject(found['spec'] ?? {});
    if (current >= 0 && spec['replicas'] !== current) throw new CliError(`Expected replicas to be ${current}, was ${String(spec['replicas'] ?? 0)}`);
    const metadata = asObject(found['metadata'] ?? {});
    if (version && metadata['resourceVersion'] !== version) throw new CliError(`Expected resource version to be ${version}, was ${String(metadata['resourceVersion'])}`);
    yield* ctx.rest().json('PUT', path, { body: { ...found, spec: { ...spec, replicas } }, query: dryRunQuery(dryRun) });
  }
  if (flags.duration('timeout') > 0 && dryRun === 'none') yield* untilScaled(ctx, info, replicas, ctx.nowMs + flags.duration('timeout'));
}

function* untilScaled(ctx: Invocation, info: Info, replicas: number, endMs: number): Fiber<void> {
  for (;;) {
    const found: JsonObject = yield* getObject(ctx, info.resource, info.namespace, info.name, 'scale');
    if (Number(asObject(found['status'] ?? {})['replicas'] ?? 0) === replicas) return;
    if (ctx.nowMs >= endMs) throw new CliError('timed out waiting for the condition');
    yield* sleep(1000);
  }
}
