// DynamicResources: a Pod goes where its claims of devices are allocated, or can be from what ResourceSlices offer (pkg/scheduler/framework/plugins/dynamicresources).
import type { AllocationResult, Pod, ResourceV1ResourceClaim } from '../../kube/types.generated.ts';
import type { Cluster } from '../cluster.ts';
import { allocate, type Devices } from '../device-allocator.ts';
import { type Filter, type Plugin, type Rejection, rejection } from '../framework.ts';
import type { PodInfo } from '../pod-info.ts';
import { nodeTerms } from '../selectors.ts';

const NO_DEVICES = rejection('cannot allocate all claims', true);
const ELSEWHERE = rejection('resourceclaim not available on the node', true);
/** Of a ResourceClaim that may be used by so many Pods at once. */
const MOST_CONSUMERS = 256;

interface Claims {
  readonly allocated: readonly (readonly [ResourceV1ResourceClaim, AllocationResult])[];
  readonly pending: readonly ResourceV1ResourceClaim[];
}

export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  retryEvents: ['NodeAdd'],
  filter(pod, cluster): Filter | Rejection | undefined {
    const claims = claimsOf(pod, cluster);
    if (claims === undefined || 'type' in claims) return claims;
    const tests = claims.allocated.flatMap(([, { nodeSelector }]) => (nodeSelector ? [nodeTerms(nodeSelector.nodeSelectorTerms)] : []));
    const devices = devicesOf(cluster);
    return {
      type: 'filter',
      test({ node }) {
        if (!tests.every((test) => test(node))) return ELSEWHERE;
        return claims.pending.length > 0 && !allocate(claims.pending, node, devices) ? NO_DEVICES : undefined;
      },
    };
  },
  reserve(pod, { node }, cluster) {
    const claims = claimsOf(pod, cluster);
    if (claims === undefined || 'type' in claims) return false;
    const made = allocate(claims.pending, node, devicesOf(cluster)) ?? [];
    claims.pending.forEach((claim, i) => {
      const allocation = made[i] as AllocationResult;
      cluster.storage.reserveClaim(claim, pod.pod, allocation);
      cluster.allocations.set(claim.metadata.uid, allocation);
    });
    for (const [claim] of claims.allocated) cluster.storage.reserveClaim(claim, pod.pod, undefined);
    return false;
  },
  retryOn: (change) => change.type === 'storage' || change.type === 'node-added',
};

/** What the Pod asks for; undefined: nothing. */
function claimsOf(pod: PodInfo, cluster: Cluster): Claims | Rejection | undefined {
  const references = pod.pod.spec.resourceClaims ?? [];
  if (references.length === 0) return undefined;
  const allocated: (readonly [ResourceV1ResourceClaim, AllocationResult])[] = [];
  const pending: ResourceV1ResourceClaim[] = [];
  for (const reference of references) {
    const name = reference.resourceClaimName ?? generatedName(pod.pod, reference.name);
    if (name === undefined) return rejection(`pod ${JSON.stringify(pod.key)}: ResourceClaim not created yet`, true);
    const claim = name === '' ? undefined : cluster.resourceClaims.get(pod.namespace, name);
    if (name !== '' && !claim) return rejection(`resourceclaim ${JSON.stringify(name)} not found`, true);
    if (!claim) continue;
    const refused = ofClaim(claim, pod, cluster);
    if (refused) return refused;
    const allocation = allocationOf(claim, cluster);
    if (allocation) allocated.push([claim, allocation]);
    else pending.push(claim);
  }
  return { allocated, pending };
}

/** What it has, also where that has just been written and has not come back yet. */
const allocationOf = (claim: ResourceV1ResourceClaim, cluster: Cluster): AllocationResult | undefined => claim.status?.allocation ?? cluster.allocations.get(claim.metadata.uid);

function devicesOf(cluster: Cluster): Devices {
  const taken = new Set<string>();
  for (const claim of cluster.resourceClaims.list()) {
    for (const { driver, pool, device, adminAccess } of allocationOf(claim, cluster)?.devices?.results ?? []) if (!adminAccess) taken.add(`${driver}/${pool}/${device}`);
  }
  return { slices: cluster.slices.list(), class: (name) => cluster.deviceClasses.get('', name), taken };
}

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
