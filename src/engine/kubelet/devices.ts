// Before a Pod's sandbox its devices are prepared by their drivers, none of which runs here (pkg/kubelet/cm/dra/manager.go PrepareResources).
import { isRefusal } from '../client/refusal.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { PodWorker } from './pod-worker.ts';

const AGAIN_MS = 13_000;

/** Ends when nothing is left to prepare; until then it says why at each try. */
export function* prepareDevices(worker: PodWorker): Fiber<void> {
  for (;;) {
    const fault = faultOf(worker);
    if (fault === undefined) return;
    worker.event('Warning', 'FailedPrepareDynamicResources', `Failed to prepare dynamic resources: prepare dynamic resources: ${fault}`);
    yield* sleep(AGAIN_MS);
  }
}

function faultOf({ pod, context }: PodWorker): string | undefined {
  const { namespace } = pod.metadata;
  for (const { name, resourceClaimName } of pod.spec.resourceClaims ?? []) {
    const called = resourceClaimName ?? pod.status.resourceClaimStatuses?.find((each) => each.name === name)?.resourceClaimName;
    if (called === undefined) continue;
    try {
      const claim = context.client.get(kinds.resourceclaims, namespace, called);
      if (!claim.status?.reservedFor?.some(({ uid }) => uid === pod.metadata.uid)) return `pod ${pod.metadata.name} (${pod.metadata.uid}) is not allowed to use ResourceClaim ${called} (${claim.metadata.uid})`;
      const driver = claim.status.allocation?.devices?.results?.[0]?.driver;
      if (driver !== undefined) return `DRA driver ${driver} is not registered`;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return `failed to fetch ResourceClaim ${called} referenced by pod ${pod.metadata.name}: ${error.message}`;
    }
  }
  return undefined;
}
