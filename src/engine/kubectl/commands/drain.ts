// kubectl drain (kubectl/pkg/cmd/drain/drain.go, kubectl/pkg/drain/drain.go).
import type { JsonObject } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { byteOrder } from '../../kube/go-format.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { chunkSizeFlag, dryRunFlag, selectorFlag } from '../cli/common-flags.ts';
import type { DryRun, Invocation } from '../cli/invocation.ts';
import { drainLong } from '../help/drain.ts';
import { cordonNodes, nodesOf } from '../ops/cordon.ts';
import { type DrainOptions, judge } from '../ops/drain-filters.ts';
import { listAt, textAt } from '../ops/pods.ts';
import { type Info, asObject } from '../resource/builder.ts';

export const drain: Command = {
  name: 'drain',
  short: 'Drain node in preparation for maintenance',
  long: drainLong,
  examples: '# Drain node "foo", even if there are pods not managed by a replication controller, replica set, job, daemon set, or stateful set on it\nkubectl drain foo --force\n\n# As above, but abort if there are pods not managed by a replication controller, replica set, job, daemon set, or stateful set, and use a grace period of 15 minutes\nkubectl drain foo --grace-period=900',
  usage: 'drain NODE',
  completes: ['node'],
  flags: [
    chunkSizeFlag, dryRunFlag, selectorFlag,
    { name: 'delete-emptydir-data', type: 'bool', usage: 'Continue even if there are pods using emptyDir (local data that will be deleted when the node is drained).' },
    { name: 'disable-eviction', type: 'bool', usage: 'Force drain to use delete, even if eviction is supported. This will bypass checking PodDisruptionBudgets, use with caution.' },
    { name: 'force', type: 'bool', usage: 'Continue even if there are pods that do not declare a controller.' },
    { name: 'grace-period', type: 'int', default: '-1', usage: 'Period of time in seconds given to each pod to terminate gracefully. If negative, the default value specified in the pod will be used.' },
    { name: 'ignore-daemonsets', type: 'bool', usage: 'Ignore DaemonSet-managed pods.' },
    { name: 'pod-selector', type: 'string', usage: 'Label selector to filter pods on the node' },
    { name: 'skip-wait-for-delete-timeout', type: 'int', default: '0', usage: 'If pod DeletionTimestamp older than N seconds, skip waiting for the pod.  Seconds must be greater than 0 to skip.' },
    { name: 'timeout', type: 'duration', usage: 'The length of time to wait before giving up, zero means infinite' },
  ],
  *run(ctx) {
    const dryRun = ctx.dryRun();
    const infos = yield* nodesOf(ctx, 'drain');
    yield* cordonNodes(ctx, infos, true);
    const done: string[] = [];
    const failures: (readonly [string, readonly string[]])[] = [];
    for (const info of infos) {
      const errors = yield* drainNode(ctx, info, dryRun);
      if (errors.length === 0) {
        done.push(info.name);
        ctx.out(`node/${info.name} drained${{ none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun]}\n`);
        continue;
      }
      failures.push([info.name, errors]);
      ctx.err(`error: unable to drain node ${JSON.stringify(info.name)} due to error: ${errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`}, continuing command...\n`);
    }
    if (failures.length === 0) return 0;
    ctx.err(`There are pending nodes to be drained:\n${failures.map(([name]) => ` ${name}\n`).join('')}${failures.flatMap(([, errors]) => errors).map((e) => `${e}\n`).join('')}`);
    return 1;
  },
};

/** What stands against it; empty when all Pods have gone. */
function* drainNode(ctx: Invocation, info: Info, dryRun: DryRun): Fiber<readonly string[]> {
  const { flags } = ctx;
  const list = asObject(yield* ctx.rest().get('/api/v1/pods', { fieldSelector: `spec.nodeName=${info.name}`, ...(flags.string('pod-selector') ? { labelSelector: flags.string('pod-selector') } : {}) }));
  const daemons = asObject(yield* ctx.rest().get('/apis/apps/v1/daemonsets'));
  const options: DrainOptions = {
    force: flags.bool('force'), ignoreDaemonSets: flags.bool('ignore-daemonsets'), deleteEmptyDir: flags.bool('delete-emptydir-data'), skipWaitSeconds: flags.int('skip-wait-for-delete-timeout'),
    daemonSets: new Set(listAt(daemons, 'items').map((d) => `${textAt(d, 'metadata', 'namespace')}/${textAt(d, 'metadata', 'name')}`)),
  };
  const [errors, warnings] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const wanted: JsonObject[] = [];
  for (const pod of listAt(list, 'items')) {
    const { take, error, warning } = judge(pod, options, ctx.nowMs);
    if (error) errors.set(error, [...(errors.get(error) ?? []), keyOf(pod)]);
    if (warning) warnings.set(warning, [...(warnings.get(warning) ?? []), keyOf(pod)]);
    if (take) wanted.push(pod);
  }
  const texts = (map: Map<string, string[]>): string[] => [...map].sort(([a], [b]) => byteOrder(a, b)).map(([text, keys]) => `${text}: ${keys.join(', ')}`);
  if (errors.size) return texts(errors);
  if (warnings.size) ctx.err(`Warning: ${texts(warnings).toSorted(byImportance).join('; ')}\n`);
  return yield* evictAll(ctx, wanted, dryRun);
}

const byImportance = (a: string, b: string): number => Number(b.startsWith('ignoring')) - Number(a.startsWith('ignoring'));
const keyOf = (pod: JsonObject): string => `${textAt(pod, 'metadata', 'namespace')}/${textAt(pod, 'metadata', 'name')}`;

function* evictAll(ctx: Invocation, pods: readonly JsonObject[], dryRun: DryRun): Fiber<readonly string[]> {
  const timeout = ctx.flags.duration('timeout');
  const end = timeout > 0 ? ctx.nowMs + timeout : Infinity;
  const verb = ctx.flags.bool('disable-eviction') ? 'deleting' : 'evicting';
  const left: JsonObject[] = [];
  for (const pod of pods) {
    ctx.out(`${verb} pod ${keyOf(pod)}${{ none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun]}\n`);
    if (dryRun === 'client') continue;
    const fault = yield* evict(ctx, pod, end, dryRun);
    if (fault) return [fault];
    if (dryRun === 'none') left.push(pod);
  }
  for (const pod of left) {
    if (!(yield* gone(ctx, pod, end))) return [`error when waiting for pod ${JSON.stringify(textAt(pod, 'metadata', 'name'))} in namespace ${JSON.stringify(textAt(pod, 'metadata', 'namespace'))} to terminate: global timeout reached: ${goSeconds(timeout)}`];
    ctx.out(`pod/${textAt(pod, 'metadata', 'name')} ${verb === 'deleting' ? 'deleted' : 'evicted'}\n`);
  }
  return [];
}

function goSeconds(ms: number): string {
  const [minutes, seconds] = [Math.floor(ms / 60_000), (ms % 60_000) / 1000];
  return minutes ? `${minutes}m${seconds}s` : `${seconds}s`;
}

/** A budget that forbids the eviction now may allow it later: it is tried again every five seconds. */
function* evict(ctx: Invocation, pod: JsonObject, endMs: number, dryRun: DryRun): Fiber<string | undefined> {
  const [namespace, name] = [textAt(pod, 'metadata', 'namespace'), textAt(pod, 'metadata', 'name')];
  const grace = ctx.flags.int('grace-period');
  const deleteOptions = { ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}), ...(dryRun === 'server' ? { dryRun: ['All'] } : {}) };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  for (;;) {
    try {
      if (ctx.flags.bool('disable-eviction')) yield* ctx.rest().json('DELETE', path, { body: { kind: 'DeleteOptions', apiVersion: 'v1', ...deleteOptions } });
      else yield* ctx.rest().json('POST', `${path}/eviction`, { body: { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name, namespace }, deleteOptions } });
      return undefined;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason === 'NotFound') return undefined;
      if (error.code !== 429) return `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${error.message}`;
      ctx.err(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}\n`);
      if (ctx.nowMs + 5000 >= endMs) return `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${goSeconds(ctx.flags.duration('timeout'))}`;
      yield* sleep(5000);
      ctx.out(`evicting pod ${keyOf(pod)}\n`);
    }
  }
}

function* gone(ctx: Invocation, pod: JsonObject, endMs: number): Fiber<boolean> {
  const path = `/api/v1/namespaces/${textAt(pod, 'metadata', 'namespace')}/pods/${textAt(pod, 'metadata', 'name')}`;
  for (;;) {
    try {
      const now = asObject(yield* ctx.rest().get(path));
      if (textAt(now, 'metadata', 'uid') !== textAt(pod, 'metadata', 'uid')) return true;
    } catch (error) {
      if (error instanceof ApiError && error.reason === 'NotFound') return true;
      throw error;
    }
    if (ctx.nowMs >= endMs) return false;
    yield* sleep(1000);
  }
}
