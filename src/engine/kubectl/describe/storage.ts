// kubectl describe of PersistentVolumes, PersistentVolumeClaims and StorageClasses, VolumeAttributesClasses and CSINodes; and of PriorityClasses.
import { age } from '../../kube/duration.ts';
import { formatLabels } from '../../kube/labels.ts';
import type { CSINode, PersistentVolume, PersistentVolumeClaim, Pod, PriorityClass, StorageClass, VolumeAttributesClass } from '../../kube/types.generated.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { classOf, writeClaim } from './claim.ts';
import { describer, listOf } from './describer.ts';
import { accessModesText, timeText, writeAnnotations, writeLabels } from './values.ts';
import { writePersistentSource } from './volumes.ts';
import type { DescriptionWriter } from './writer.ts';

export const persistentVolume = describer<PersistentVolume>({
  kind: 'PersistentVolume',
  *describe(w, object, { ctx }): Fiber<void> {
    const { metadata, spec, status } = object;
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
    w.line(0, `StorageClass:\t${classOf(object)}`);
    w.line(0, metadata.deletionTimestamp ? `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, ctx.nowMs)})` : `Status:\t${status.phase ?? ''}`);
    w.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`);
    w.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
    w.line(0, `Access Modes:\t${accessModesText(spec.accessModes)}`);
    if (spec.volumeMode) w.line(0, `VolumeMode:\t${spec.volumeMode}`);
    w.line(0, `Capacity:\t${spec.capacity?.['storage'] ?? '0'}`);
    writeNodeAffinity(w, spec.nodeAffinity?.required?.nodeSelectorTerms);
    w.line(0, `Message:\t${status.message ?? ''}`);
    w.line(0, 'Source:');
    writePersistentSource(w, spec);
  },
});

type Terms = NonNullable<NonNullable<PersistentVolume['spec']['nodeAffinity']>['required']>['nodeSelectorTerms'];

function writeNodeAffinity(w: DescriptionWriter, terms: Terms | undefined): void {
  if (!terms) return w.line(0, 'Node Affinity:\t<none>');
  w.line(0, 'Node Affinity:\t');
  w.line(1, terms.length === 0 ? 'Required Terms:\t<none>' : 'Required Terms:\t');
  for (const [i, term] of terms.entries()) writeTerm(w, 2, i, (term.matchExpressions ?? []).map((e) => `${e.key} ${e.operator.toLowerCase()}${e.values?.length ? ` [${e.values.join(', ')}]` : ''}`));
}

/** `Term 0:`, a requirement a line. */
function writeTerm(w: DescriptionWriter, level: number, i: number, requirements: readonly string[]): void {
  w.line(level, `Term ${i}:\t${requirements[0] ?? '<none>'}`);
  for (const requirement of requirements.slice(1)) w.line(level, `\t${requirement}`);
}

export const persistentVolumeClaim = describer<PersistentVolumeClaim>({
  kind: 'PersistentVolumeClaim',
  *describe(w, object, context): Fiber<void> {
    const { metadata, status } = object;
    const pods = yield* listOf<Pod>(context, `/api/v1/namespaces/${metadata.namespace}/pods`);
    writeClaim(w, object, context.ctx.nowMs);
    const users = usersOf(object, pods);
    if (users.length === 0) w.line(0, 'Used By:\t<none>');
    for (const [i, name] of users.entries()) w.line(0, `${i === 0 ? 'Used By:' : ''}\t${name}`);
    if (!status.conditions?.length) return;
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const c of status.conditions) w.line(1, `${c.type} \t${c.status} \t${timeText(c.lastProbeTime)} \t${timeText(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}`);
  },
});

/** Pods with a volume of it, once a volume, and the Pods that own it (getPodsForPVC). */
function usersOf({ metadata }: PersistentVolumeClaim, pods: readonly Pod[]): readonly string[] {
  const users = pods.flatMap((pod) => (pod.spec.volumes ?? []).filter((volume) => volume.persistentVolumeClaim?.claimName === metadata.name).map(() => pod));
  for (const { kind, uid } of metadata.ownerReferences ?? []) {
    const owner = kind === 'Pod' ? pods.find((pod) => pod.metadata.uid === uid) : undefined;
    if (owner && !users.includes(owner)) users.push(owner);
  }
  return users.map((pod) => pod.metadata.name).sort();
}

const DEFAULT_CLASSES = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const storageClass = describer<StorageClass>({
  kind: 'StorageClass.storage.k8s.io',
  *describe(w, object): Fiber<void> {
    const { metadata } = object;
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `IsDefaultClass:\t${DEFAULT_CLASSES.some((key) => metadata.annotations?.[key] === 'true') ? 'Yes' : 'No'}`);
    w.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    w.line(0, `Provisioner:\t${object.provisioner}`);
    w.line(0, `Parameters:\t${formatLabels(object.parameters)}`);
    w.line(0, `AllowVolumeExpansion:\t${object.allowVolumeExpansion === undefined ? '<unset>' : object.allowVolumeExpansion ? 'True' : 'False'}`);
    if (object.mountOptions?.length) {
      w.line(0, 'MountOptions:');
      for (const option of object.mountOptions) w.line(1, option);
    } else w.line(0, 'MountOptions:\t<none>');
    if (object.reclaimPolicy) w.line(0, `ReclaimPolicy:\t${object.reclaimPolicy}`);
    if (object.volumeBindingMode) w.line(0, `VolumeBindingMode:\t${object.volumeBindingMode}`);
    if (!object.allowedTopologies) return;
    w.line(0, object.allowedTopologies.length === 0 ? 'AllowedTopologies:\t<none>' : 'AllowedTopologies:\t');
    for (const [i, term] of object.allowedTopologies.entries()) writeTerm(w, 1, i, (term.matchLabelExpressions ?? []).map((e) => `${e.key} in${e.values.length > 0 ? ` [${e.values.join(', ')}]` : ''}`));
  },
});

export const volumeAttributesClass = describer<VolumeAttributesClass>({
  kind: 'VolumeAttributesClass.storage.k8s.io',
  *describe(w, { metadata, driverName, parameters }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    w.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    w.line(0, `DriverName:\t${driverName}`);
    w.line(0, `Parameters:\t${formatLabels(parameters)}`);
  },
});

export const csiNode = describer<CSINode>({
  kind: 'CSINode.storage.k8s.io',
  *describe(w, { metadata, spec }): Fiber<void> {
    w.line(0, `Name:\t${metadata.name}`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.line(0, `CreationTimestamp:\t${timeText(metadata.creationTimestamp)}`);
    w.line(0, 'Spec:');
    if (spec.drivers) w.line(1, 'Drivers:');
    for (const driver of spec.drivers ?? []) {
      w.line(2, `${driver.name}:`);
      w.line(3, `Node ID:\t${driver.nodeID}`);
      if (driver.allocatable?.count !== undefined) {
        w.line(3, 'Allocatables:');
        w.line(4, `Count:\t${driver.allocatable.count}`);
      }
      if (driver.topologyKeys) w.line(3, `Topology Keys:\t[${driver.topologyKeys.join(' ')}]`);
    }
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
