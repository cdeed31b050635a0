// Looking without touching: the states of an object and who made them, the causes of a message, and descriptions as kubectl prints them.
import type { JsonObject } from '../engine/base/json.ts';
import type { ApiRequest, ApiResponse } from '../engine/client/api.ts';
import { type KindInfo, groupVersion } from '../engine/kube/kind.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { describeObject } from '../engine/kubectl/describe/describe-object.ts';
import type { Fiber } from '../engine/sim/fiber.ts';
import { pageCaller } from './page-caller.ts';
import type { ObjectKey, ObjectRevision, TraceLine } from './protocol.ts';
import type { DoorWorld } from './world-door.ts';

const CHAIN = 40;

function kindOf(plural: string): KindInfo {
  const info: KindInfo | undefined = Object.values(kinds).find((kind) => kind.plural === plural);
  if (!info) throw new Error(`there is no kind ${plural}`);
  return info;
}

/** Every state that the store still keeps, oldest first; of a name that was used again, all lives. */
export function objectHistory(world: DoorWorld, { kind, namespace, name }: ObjectKey): readonly ObjectRevision[] {
  const info = kindOf(kind);
  const { etcd } = world.cluster.api;
  const { trace } = world;
  const apiVersion = groupVersion(info);
  const same = (object: { readonly kind?: string; readonly apiVersion?: string; readonly metadata: { readonly name: string; readonly namespace?: string } } | undefined): boolean =>
    object !== undefined && object.kind === info.kind && object.apiVersion === apiVersion && object.metadata.name === name && (object.metadata.namespace ?? '') === namespace;
  return etcd.changes('/registry/', etcd.compactRevision + 1).flatMap((event): ObjectRevision[] => {
    if (!same(event.current?.value ?? event.previous?.value)) return [];
    const id = trace.ofRevision(event.revision);
    return [{ revision: event.revision, by: (id === undefined ? undefined : trace.get(id)) ?? null, object: (event.current?.value as unknown as JsonObject | undefined) ?? null }];
  });
}

/** Nearest first: what woke the actor, what woke that one … */
export function causesOf(world: DoorWorld, id: number): readonly TraceLine[] {
  const chain: TraceLine[] = [];
  for (let entry = world.trace.get(id); entry && chain.length < CHAIN; entry = entry.cause === undefined ? undefined : world.trace.get(entry.cause)) chain.push(entry);
  return chain;
}

/** @throws ApiError where there is no such object */
export function describedObject(world: DoorWorld, { kind, namespace, name }: ObjectKey): string {
  const client = {
    // oxlint-disable-next-line require-yield
    *send(request: ApiRequest): Fiber<ApiResponse> {
      return world.api.request(request, pageCaller);
    },
  };
  // Nothing in it waits: the API answers at once.
  const { done, value } = describeObject(kindOf(kind), namespace, name, { client, nowMs: world.clock.nowMs }).next();
  if (done !== true) throw new Error('a description had to wait');
  return value;
}
