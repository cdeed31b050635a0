// Keeps a claim that is in use from going (pkg/controller/volume/pvcprotection).
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod } from '../../kube/types.generated.ts';
import { isPodTerminal } from '../pod-state.ts';
import { type Controller, anyKind, splitKey } from '../runtime.ts';
import { withFinalizer, withoutFinalizer } from '../volumes/finalizers.ts';

const FINALIZER = 'kubernetes.io/pvc-protection';

export const pvcProtection: Controller = {
  name: 'pvc-protection-controller',
  for: anyKind(kinds.persistentvolumeclaims),
  start: (context) => {
    const claims = context.cache(kinds.persistentvolumeclaims);
    const pods = context.cache(kinds.pods);
    pods.addIndex('claim', (pod) => claimsOf(pod).map((claim) => `${pod.metadata.namespace}/${claim}`));
    const tell = (pod: Pod): void => {
      for (const claim of claimsOf(pod)) context.enqueue(`${pod.metadata.namespace}/${claim}`);
    };
    pods.onChange({
      updated: (_, pod) => {
        if (isPodTerminal(pod)) tell(pod);
      },
      deleted: tell,
    });
    return (key) => {
      const { namespace, name } = splitKey(key);
      const claim = claims.get(namespace, name);
      if (!claim) return;
      if (claim.metadata.deletionTimestamp === undefined) {
        if (!claim.metadata.finalizers?.includes(FINALIZER)) context.client.update(kinds.persistentvolumeclaims, withFinalizer(claim, FINALIZER));
        return;
      }
      // The kubelet starts no Pod with a claim that is being deleted; one that is not scheduled does not use it yet.
      const used = pods.byIndex('claim', key).some((pod) => pod.spec.nodeName && !isPodTerminal(pod));
      if (!used && claim.metadata.finalizers?.includes(FINALIZER)) context.client.update(kinds.persistentvolumeclaims, withoutFinalizer(claim, FINALIZER));
    };
  },
};

function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : ephemeral ? [`${pod.metadata.name}-${name}`] : []));
}
