// kubectl rollout status (kubectl/pkg/cmd/rollout/rollout_status.go, polymorphichelpers/rollout_status.go).
import type { DaemonSet, Deployment, StatefulSet } from '../../../kube/types.generated.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { Fiber } from '../../../sim/fiber.ts';
import type { Command } from '../../cli/command.ts';
import { filenameFlags, selectorFlag } from '../../cli/common-flags.ts';
import { CliError } from '../../cli/errors.ts';
import type { Invocation } from '../../cli/invocation.ts';
import { type Info, pathTo, visit } from '../../resource/builder.ts';
import { Watcher } from '../../rest/watcher.ts';
import { REVISION, groupKind } from './revisions.ts';
import { rolloutQuery } from './targets.ts';

interface Standing {
  readonly text: string;
  readonly done: boolean;
}

export const status: Command = {
  name: 'status',
  short: 'Show the status of the rollout',
  long: "Show the status of the rollout.\n\n By default 'rollout status' will watch the status of the latest rollout until it's done. If you don't want to wait for the rollout to finish then you can use --watch=false. Note that if a new rollout starts in-between, then 'rollout status' will continue watching the latest revision. If you want to pin to a specific revision and abort if it is rolled over by another revision, use --revision=N where N is the revision you need to watch for.",
  examples: '# Watch the rollout status of a deployment\nkubectl rollout status deployment/nginx',
  usage: 'status (TYPE NAME | TYPE/NAME) [flags]',
  begins: ['namespace', 'client'],
  completes: ['type-name'],
  flags: [
    ...filenameFlags('Filename, directory, or URL to files identifying the resource to get from a server.'), selectorFlag,
    { name: 'revision', type: 'int', default: '0', usage: 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).' },
    { name: 'timeout', type: 'duration', default: '0s', usage: 'The length of time to wait before ending watch, zero means never. Any other values should contain a corresponding time unit (e.g. 1s, 2m, 3h).' },
    { name: 'watch', short: 'w', type: 'bool', default: 'true', usage: 'Watch the status of the rollout until it\'s done.' },
  ],
  *run(ctx) {
    const query = rolloutQuery(ctx);
    const revision = ctx.flags.int('revision');
    if (revision < 0) throw new CliError(`revision must be a positive integer: ${revision}`);
    const count = yield* visit(ctx, query, (info) => follow(ctx, info));
    if (count === 0) ctx.err(`No resources found in ${ctx.namespace} namespace.\n`);
    return 0;
  },
};

function* follow(ctx: Invocation, info: Info): Fiber<void> {
  const standing = standingOf(info.object, info, ctx.flags.int('revision'));
  if (!ctx.flags.bool('watch')) return ctx.out(standing.text);
  const limit = ctx.flags.duration('timeout');
  const endMs = limit > 0 ? ctx.nowMs + limit : Infinity;
  const { resourceVersion } = info.object['metadata'] as { readonly resourceVersion: string };
  ctx.out(standing.text);
  if (standing.done) return;
  const watcher = new Watcher(yield* ctx.rest().watch(pathTo(info.resource, info.namespace), { fieldSelector: `metadata.name=${info.name}`, resourceVersion }));
  try {
    for (;;) {
      const event = yield* watcher.next(endMs === Infinity ? undefined : Math.max(0, endMs - ctx.nowMs));
      if (event === 'timeout') throw new CliError('timed out waiting for the condition');
      if (event === 'ended') throw new CliError('watch closed before UntilWithoutRetry timeout');
      if (event.type === 'DELETED') throw new CliError('object has been deleted');
      if (event.type !== 'ADDED' && event.type !== 'MODIFIED') continue;
      const now = standingOf(event.object as JsonObject, info, ctx.flags.int('revision'));
      ctx.out(now.text);
      if (now.done) return;
    }
  } finally {
    watcher.close();
  }
}

/** @throws CliError where the rollout has failed, or the kind has none */
function standingOf(object: JsonObject, info: Info, revision: number): Standing {
  switch (info.resource.kind) {
    case 'Deployment':
      return ofDeployment(object as unknown as Deployment, revision);
    case 'DaemonSet':
      return ofDaemonSet(object as unknown as DaemonSet);
    case 'StatefulSet':
      return ofStatefulSet(object as unknown as StatefulSet);
    default:
      throw new CliError(`no status viewer has been implemented for ${groupKind(info.resource)}`);
  }
}

function ofDeployment({ metadata, spec, status: s }: Deployment, revision: number): Standing {
  const name = JSON.stringify(metadata.name);
  const running = Number(metadata.annotations?.[REVISION] ?? 0);
  if (revision > 0 && revision !== running) throw new CliError(`desired revision (${revision}) is different from the running revision (${running})`);
  if ((metadata.generation ?? 0) > (s.observedGeneration ?? 0)) return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
  if (s.conditions?.find((c) => c.type === 'Progressing')?.reason === 'ProgressDeadlineExceeded') throw new CliError(`deployment ${name} exceeded its progress deadline`);
  const [wanted, updated, all, available] = [spec.replicas ?? 1, s.updatedReplicas ?? 0, s.replicas ?? 0, s.availableReplicas ?? 0];
  const waiting = `Waiting for deployment ${name} rollout to finish:`;
  if (updated < wanted) return { text: `${waiting} ${updated} out of ${wanted} new replicas have been updated...\n`, done: false };
  if (all > updated) return { text: `${waiting} ${all - updated} old replicas are pending termination...\n`, done: false };
  if (available < updated) return { text: `${waiting} ${available} of ${updated} updated replicas are available...\n`, done: false };
  return { text: `deployment ${name} successfully rolled out\n`, done: true };
}

function ofDaemonSet({ metadata, spec, status: s }: DaemonSet): Standing {
  const name = JSON.stringify(metadata.name);
  if (spec.updateStrategy?.type !== 'RollingUpdate') throw new CliError('rollout status is only available for RollingUpdate strategy type');
  if ((metadata.generation ?? 0) > (s.observedGeneration ?? 0)) return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
  const [wanted, updated, available] = [s.desiredNumberScheduled, s.updatedNumberScheduled ?? 0, s.numberAvailable ?? 0];
  const waiting = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < wanted) return { text: `${waiting} ${updated} out of ${wanted} new pods have been updated...\n`, done: false };
  if (available < wanted) return { text: `${waiting} ${available} of ${wanted} updated pods are available...\n`, done: false };
  return { text: `daemon set ${name} successfully rolled out\n`, done: true };
}

function ofStatefulSet({ metadata, spec, status: s }: StatefulSet): Standing {
  if (spec.updateStrategy?.type !== 'RollingUpdate') throw new CliError('rollout status is only available for RollingUpdate strategy type');
  if (!s.observedGeneration || (metadata.generation ?? 0) > s.observedGeneration) return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
  const [wanted, ready, updated] = [spec.replicas ?? 1, s.readyReplicas ?? 0, s.updatedReplicas ?? 0];
  if (ready < wanted) return { text: `Waiting for ${wanted - ready} pods to be ready...\n`, done: false };
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (partition !== undefined) {
    if (updated < wanted - partition) return { text: `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...\n`, done: false };
    return { text: `partitioned roll out complete: ${updated} new pods have been updated...\n`, done: true };
  }
  if (s.updateRevision !== s.currentRevision) return { text: `waiting for statefulset rolling update to complete ${updated} pods at revision ${s.updateRevision ?? ''}...\n`, done: false };
  return { text: `statefulset rolling update complete ${s.currentReplicas ?? 0} pods at revision ${s.currentRevision ?? ''}...\n`, done: true };
}
