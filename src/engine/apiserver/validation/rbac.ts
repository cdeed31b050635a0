// Rules, role references and subjects (pkg/apis/rbac/validation/validation.go).
import type { Json } from '../../base/json.ts';
import { equal } from '../../base/json.ts';
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import type { PolicyRule, RoleRef, Subject } from '../../kube/types.generated.ts';
import { dnsSubdomain, each, type Errors } from './checks.ts';
import { nameIsPathSegment } from './object-meta.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

export function validateRules(errors: Errors, rules: readonly PolicyRule[] | null | undefined, namespaced: boolean): void {
  rules?.forEach((rule, i) => validateRule(errors, rule, namespaced, `rules[${i}]`));
}

function validateRule(errors: Errors, rule: PolicyRule, namespaced: boolean, path: string): void {
  const [verbs, nonResourceURLs, apiGroups, resources, resourceNames] = [rule.verbs ?? [], rule.nonResourceURLs ?? [], rule.apiGroups ?? [], rule.resources ?? [], rule.resourceNames ?? []];
  if (verbs.length === 0) errors.push(required(`${path}.verbs`, 'verbs must contain at least one value'));
  if (nonResourceURLs.length > 0) {
    if (namespaced) errors.push(invalid(`${path}.nonResourceURLs`, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0) errors.push(invalid(`${path}.nonResourceURLs`, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    return;
  }
  if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
}

interface Bound {
  readonly roleRef: RoleRef;
  readonly subjects?: readonly Subject[];
}

export function validateBinding(errors: Errors, { roleRef, subjects }: Bound, namespaced: boolean): void {
  const roleKinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (roleRef.apiGroup !== rbacGroup) errors.push(notSupported('roleRef.apiGroup', roleRef.apiGroup ?? '', [rbacGroup]));
  if (!roleKinds.includes(roleRef.kind)) errors.push(notSupported('roleRef.kind', roleRef.kind ?? '', roleKinds));
  if (!roleRef.name) errors.push(required('roleRef.name'));
  else each(errors, 'roleRef.name', roleRef.name, nameIsPathSegment(roleRef.name));
  subjects?.forEach((subject, i) => validateSubject(errors, subject, namespaced, `subjects[${i}]`));
}

function validateSubject(errors: Errors, subject: Subject, namespaced: boolean, path: string): void {
  if (!subject.name) errors.push(required(`${path}.name`));
  if (subject.kind === 'ServiceAccount') {
    if (subject.name) dnsSubdomain(errors, `${path}.name`, subject.name);
    if (subject.apiGroup) errors.push(notSupported(`${path}.apiGroup`, subject.apiGroup, ['']));
    if (!namespaced && !subject.namespace) errors.push(required(`${path}.namespace`));
  } else if (subject.kind === 'User' || subject.kind === 'Group') {
    if (subject.apiGroup !== rbacGroup) errors.push(notSupported(`${path}.apiGroup`, subject.apiGroup ?? '', [rbacGroup]));
  } else errors.push(notSupported(`${path}.kind`, subject.kind ?? '', ['ServiceAccount', 'User', 'Group']));
}

export function validateSameRole(errors: Errors, now: Bound, old: Bound): void {
  const { apiGroup = '', kind, name } = now.roleRef;
  if (!equal(now.roleRef, old.roleRef)) errors.push(invalid('roleRef', { APIGroup: apiGroup, Kind: kind, Name: name } as Json, 'cannot change roleRef'));
}
