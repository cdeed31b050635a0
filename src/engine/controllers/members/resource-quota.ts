// Counts what a namespace uses against its quotas (pkg/controller/resourcequota/resource_quota_controller.go).
import { equal } from '../../base/json.ts';
import type { Kind, KindInfo } from '../../kube/kind.ts';
import { groupResource } from '../../kube/kind.ts';
import { builtinKinds, kinds } from '../../kube/kinds.generated.ts';
import { type KubeObject, keyOf } from '../../kube/object.ts';
import { addQuantity } from '../../kube/quantity.ts';
import { inScopes } from '../../kube/quota-scopes.ts';
import { usageOf } from '../../kube/quota-usage.ts';
import type { Pod, ResourceQuota } from '../../kube/types.generated.ts';
import { OwnWrites } from '../own-writes.ts';
import { isPodTerminal } from '../pod-state.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';

const RESYNC_MS = 300_000;
// Of these kinds more than the number is counted.
const CORE: readonly KindInfo[] = [kinds.pods, kinds.services, kinds.persistentvolumeclaims, kinds.configmaps, kinds.secrets, kinds.replicationcontrollers, kinds.resourcequotas];

export const resourceQuota: Controller = { name: 'resourcequota-controller', for: anyKind(kinds.resourcequotas), start };

function start(context: Context): Reconcile {
  const cache = context.cache(kinds.resourcequotas);
  const own = new OwnWrites(cache, context.clock);
  const replenish = (namespace: string | undefined): void => {
    for (const quota of cache.list(namespace ?? '')) if (namespace) context.enqueue(keyOf(quota));
  };
  // What is created is counted by admission; only what ends or goes is found out here.
  for (const kind of CORE) {
    context.cache(kind as Kind<KubeObject>).onChange({
      updated: (before, object) => {
        if (kind === kinds.pods && isPodTerminal(object as Pod) && !isPodTerminal(before as Pod)) replenish(object.metadata.namespace);
      },
      deleted: (object) => replenish(object.metadata.namespace),
    });
  }
  context.every(RESYNC_MS, () => {
    for (const quota of cache.list()) context.enqueue(keyOf(quota));
  });
  return (key) => {
    const { namespace, name } = splitKey(key);
    const quota = own.get(namespace, name);
    if (!quota) return;
    const hard = quota.spec?.hard ?? {};
    const status = { hard, used: usedBy(context, quota, Object.keys(hard)) };
    if (equal(quota.status ?? {}, status)) return;
    own.wrote(context.client.updateStatus(kinds.resourcequotas, { ...quota, status }));
  };
}

/** Counted from the API server itself: the cache may lag behind what admission has let in. */
function usedBy(context: Context, quota: ResourceQuota, resources: readonly string[]): Record<string, string> {
  const used: Record<string, string> = Object.fromEntries(resources.map((resource) => [resource, '0']));
  for (const kind of builtinKinds) {
    if (!kind.namespaced || !concerns(kind, resources)) continue;
    for (const object of context.client.list(kind as Kind<KubeObject>, quota.metadata.namespace).items) {
      if (!inScopes(quota, kind.kind, object)) continue;
      for (const [resource, amount] of Object.entries(usageOf(kind, object))) {
        const before = used[resource];
        if (before !== undefined) used[resource] = addQuantity(before, amount);
      }
    }
  }
  return used;
}

function concerns(kind: KindInfo, resources: readonly string[]): boolean {
  if (resources.includes(`count/${groupResource(kind)}`)) return true;
  if (!CORE.includes(kind)) return false;
  return resources.some((resource) => !resource.startsWith('count/'));
}
