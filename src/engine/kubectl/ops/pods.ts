// The Pods behind an object, and the container that is meant (kubectl/pkg/polymorphichelpers, kubectl/pkg/cmd/util/podcmd).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { formatSelector, selectorFromSet, selectorOf } from '../../kube/labels.ts';
import type { LabelSelector } from '../../kube/types.generated.ts';
import { type Fiber, sleep } from '../../sim/fiber.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { type Info, asObject } from '../resource/builder.ts';

export const objectAt = (value: JsonObject | undefined, ...path: readonly string[]): JsonObject => path.reduce<JsonObject>((at, key) => asObject(at[key] ?? {}), value ?? {});
export const listAt = (value: JsonObject | undefined, ...path: readonly string[]): readonly JsonObject[] => {
  const found: Json | undefined = objectAt(value, ...path.slice(0, -1))[path.at(-1) as string];
  return Array.isArray(found) ? found.filter(isObject) : [];
};
export const textAt = (value: JsonObject | undefined, ...path: readonly string[]): string => {
  const found = objectAt(value, ...path.slice(0, -1))[path.at(-1) as string];
  return found === undefined || found === null ? '' : String(found);
};

/** `*v1.Service`: how Go names the type of an object. */
const goType = ({ resource: { version, kind } }: Info): string => `*${version}.${kind}`;

/** The selector of an object's Pods as text. @throws CliError where it has none */
export function selectorTextOf(info: Info): string {
  const { object } = info;
  switch (info.resource.kind) {
    case 'ReplicationController':
    case 'Service': {
      const set = objectAt(object, 'spec', 'selector');
      if (Object.keys(set).length === 0) throw new CliError(info.resource.kind === 'Service' ? `invalid service '${info.name}': Service is defined without a selector` : 'invalid selector');
      return formatSelector(selectorFromSet(set as Readonly<Record<string, string>>));
    }
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return formatSelector(selectorOf(objectAt(object, 'spec', 'selector') as unknown as LabelSelector));
    default:
      throw new CliError(`selector for ${goType(info)} not implemented`);
  }
}

export function* podsBySelector(ctx: Invocation, namespace: string, labelSelector: string): Fiber<readonly JsonObject[]> {
  const list = asObject(yield* ctx.rest().get(`/api/v1/namespaces/${namespace}/pods`, { labelSelector }));
  return listAt(list, 'items').map((item) => ({ apiVersion: 'v1', kind: 'Pod', ...item }));
}

function selectorFor(info: Info, order: 'active' | 'logging'): string {
  try {
    return selectorTextOf(info);
  } catch (error) {
    throw error instanceof CliError ? new CliError(`${order === 'logging' ? 'cannot get the logs from' : 'cannot attach to'} ${goType(info)}: ${error.message}`) : error;
  }
}

/** The one Pod to log into or attach to; waits up to `timeoutMs` for the first. */
export function* podFor(ctx: Invocation, info: Info, timeoutMs: number, order: 'active' | 'logging' = 'active'): Fiber<JsonObject> {
  if (info.resource.kind === 'Pod' && info.resource.group === '') return info.object;
  const selector = selectorFor(info, order);
  const end = ctx.nowMs + timeoutMs;
  for (;;) {
    const pods = [...(yield* podsBySelector(ctx, info.namespace, selector))].sort((a, b) => rank(b) - rank(a) || (order === 'logging' ? 0 : created(a) - created(b)));
    const [first] = pods;
    if (first) {
      if (order === 'logging' && pods.length > 1) ctx.err(`Found ${pods.length} pods, using pod/${textAt(first, 'metadata', 'name')}\n`);
      return first;
    }
    if (ctx.nowMs >= end) throw new CliError('timed out waiting for the condition');
    yield* sleep(Math.min(1000, end - ctx.nowMs));
  }
}

const created = (pod: JsonObject): number => parseRfc3339(textAt(pod, 'metadata', 'creationTimestamp')) ?? 0;

/** Scheduled, running and ready Pods come first (controller.ActivePods). */
function rank(pod: JsonObject): number {
  const phase = { Running: 2, Unknown: 1 }[textAt(pod, 'status', 'phase')] ?? 0;
  const ready = listAt(pod, 'status', 'conditions').some((c) => c['type'] === 'Ready' && c['status'] === 'True') ? 1 : 0;
  return (textAt(pod, 'spec', 'nodeName') ? 100 : 0) + phase * 10 + ready;
}

/** `a, b, setup (init), debug (ephem)` */
export function containerNames(pod: JsonObject): string {
  return [
    ...listAt(pod, 'spec', 'containers').map((c) => String(c['name'])),
    ...listAt(pod, 'spec', 'initContainers').map((c) => `${String(c['name'])} (init)`),
    ...listAt(pod, 'spec', 'ephemeralContainers').map((c) => `${String(c['name'])} (ephem)`),
  ].join(', ');
}

export const allContainers = (pod: JsonObject): readonly JsonObject[] => ['initContainers', 'containers', 'ephemeralContainers'].flatMap((field) => listAt(pod, 'spec', field));

/** The named container, or the default one (which is said, where there are more). @throws CliError */
export function containerOf(ctx: Invocation, pod: JsonObject, name: string, quiet = false): JsonObject {
  const containers = listAt(pod, 'spec', 'containers');
  const podName = textAt(pod, 'metadata', 'name');
  if (name) {
    const found = allContainers(pod).find((c) => c['name'] === name);
    if (!found) throw new CliError(`container ${name} is not valid for pod ${podName} out of: ${containerNames(pod)}`);
    return found;
  }
  const [first] = containers;
  if (!first) throw new CliError(`pod ${textAt(pod, 'metadata', 'namespace')}/${podName} does not have any containers`);
  const annotated = textAt(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/default-container');
  const chosen = annotated ? allContainers(pod).find((c) => c['name'] === annotated) : undefined;
  if (chosen) return chosen;
  if (!quiet && allContainers(pod).length > 1) ctx.err(`Defaulted container ${JSON.stringify(first['name'])} out of: ${containerNames(pod)}\n`);
  return first;
}
