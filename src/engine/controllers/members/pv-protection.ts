// Keeps a volume that is bound from going (pkg/controller/volume/pvprotection).
import { kinds } from '../../kube/kinds.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';
import { withFinalizer, withoutFinalizer } from '../volumes/finalizers.ts';

const FINALIZER = 'kubernetes.io/pv-protection';

export const pvProtection: Controller = {
  name: 'pv-protection-controller',
  for: anyKind(kinds.persistentvolumes),
  start: (context) => {
    const volumes = context.cache(kinds.persistentvolumes);
    return (name) => {
      const volume = volumes.get('', name);
      if (!volume) return;
      const has = volume.metadata.finalizers?.includes(FINALIZER) ?? false;
      if (volume.metadata.deletionTimestamp === undefined) {
        if (!has) context.client.update(kinds.persistentvolumes, withFinalizer(volume, FINALIZER));
      } else if (has && volume.status?.phase !== 'Bound') context.client.update(kinds.persistentvolumes, withoutFinalizer(volume, FINALIZER));
    };
  },
};
