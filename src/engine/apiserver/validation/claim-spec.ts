// The spec of a PersistentVolumeClaim, also inside ephemeral volumes and StatefulSets (pkg/apis/core/validation: ValidatePersistentVolumeClaimSpec).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import type { ObjectMeta } from '../../kube/object.ts';
import type { PersistentVolumeClaimSpec } from '../../kube/types.generated.ts';
import { compare, text } from './amounts.ts';
import { annotations, dnsSubdomain, each, isNotPositive, labels, type Errors } from './checks.ts';
import { validateLabelSelector } from './label-selector.ts';
import { nameIsLabel } from './object-meta.ts';
import { validateAmount } from './resources.ts';

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes = ['Block', 'Filesystem'];

export function validateAccessModes(errors: Errors, modes: readonly string[], path: string): void {
  for (const mode of modes) if (!accessModes.includes(mode)) errors.push(notSupported(path, mode, accessModes));
  const others = modes.some((mode) => mode !== 'ReadWriteOncePod' && accessModes.includes(mode));
  if (modes.includes('ReadWriteOncePod') && others) errors.push(forbiddenField(path, 'may not use ReadWriteOncePod with other access modes'));
}

export function validateClaimSpec(errors: Errors, spec: PersistentVolumeClaimSpec, path: string): void {
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  validateLabelSelector(errors, spec.selector, `${path}.selector`);
  validateAccessModes(errors, modes, `${path}.accessModes`);
  const storage = spec.resources?.requests?.['storage'];
  const at = `${path}.resources[storage]`;
  if (storage === undefined) errors.push(required(at));
  else if (compare(storage, '0') <= 0) errors.push(invalid(at, text(storage), isNotPositive));
  else validateAmount(errors, at, 'storage', storage);
  if (spec.storageClassName) dnsSubdomain(errors, `${path}.storageClassName`, spec.storageClassName);
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, volumeModes));
  validateDataSources(errors, spec, path);
  if (spec.volumeAttributesClassName) dnsSubdomain(errors, `${path}.volumeAttributesClassName`, spec.volumeAttributesClassName);
}

interface Reference {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

function validateDataSources(errors: Errors, spec: PersistentVolumeClaimSpec, path: string): void {
  const source: Reference | undefined = spec.dataSource;
  const ref: Reference | undefined = spec.dataSourceRef;
  if (source) validateReference(errors, source, `${path}.dataSource`);
  if (ref) validateReference(errors, ref, `${path}.dataSourceRef`);
  if (!source || !ref) return;
  // Upstream gives a field.Path as the bad value, which prints as an empty object.
  if (ref.namespace) errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  else if ((source.apiGroup ?? null) !== (ref.apiGroup ?? null) || source.kind !== ref.kind || source.name !== ref.name) errors.push(invalid(path, {}, 'must match dataSourceRef'));
}

function validateReference(errors: Errors, reference: Reference, path: string): void {
  if (!reference.name) errors.push(required(`${path}.name`));
  if (!reference.kind) errors.push(required(`${path}.kind`));
  if (!reference.apiGroup && reference.kind !== 'PersistentVolumeClaim') errors.push(invalid(path, reference.kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (reference.apiGroup) dnsSubdomain(errors, `${path}.apiGroup`, reference.apiGroup);
  if (reference.namespace) each(errors, `${path}.namespace`, reference.namespace, nameIsLabel(reference.namespace));
}

const templateMetaFields = ['name', 'generateName', 'namespace', 'selfLink', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers', 'managedFields'] as const;

export function validateClaimTemplate(errors: Errors, template: { readonly metadata?: ObjectMeta; readonly spec: PersistentVolumeClaimSpec }, path: string): void {
  const meta = template.metadata ?? {};
  annotations(errors, `${path}.metadata.annotations`, meta.annotations);
  labels(errors, `${path}.metadata.labels`, meta.labels);
  for (const field of templateMetaFields) if (meta[field]) errors.push(forbiddenField(`${path}.metadata.${field}`, 'cannot be set'));
  validateClaimSpec(errors, template.spec ?? {}, `${path}.spec`);
}
