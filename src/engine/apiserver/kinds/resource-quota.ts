// ResourceQuota (pkg/registry/core/resourcequota, ValidateResourceQuota).
import { equal } from '../../base/json.ts';
import { invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Quantity, ResourceQuota, ResourceQuotaSpec } from '../../kube/types.generated.ts';
import { roundList } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checkedStatus } from '../validation/checked.ts';
import { text } from '../validation/amounts.ts';
import { errorsOf, isImmutable, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { isStandardQuotaResource, validateAmount, validateQuotaResourceName } from '../validation/resources.ts';

const scopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity', 'VolumeAttributesClass'];
const podObjects = ['pods', 'cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];
const conflicts = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']];

type Hard = Readonly<Record<string, Quantity>>;

function validateHard(errors: Errors, hard: Hard | undefined, path: string): void {
  for (const [name, value] of Object.entries(hard ?? {})) {
    validateQuotaResourceName(errors, `${path}[${name}]`, name);
    validateAmount(errors, `${path}[${name}]`, name, value);
  }
}

/** Whether a scope can limit what is counted. */
function scopeFits(scope: string, resource: string): boolean {
  if (scope === 'BestEffort') return resource === 'pods';
  if (scope === 'VolumeAttributesClass') return resource === 'persistentvolumeclaims' || resource === 'requests.storage';
  return scopes.includes(scope) ? podObjects.includes(resource) || resource.startsWith('hugepages-') || resource.startsWith('requests.hugepages-') : true;
}

function unfit(spec: ResourceQuotaSpec, scope: string): readonly string[] {
  return Object.keys(spec.hard ?? {}).sort().filter((resource) => isStandardQuotaResource(resource) && !scopeFits(scope, resource));
}

function validateScopes(errors: Errors, spec: ResourceQuotaSpec): void {
  const used = spec.scopes ?? [];
  for (const scope of used) {
    if (!scopes.includes(scope)) errors.push(invalid('spec.scopes', used, 'unsupported scope'));
    for (const _resource of unfit(spec, scope)) errors.push(invalid('spec.scopes', used, 'unsupported scope applied to resource'));
  }
  for (const pair of conflicts) if (pair.every((scope) => used.includes(scope))) errors.push(invalid('spec.scopes', used, 'conflicting scopes'));
}

const mustExist = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

function validateSelector(errors: Errors, spec: ResourceQuotaSpec): void {
  const path = 'spec.scopeSelector.matchExpressions';
  const expressions = spec.scopeSelector?.matchExpressions ?? [];
  for (const { scopeName, operator, values = [] } of expressions) {
    if (!scopes.includes(scopeName)) errors.push(invalid(`${path}.scopeName`, scopeName, 'unsupported scope'));
    for (const _resource of unfit(spec, scopeName)) {
      errors.push(invalid(path, { MatchExpressions: expressions.map((e) => ({ ScopeName: e.scopeName, Operator: e.operator, Values: e.values ?? null })) }, 'unsupported scope applied to resource'));
    }
    if (scopes.includes(scopeName) && !['PriorityClass', 'VolumeAttributesClass'].includes(scopeName) && operator !== 'Exists') errors.push(invalid(`${path}.operator`, operator, mustExist));
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0) errors.push(required(`${path}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0) errors.push(invalid(`${path}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
    } else errors.push(invalid(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  }
  const named = expressions.map((e) => e.scopeName);
  for (const pair of conflicts) if (pair.every((scope) => named.includes(scope))) errors.push(invalid(path, spec.scopes ?? null, 'conflicting scopes'));
}

function validateSpec(errors: Errors, { spec = {} }: ResourceQuota): void {
  validateHard(errors, spec.hard, 'spec.hard');
  validateScopes(errors, spec);
  validateSelector(errors, spec);
}

function validateStatus(errors: Errors, { status }: ResourceQuota): void {
  validateHard(errors, status?.hard, 'status.hard');
  validateHard(errors, status?.used, 'status.used');
}

/** `cpu: 0/1, pods: 2/5`, what is limited apart from what is requested. */
function usage({ status }: ResourceQuota, limits: boolean): string {
  const names = Object.keys(status?.hard ?? {}).sort().filter((name) => name.startsWith('limits.') === limits);
  return names.map((name) => `${name}: ${text(status?.used?.[name])}/${text(status?.hard?.[name])}`).join(', ');
}

export const resourceQuota = strategy<ResourceQuota>({
  kind: kinds.resourcequotas,
  generation: false,
  returnsDeleted: true,
  default(draft) {
    if (draft.spec?.hard) roundList(draft.spec.hard);
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateMeta(errors, object.metadata, { namespaced: true, name: nameIsSubdomain });
      validateSpec(errors, object);
      validateStatus(errors, object);
    }),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateSpec(errors, object);
      const sorted = (quota: ResourceQuota): readonly string[] => [...new Set(quota.spec?.scopes ?? [])].sort();
      if (!equal(sorted(object), sorted(old))) errors.push(invalid('spec.scopes', object.spec?.scopes ?? null, isImmutable));
    }),
  ...checkedStatus<ResourceQuota>(validateStatus),
  columns: [
    nameColumn,
    column('Request', 'string', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    column('Limit', 'string', 'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [object.metadata.name, usage(object, false), usage(object, true), age(object.metadata.creationTimestamp, nowMs)],
});
