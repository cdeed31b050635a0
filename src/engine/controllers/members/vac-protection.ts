// Keeps a class of volume attributes that volumes or claims name from going (pkg/controller/volume/vacprotection).
import { kinds } from '../../kube/kinds.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';
import { withFinalizer, withoutFinalizer } from '../volumes/finalizers.ts';

const FINALIZER = 'kubernetes.io/vac-protection';

export const vacProtection: Controller = {
  name: 'volumeattributesclass-protection-controller',
  for: anyKind(kinds.volumeattributesclasses),
  start: (context) => {
    const classes = context.cache(kinds.volumeattributesclasses);
    const claims = context.cache(kinds.persistentvolumeclaims);
    const volumes = context.cache(kinds.persistentvolumes);
    const tell = (...names: readonly (string | undefined)[]): void => {
      for (const name of names) if (name !== undefined && classes.get('', name)?.metadata.deletionTimestamp !== undefined) context.enqueue(name);
    };
    claims.onChange({
      updated: (_, { spec, status }) => tell(spec.volumeAttributesClassName, status?.currentVolumeAttributesClassName),
      deleted: ({ spec, status }) => tell(spec.volumeAttributesClassName, status?.currentVolumeAttributesClassName),
    });
    volumes.onChange({ updated: (_, { spec }) => tell(spec.volumeAttributesClassName), deleted: ({ spec }) => tell(spec.volumeAttributesClassName) });
    return (name) => {
      const found = classes.get('', name);
      if (!found) return;
      const has = found.metadata.finalizers?.includes(FINALIZER) ?? false;
      if (found.metadata.deletionTimestamp === undefined) {
        if (!has) context.client.update(kinds.volumeattributesclasses, withFinalizer(found, FINALIZER));
        return;
      }
      const used =
        volumes.list().some(({ spec }) => spec.volumeAttributesClassName === name) ||
        claims.list().some(({ spec, status }) => [spec.volumeAttributesClassName, status?.currentVolumeAttributesClassName, status?.modifyVolumeStatus?.targetVolumeAttributesClassName].includes(name));
      if (has && !used) context.client.update(kinds.volumeattributesclasses, withoutFinalizer(found, FINALIZER));
    };
  },
};
