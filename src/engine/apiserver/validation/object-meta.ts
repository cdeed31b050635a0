// Metadata of every kind: names, labels, owners, finalizers (apimachinery/pkg/api/validation/objectmeta.go and the additions of pkg/apis/core/validation).
import type { Json } from '../../base/json.ts';
import { equal } from '../../base/json.ts';
import { forbiddenField, invalid, required } from '../../kube/field-error.ts';
import type { ObjectMeta, OwnerRef } from '../../kube/object.ts';
import * as names from '../../kube/names.ts';
import { annotations, each, immutable, labels, nonNegative, type Errors, type NameCheck } from './checks.ts';

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** A name that is used as a part of generation may end with a dash. */
function masked(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

export const nameIsSubdomain: NameCheck = (name) => names.dns1123Subdomain(name);
export const nameIsLabel: NameCheck = (name) => names.dns1123Label(name);
export const nameIsPathSegment: NameCheck = (name) => names.pathSegmentName(name);

export interface MetaRules {
  readonly namespaced: boolean;
  readonly name: NameCheck;
}

export function validateMeta(errors: Errors, meta: ObjectMeta, rules: MetaRules, path = 'metadata'): void {
  if (meta.generateName) each(errors, `${path}.generateName`, meta.generateName, rules.name(masked(meta.generateName)));
  if (!meta.name) errors.push(required(`${path}.name`, 'name or generateName is required'));
  else each(errors, `${path}.name`, meta.name, rules.name(meta.name));
  if (rules.namespaced) {
    if (!meta.namespace) errors.push(required(`${path}.namespace`));
    else each(errors, `${path}.namespace`, meta.namespace, nameIsLabel(meta.namespace));
  } else if (meta.namespace) {
    errors.push(forbiddenField(`${path}.namespace`, 'not allowed on this type'));
  }
  nonNegative(errors, `${path}.generation`, meta.generation);
  labels(errors, `${path}.labels`, meta.labels);
  annotations(errors, `${path}.annotations`, meta.annotations);
  validateOwners(errors, meta.ownerReferences, `${path}.ownerReferences`);
  validateFinalizers(errors, meta.finalizers, `${path}.finalizers`);
  standardFinalizerNames(errors, meta.finalizers, `${path}.finalizers`);
}

function validateOwners(errors: Errors, owners: readonly OwnerRef[] | undefined, path: string): void {
  let controller = '';
  for (const owner of owners ?? []) {
    validateOwner(errors, owner, path);
    if (owner.controller !== true) continue;
    const name = `${owner.kind}/${owner.name}`;
    if (controller === '') controller = name;
    else errors.push(invalid(path, (owners ?? []).map(shownOwner), `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`));
  }
}

/** In the order of the Go type. */
function shownOwner({ apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion }: OwnerRef): Json {
  return { apiVersion, kind, name, uid, ...(controller === undefined ? {} : { controller }), ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }) };
}

function validateOwner(errors: Errors, owner: OwnerRef, path: string): void {
  const parts = (owner.apiVersion ?? '').split('/');
  const version = parts.length === 1 ? parts[0] : parts.length === 2 ? parts[1] : '';
  const group = parts.length === 2 ? parts[0] : '';
  if (!version) errors.push(invalid(`${path}.apiVersion`, owner.apiVersion ?? '', 'version must not be empty'));
  if (!owner.kind) errors.push(invalid(`${path}.kind`, owner.kind ?? '', 'must not be empty'));
  if (!owner.name) errors.push(invalid(`${path}.name`, owner.name ?? '', 'must not be empty'));
  if (!owner.uid) errors.push(invalid(`${path}.uid`, owner.uid ?? '', 'must not be empty'));
  if (group === '' && version === 'v1' && owner.kind === 'Event') errors.push(invalid(path, shownOwner(owner), '/v1, Kind=Event is disallowed from being an owner'));
}

function validateFinalizers(errors: Errors, finalizers: readonly string[] | undefined, path: string): void {
  for (const finalizer of finalizers ?? []) each(errors, path, finalizer, names.qualifiedName(finalizer));
  if (finalizers?.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer foregroundDeletion and orphan cannot be both set'));
  }
}

function standardFinalizerNames(errors: Errors, finalizers: readonly string[] | undefined, path: string): void {
  finalizers?.forEach((finalizer, i) => standardFinalizerName(errors, finalizer, `${path}[${i}]`));
}

function standardFinalizerName(errors: Errors, finalizer: string, path: string): void {
  if (!finalizer.includes('/') && !standardFinalizers.includes(finalizer)) {
    errors.push(invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'));
  }
}

/** A namespace's spec.finalizers: both checks at one path. */
export function validateFinalizerName(errors: Errors, finalizer: string, path: string): void {
  each(errors, path, finalizer, names.qualifiedName(finalizer));
  standardFinalizerName(errors, finalizer, path);
}

export function validateMetaUpdate(errors: Errors, meta: ObjectMeta, old: ObjectMeta, path = 'metadata'): void {
  if (old.deletionTimestamp && !meta.deletionTimestamp) errors.push(invalid(`${path}.deletionTimestamp`, null, 'field is immutable'));
  if (old.deletionTimestamp) {
    const added = (meta.finalizers ?? []).filter((f) => !(old.finalizers ?? []).includes(f));
    if (added.length > 0) errors.push(forbiddenField(`${path}.finalizers`, `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((f) => JSON.stringify(f)).join(', ')}}`));
  }
  if (!meta.resourceVersion) errors.push(invalid(`${path}.resourceVersion`, meta.resourceVersion ?? '', 'must be specified for an update'));
  if ((meta.generation ?? 0) < (old.generation ?? 0)) errors.push(invalid(`${path}.generation`, meta.generation ?? 0, 'must not be decremented'));
  immutable(errors, `${path}.name`, meta.name, old.name);
  immutable(errors, `${path}.namespace`, meta.namespace, old.namespace);
  immutable(errors, `${path}.uid`, meta.uid, old.uid);
  immutable(errors, `${path}.creationTimestamp`, meta.creationTimestamp, old.creationTimestamp);
  immutable(errors, `${path}.deletionTimestamp`, meta.deletionTimestamp, old.deletionTimestamp);
  immutable(errors, `${path}.deletionGracePeriodSeconds`, meta.deletionGracePeriodSeconds, old.deletionGracePeriodSeconds);
  if (!equal(meta.labels, old.labels)) labels(errors, `${path}.labels`, meta.labels);
  if (!equal(meta.annotations, old.annotations)) annotations(errors, `${path}.annotations`, meta.annotations);
  if (!equal(meta.ownerReferences, old.ownerReferences)) validateOwners(errors, meta.ownerReferences, `${path}.ownerReferences`);
  validateFinalizers(errors, meta.finalizers, `${path}.finalizers`);
  standardFinalizerNames(errors, meta.finalizers, `${path}.finalizers`);
}
