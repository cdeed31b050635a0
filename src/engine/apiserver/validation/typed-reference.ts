// A reference by group, kind and name (pkg/apis/networking/validation: validateIngressTypedLocalObjectReference).
import { required } from '../../kube/field-error.ts';
import { dnsSubdomain, each, type Errors } from './checks.ts';
import { nameIsPathSegment } from './object-meta.ts';

export interface TypedReference {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

export function validateTypedReference(errors: Errors, reference: TypedReference, path: string): void {
  if (reference.apiGroup !== undefined && reference.apiGroup !== null) dnsSubdomain(errors, `${path}.apiGroup`, reference.apiGroup);
  for (const field of ['kind', 'name'] as const) {
    const value = reference[field];
    if (!value) errors.push(required(`${path}.${field}`));
    else each(errors, `${path}.${field}`, value, nameIsPathSegment(value));
  }
}
