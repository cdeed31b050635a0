// Names and amounts of resources (pkg/apis/core/helper/helpers.go and the resource part of pkg/apis/core/validation).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import * as names from '../../kube/names.ts';
import type { Quantity, ResourceRequirements } from '../../kube/types.generated.ts';
import { compare, isNegativeAmount, isWhole, milli, text } from './amounts.ts';
import { dnsLabel, each, isNegative, resourceKey, type Errors } from './checks.ts';

export type ResourceList = Readonly<Record<string, Quantity>>;

const standardContainerResources = ['cpu', 'memory', 'ephemeral-storage'];
const standardQuotaResources = [
  'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage',
  'limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets',
  'persistentvolumeclaims', 'configmaps', 'services.nodeports', 'services.loadbalancers',
];
const standardResources = [...standardQuotaResources, 'storage'];
const integerResources = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'];

const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string): boolean => isHugePages(name) || name.startsWith('requests.hugepages-');
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

export function isExtendedResource(name: string): boolean {
  if (isNative(name) || name.startsWith('requests.')) return false;
  return names.qualifiedName(`requests.${name}`).length === 0;
}

export const isIntegerResource = (name: string): boolean => integerResources.includes(name) || isExtendedResource(name);
export const isStandardResource = (name: string): boolean => standardResources.includes(name) || isQuotaHugePages(name);
export const isStandardQuotaResource = (name: string): boolean => standardQuotaResources.includes(name) || isQuotaHugePages(name);
const isStandardContainerResource = (name: string): boolean => standardContainerResources.includes(name) || isHugePages(name);
export const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePages(name);

export function validateResourceName(errors: Errors, path: string, name: string): boolean {
  const found = names.qualifiedName(name);
  each(errors, path, name, found);
  if (found.length > 0) return false;
  if (name.includes('/') || isStandardResource(name)) return true;
  errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  return false;
}

export function validateContainerResourceName(errors: Errors, path: string, name: string): void {
  validateResourceName(errors, path, name);
  if (!name.includes('/')) {
    if (!isStandardContainerResource(name)) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
}

/** Names in a quota. */
export function validateQuotaResourceName(errors: Errors, path: string, name: string): void {
  validateResourceName(errors, path, name);
  if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(path, name, 'must be a standard resource for quota'));
}

export function validateAmount(errors: Errors, path: string, name: string, value: Quantity): void {
  if (isNegativeAmount(value)) errors.push(invalid(path, text(value), isNegative));
  if (isIntegerResource(name) && !isWhole(value)) errors.push(invalid(path, text(value), 'must be an integer'));
}

function podLevelResourceName(errors: Errors, path: string, name: string): void {
  if (!validateResourceName(errors, path, name)) return;
  if (name !== 'cpu' && name !== 'memory' && !isHugePages(name)) errors.push(notSupported(path, name, ['cpu', 'hugepages-', 'memory']));
}

export type ResourceLevel = 'container' | 'pod';

/** Names and amounts of limits and requests, and that requests do not exceed limits. */
export function validateRequirements(errors: Errors, path: string, requirements: ResourceRequirements, claimNames: readonly string[], level: ResourceLevel = 'container'): void {
  const check = level === 'pod' ? podLevelResourceName : validateContainerResourceName;
  const limits: ResourceList = requirements.limits ?? {};
  const requests: ResourceList = requirements.requests ?? {};
  for (const name of Object.keys(limits).sort()) {
    const at = resourceKey(`${path}.limits`, name);
    check(errors, at, name);
    validateAmount(errors, at, name, limits[name] ?? '0');
    hugePagesDivisible(errors, at, name, limits[name] ?? '0');
  }
  for (const name of Object.keys(requests).sort()) validateRequest(errors, path, name, requests[name] ?? '0', limits[name], check);
  const all = [...Object.keys(limits), ...Object.keys(requests)];
  if (all.some(isHugePages) && !all.some((name) => name === 'cpu' || name === 'memory')) errors.push(forbiddenField(path, 'HugePages require cpu or memory'));
  validateClaimNames(errors, `${path}.claims`, requirements.claims ?? [], claimNames);
}

function validateRequest(errors: Errors, path: string, name: string, value: Quantity, limit: Quantity | undefined, check: (errors: Errors, path: string, name: string) => void): void {
  const at = resourceKey(`${path}.requests`, name);
  check(errors, at, name);
  validateAmount(errors, at, name, value);
  if (limit === undefined) {
    if (!isOvercommitAllowed(name)) errors.push(required(`${path}.limits`, 'Limit must be set for non overcommitable resources'));
  } else if (compare(value, limit) !== 0 && !isOvercommitAllowed(name)) {
    errors.push(invalid(`${path}.requests`, text(value), `must be equal to ${name} limit of ${text(limit)}`));
  } else if (compare(value, limit) > 0) {
    errors.push(invalid(`${path}.requests`, text(value), `must be less than or equal to ${name} limit of ${text(limit)}`));
  }
  hugePagesDivisible(errors, at, name, value);
}

function hugePagesDivisible(errors: Errors, path: string, name: string, value: Quantity): void {
  if (!isHugePages(name)) return;
  const size = milli(name.slice('hugepages-'.length));
  if (!(size > 0) || milli(value) % size !== 0) errors.push(invalid(path, text(value), `${text(value)} is not positive integer multiple of ${name}`));
}

function validateClaimNames(errors: Errors, path: string, claims: readonly { readonly name: string; readonly request?: string }[], claimNames: readonly string[]): void {
  const seen = new Set<string>();
  claims.forEach((claim, i) => {
    const at = `${path}[${i}]`;
    if (!claim.name) {
      errors.push(required(at));
      return;
    }
    if (seen.has(claim.name)) errors.push({ type: 'Duplicate', field: at, value: claim.name, detail: '' });
    else {
      const key = claim.request ? `${claim.name}/${claim.request}` : claim.name;
      if (claim.request) dnsLabel(errors, `${at}.request`, claim.request);
      const overlaps = !claim.request && [...seen].some((other) => other.startsWith(`${claim.name}/`));
      if (seen.has(key) || overlaps) errors.push({ type: 'Duplicate', field: at, value: key, detail: '' });
      seen.add(key);
    }
    if (claimNames.includes(claim.name)) return;
    const known = claimNames.length === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`;
    errors.push({ type: 'NotFound', field: at, value: claim.name, detail: `must be one of the names in pod.spec.resourceClaims${known}` });
  });
}
