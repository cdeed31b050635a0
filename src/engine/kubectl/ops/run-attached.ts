// `run -i`, `run --attach`, `--rm`: waits for the Pod, attaches, takes its exit code, deletes it (kubectl/pkg/cmd/run/run.go).
import type { JsonObject } from '../../base/json.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { ApiError } from '../../kube/api-error.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { Watcher } from '../rest/watcher.ts';
import { asObject } from '../resource/builder.ts';
import { attachTo } from './attach.ts';
import { deleteAll } from './delete-objects.ts';
import { printLogs } from './log-stream.ts';
import { listAt, textAt } from './pods.ts';

const podResource = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', singular: 'pod', namespaced: true, verbs: [], shortNames: [], categories: [], subresources: [], preferred: true } as const;

export function* followPod(ctx: Invocation, created: JsonObject): Fiber<number> {
  const name = textAt(created, 'metadata', 'name');
  try {
    return yield* attached(ctx, created);
  } finally {
    if (ctx.flags.bool('rm')) {
      const item = { resource: podResource, namespace: ctx.namespace, name };
      yield* deleteAll(ctx, [item], { gracePeriod: ctx.flags.int('grace-period'), cascade: 'Background', wait: false, timeoutMs: 0, ignoreNotFound: true, dryRun: 'none' });
    }
  }
}

function* attached(ctx: Invocation, created: JsonObject): Fiber<number> {
  const { flags } = ctx;
  const name = textAt(created, 'metadata', 'name');
  const pod = yield* untilPod(ctx, name, flags.duration('pod-running-timeout'), (p) => phaseOver(p) || readyOrRunning(p));
  const container = textAt(listAt(pod, 'spec', 'containers')[0], 'name');
  // A Pod that is over already has nothing to attach to; what it said is in its log.
  if (phaseOver(pod)) yield* printLogs(ctx, pod, container);
  else {
    try {
      yield* attachTo(ctx, pod, { container, stdin: flags.bool('stdin'), tty: flags.bool('tty'), quiet: flags.bool('quiet') });
    } catch (error) {
      if (!(error instanceof CliError) && !(error instanceof ApiError)) throw error;
      ctx.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${error.message}\n`);
      yield* printLogs(ctx, pod, container, true);
    }
  }
  if (flags.string('restart') === 'Always') return 0;
  return exitCodeOf(ctx, yield* untilPod(ctx, name, undefined, phaseOver), container, flags.string('restart'));
}

const phaseOver = (pod: JsonObject): boolean => ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));
const readyOrRunning = (pod: JsonObject): boolean => textAt(pod, 'status', 'phase') === 'Running';

function exitCodeOf(ctx: Invocation, pod: JsonObject, container: string, restart: string): number {
  const status = listAt(pod, 'status', 'containerStatuses').find((c) => c['name'] === container);
  const terminated = asObject(asObject(status?.['state'] ?? {})['terminated'] ?? {});
  const code = Number(terminated['exitCode'] ?? 0);
  if (textAt(pod, 'status', 'phase') === 'Succeeded' || restart !== 'Never' || code === 0) return 0;
  ctx.err(`pod ${ctx.namespace}/${textAt(pod, 'metadata', 'name')} terminated (${String(terminated['reason'] ?? 'Error')})\n${terminated['message'] ? `${String(terminated['message'])}\n` : ''}`);
  return code;
}

/** The Pod once it is as wanted. @throws CliError when that takes too long */
export function* untilPod(ctx: Invocation, name: string, limitMs: number | undefined, wanted: (pod: JsonObject) => boolean): Fiber<JsonObject> {
  const path = `/api/v1/namespaces/${ctx.namespace}/pods`;
  const fieldSelector = `metadata.name=${name}`;
  const end = limitMs === undefined ? undefined : ctx.nowMs + limitMs;
  for (;;) {
    const list = asObject(yield* ctx.rest().get(path, { fieldSelector }));
    const [found] = listAt(list, 'items');
    if (!found) throw new CliError(`pods ${JSON.stringify(name)} not found`);
    if (wanted(found)) return { apiVersion: 'v1', kind: 'Pod', ...found };
    const watcher = new Watcher(yield* ctx.rest().watch(path, { fieldSelector, resourceVersion: textAt(list, 'metadata', 'resourceVersion') }));
    try {
      for (;;) {
        const event = yield* watcher.next(end === undefined ? undefined : end - ctx.nowMs);
        if (event === 'timeout') throw new CliError('timed out waiting for the condition');
        if (event === 'ended' || event.type === 'ERROR') break;
        if (event.type === 'DELETED') throw new CliError(`pod ${name} was deleted`);
        const pod = asObject(event.object);
        if (wanted(pod)) return { apiVersion: 'v1', kind: 'Pod', ...pod };
      }
    } finally {
      watcher.close();
    }
  }
}
