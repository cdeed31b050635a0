// DynamicResources: a Pod's claims of devices must be allocated; no driver publishes devices here, so only what somebody has allocated is (pkg/scheduler/framework/plugins/dynamicresources).
import type { Pod, ResourceV1ResourceClaim } from '../../kube/types.generated.ts';
import type { Cluster } from '../cluster.ts';
import { type Filter, type Plugin, type Rejection, rejection } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';

const NO_DEVICES = rejection('cannot allocate all claims', true);
/** Of a ResourceClaim that may be used by so many Pods at once. */
const MOST_CONSUMERS = 256;

export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  retryEvents: ['NodeAdd'],
  filter(pod, cluster): Filter | Rejection | undefined {
    const references = pod.pod.spec.resourceClaims ?? [];
    if (references.length === 0) return undefined;
    let short = false;
    for (const reference of references) {
      const name = reference.resourceClaimName ?? generatedName(pod.pod, reference.name);
      if (name === undefined) return rejection(`pod ${JSON.stringify(pod.key)}: ResourceClaim not created yet`, true);
      const claim = name === '' ? undefined : cluster.resourceClaims.get(pod.namespace, name);
      if (name !== '' && !claim) return rejection(`resourceclaim ${JSON.stringify(name)} not found`, true);
      if (!claim) continue;
      const refused = ofClaim(claim, pod, cluster);
      if (refused) return refused;
      if (!claim.status?.allocation) short = true;
    }
    return { type: 'filter', test: () => (short ? NO_DEVICES : undefined) };
  },
  retryOn: (change) => change.type === 'storage' || change.type === 'node-added',
};

/** That of a claim made from a template stands in the Pod's status; empty where none is needed. */
function generatedName({ status }: Pod, name: string): string | undefined {
  const found = status.resourceClaimStatuses?.find((each) => each.name === name);
  return found ? (found.resourceClaimName ?? '') : undefined;
}

function ofClaim(claim: ResourceV1ResourceClaim, pod: PodInfo, cluster: Cluster): Rejection | undefined {
  const { name, deletionTimestamp } = claim.metadata;
  if (deletionTimestamp !== undefined) return rejection(`resourceclaim ${JSON.stringify(name)} is being deleted`, true);
  const consumers = claim.status?.reservedFor ?? [];
  if (claim.status?.allocation) return consumers.length >= MOST_CONSUMERS && !consumers.some(({ uid }) => uid === pod.uid) ? rejection('resourceclaim in use', true) : undefined;
  for (const { name: request, exactly, firstAvailable = [] } of claim.spec.devices?.requests ?? []) {
    for (const each of exactly ? [{ called: request, ...exactly }] : firstAvailable.map((sub) => ({ called: `${request}/${sub.name}`, ...sub }))) {
      if (!cluster.deviceClasses.get('', each.deviceClassName)) return rejection(`request ${each.called}: device class ${each.deviceClassName} does not exist`, true);
    }
  }
  return undefined;
}
