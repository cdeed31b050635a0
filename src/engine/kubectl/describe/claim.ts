// A PersistentVolumeClaim in a description, and the template of one (printPersistentVolumeClaim).
import { age } from '../../kube/duration.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../kube/types.generated.ts';
import { accessModesText, writeAnnotations, writeLabels } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

interface Claim {
  readonly metadata: Partial<PersistentVolumeClaim['metadata']>;
  readonly spec: PersistentVolumeClaimSpec;
  readonly status?: PersistentVolumeClaim['status'];
}

/** What says the class counts before the field. */
const CLASS = 'volume.beta.kubernetes.io/storage-class';
export const classOf = ({ metadata, spec }: { readonly metadata?: { readonly annotations?: { readonly [key: string]: string } }; readonly spec: { readonly storageClassName?: string } }): string => metadata?.annotations?.[CLASS] ?? spec.storageClassName ?? '';

/** @param nowMs undefined for a template, of which some fields mean nothing */
export function writeClaim(w: DescriptionWriter, claim: Claim, nowMs: number | undefined): void {
  const { metadata, spec, status } = claim;
  if (nowMs !== undefined) {
    w.line(0, `Name:\t${metadata.name ?? ''}`);
    w.line(0, `Namespace:\t${metadata.namespace ?? ''}`);
  }
  w.line(0, `StorageClass:\t${classOf(claim)}`);
  if (nowMs !== undefined) w.line(0, metadata.deletionTimestamp ? `Status:\tTerminating (lasts ${age(metadata.deletionTimestamp, nowMs)})` : `Status:\t${status?.phase ?? ''}`);
  w.line(0, `Volume:\t${spec.volumeName ?? ''}`);
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  if (nowMs !== undefined) w.line(0, `Finalizers:\t[${(metadata.finalizers ?? []).join(' ')}]`);
  w.line(0, `Capacity:\t${spec.volumeName ? (status?.capacity?.['storage'] ?? '0') : ''}`);
  w.line(0, `Access Modes:\t${spec.volumeName ? accessModesText(status?.accessModes) : ''}`);
  if (spec.volumeMode) w.line(0, `VolumeMode:\t${spec.volumeMode}`);
  if (!spec.dataSource) return;
  w.line(0, 'DataSource:');
  if (typeof spec.dataSource.apiGroup === 'string') w.line(1, `APIGroup:\t${spec.dataSource.apiGroup}`);
  w.line(1, `Kind:\t${spec.dataSource.kind}`);
  w.line(1, `Name:\t${spec.dataSource.name}`);
}
