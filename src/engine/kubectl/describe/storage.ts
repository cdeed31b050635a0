// kubectl describe of PersistentVolumes, PersistentVolumeClaims and StorageClasses; and of PriorityClasses.
import { age } from '../../kube/duration.ts';
import { formatLabels } from '../../kube/labels.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, PriorityClass, StorageClass } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { describer, listOf } from './describer.ts';
import { accessModesText, sortedEntries, timeText, writeAnnotations, writeLabels } from './values.ts';
import { writePersistentSource } from './volumes.ts';

export const persistentVolume = describer<PersistentVolume>({
  kind: 'PersistentVolume',
  *describe(w, object): Fiber<void> {
    const { metadata, spec, status } = object;
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
    w.line(0, `StorageClass:\t${spec.storageClassName ?? ''}`);
    w.line(0, metadata.deletionTimestamp ? `Status:\tTerminating (since ${timeText(metadata.deletionTimestamp)})` : `Status:\t${status.phase ?? ''}`);
    w.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`);
    w.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
    w.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
    if (spec.volumeMode) w.line(0, `VolumeMode:\t${spec.volumeMode}`);
    w.line(0, `Capacity:\t${spec.capacity?.['storage'] ?? ''}`);
    const terms = spec.nodeAffinity?.required?.nodeSelectorTerms;
    if (!spec.nodeAffinity) w.line(0, 'Node Affinity:\t<none>');
    else {
      w.line(0, 'Node Affinity:\t');
      w.line(1, 'Required Terms:\t');
      for (const [i, term] of (terms ?? []).entries()) {
        const texts = (term.matchExpressions ?? []).map((e) => `${e.key} ${e.operator === 'In' ? 'in' : e.operator === 'NotIn' ? 'not in' : e.operator} [${(e.values ?? []).join(', ')}]`);
        w.line(2, `Term ${i}:\t${texts[0] ?? '<none>'}`);
        for (const text of texts.slice(1)) w.line(3, `\t${text}`);
      }
    }
    w.line(0, `Message:\t${status.message ?? ''}`);
    w.line(0, 'Source:');
    writePersistentSource(w, spec);
  },
});

export const persistentVolumeClaim = describer<PersistentVolumeClaim>({
  kind: 'PersistentVolumeClaim',
  *describe(w, { metadata, spec, status }, context): Fiber<void> {
    const pods = yield* listOf<Pod>(context, `/api/v1/namespaces/${metadata.namespace}/pods`);
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Namespace:\t${metadata.namespace}`);
    w.line(0, `StorageClass:\t${spec.storageClassName ?? ''}`);
    w.line(0, metadata.deletionTimestamp ? `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, context.ctx.nowMs)})` : `Status:\t${status.phase ?? ''}`);
    w.line(0, `Volume:\t${spec.volumeName ?? ''}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
    const bound = spec.volumeName ? status : undefined;
    w.line(0, `Capacity:\t${bound?.capacity?.['storage'] ?? ''}`);
    w.line(0, `Access Modes:\t${bound ? accessModesText(bound.accessModes) : ''}`);
    if (spec.volumeMode) w.line(0, `VolumeMode:\t${spec.volumeMode}`);
    if (spec.dataSource) {
      w.line(0, 'DataSource:');
      w.line(1, `Kind:\t${spec.dataSource.kind}`);
      w.line(1, `Name:\t${spec.dataSource.name}`);
    }
    const users = pods.filter((pod) => pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name)).map((pod) => pod.metadata.name);
    if (users.length === 0) w.line(0, 'Used By:\t<none>');
    for (const [i, name] of users.entries()) w.line(0, `${i === 0 ? 'Used By:' : ''}\t${name}`);
  },
});

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const pairs = (map: { readonly [key: string]: string } | undefined): string => sortedEntries(map).map(([key, value]) => `${key}=${value}`).join(',') || '<none>';

export const storageClass = describer<StorageClass>({
  kind: 'StorageClass.storage.k8s.io',
  *describe(w, object): Fiber<void> {
    const { metadata } = object;
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `IsDefaultClass:\t${metadata.annotations?.[DEFAULT_CLASS] === 'true' ? 'Yes' : 'No'}`);
    w.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    w.line(0, `Provisioner:\t${object.provisioner}`);
    w.line(0, `Parameters:\t${pairs(object.parameters)}`);
    w.line(0, `AllowVolumeExpansion:\t${object.allowVolumeExpansion === undefined ? '<unset>' : object.allowVolumeExpansion ? 'True' : 'False'}`);
    if (object.mountOptions?.length) {
      w.line(0, 'MountOptions:');
      for (const option of object.mountOptions) w.line(1, option);
    } else w.line(0, 'MountOptions:\t<none>');
    w.line(0, `ReclaimPolicy:\t${object.reclaimPolicy ?? ''}`);
    w.line(0, `VolumeBindingMode:\t${object.volumeBindingMode ?? ''}`);
  },
});

export const priorityClass = describer<PriorityClass>({
  kind: 'PriorityClass.scheduling.k8s.io',
  *describe(w, object): Fiber<void> {
    w.line(0, `Name:\t${object.metadata.name}`);
    w.line(0, `Value:\t${object.value}`);
    w.line(0, `GlobalDefault:\t${object.globalDefault ?? false}`);
    w.line(0, `PreemptionPolicy:\t${object.preemptionPolicy ?? ''}`);
    w.line(0, `Description:\t${object.description ?? ''}`);
    w.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`);
  },
});
