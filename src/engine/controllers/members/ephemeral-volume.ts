// Makes the claims of Pods' ephemeral volumes, owned by the Pod (pkg/controller/volume/ephemeral).
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod } from '../../kube/types.generated.ts';
import { controllerRef, isControlledBy } from '../ownership.ts';
import { type Controller, anyKind, splitKey } from '../runtime.ts';

export const ephemeralVolume: Controller = {
  name: 'ephemeral-volume-controller',
  source: 'ephemeral_volume',
  start: (context) => {
    const pods = context.cache(kinds.pods);
    const claims = context.cache(kinds.persistentvolumeclaims);
    const tell = (pod: Pod): void => {
      if (pod.metadata.deletionTimestamp === undefined && pod.spec.volumes?.some(({ ephemeral }) => ephemeral)) context.enqueue(`${pod.metadata.namespace}/${pod.metadata.name}`);
    };
    pods.onChange({ added: tell });
    claims.onChange({
      deleted: (claim) => {
        for (const { kind, name } of claim.metadata.ownerReferences ?? []) if (kind === 'Pod') context.enqueue(`${claim.metadata.namespace}/${name}`);
      },
    });
    return (key) => {
      const { namespace, name } = splitKey(key);
      const pod = pods.get(namespace, name);
      if (!pod || pod.metadata.deletionTimestamp !== undefined) return;
      for (const volume of pod.spec.volumes ?? []) {
        const template = volume.ephemeral?.volumeClaimTemplate;
        if (!template) continue;
        const claim = claims.get(namespace, `${name}-${volume.name}`);
        if (claim && isControlledBy(claim, pod)) continue;
        const fail = (message: string): void => context.recorder.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume.name}: ${message}`);
        if (claim) {
          fail(`PVC ${namespace}/${claim.metadata.name} was not created for pod ${key} (pod is not owner)`);
          continue;
        }
        try {
          const { labels, annotations } = template.metadata ?? {};
          context.client.create(kinds.persistentvolumeclaims, {
            metadata: { name: `${name}-${volume.name}`, namespace, ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}), ownerReferences: [controllerRef(pod, anyKind(kinds.pods))] },
            spec: template.spec,
          });
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.reason === 'AlreadyExists') continue;
          fail(`create PVC ${namespace}/${name}-${volume.name}: ${error.message}`);
          throw error;
        }
      }
    };
  },
};
