// The bootstrap roles and bindings as objects, ready to be stored: all but their identity is made once and shared by every cluster (pkg/registry/rbac/rest/storage_rbac.go).
import { rfc3339 } from '../../../base/time.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { KindInfo } from '../../../kube/kind.ts';
import { groupVersion } from '../../../kube/kind.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { KubeObject, ManagedFields } from '../../../kube/object.ts';
import type { PolicyRule, Subject } from '../../../kube/types.generated.ts';
import { clusterBindings, clusterRoles, nodeRules } from './cluster-roles.ts';
import { controllerRoles } from './controller-roles.ts';
import { namespaceBindings, namespaceRoles } from './namespace-roles.ts';
import { type RoleData, ruleOf } from './rule.ts';

const GROUP = 'rbac.authorization.k8s.io';
const CONTROLLER = 'system:controller:';
const AGGREGATE = `${GROUP}/aggregate-to-`;
const BOOTSTRAPPING = 'kubernetes.io/bootstrapping';
const AUTOUPDATE = 'rbac.authorization.kubernetes.io/autoupdate';
const annotations = { [AUTOUPDATE]: 'true' };
const labels = { [BOOTSTRAPPING]: 'rbac-defaults' };
const annotationFields: JsonObject = { '.': {}, [`f:${AUTOUPDATE}`]: {} };

/** An object but for what makes it one cluster's. */
interface Template {
  readonly kind: KindInfo;
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly content: Readonly<Record<string, unknown>>;
  readonly fields: JsonObject;
}

let templates: readonly Template[] | undefined;
let rulesOfNodes: readonly PolicyRule[] | undefined;

/** The rules of system:node. */
export function nodePolicy(): readonly PolicyRule[] {
  return (rulesOfNodes ??= nodeRules.map(ruleOf));
}

/** Every object of the policy, in the order in which the server makes them. */
export function bootstrapPolicy(nowMs: number, uid: () => string): readonly { readonly kind: KindInfo; readonly object: KubeObject }[] {
  const time = rfc3339(nowMs);
  return (templates ??= allTemplates()).map((template) => {
    const { kind, name, namespace } = template;
    const managed: ManagedFields = { manager: 'kube-apiserver', operation: 'Update', apiVersion: groupVersion(kind), time, fieldsType: 'FieldsV1', fieldsV1: template.fields };
    const metadata = { name, ...(namespace === '' ? {} : { namespace }), uid: uid(), resourceVersion: '', creationTimestamp: time, labels: template.labels, annotations, managedFields: [managed] };
    return { kind, object: { kind: kind.kind, apiVersion: groupVersion(kind), metadata, ...template.content } as KubeObject };
  });
}

function allTemplates(): readonly Template[] {
  const controllers = Object.entries(controllerRoles).map(([name, rules]): RoleData => ({ name: CONTROLLER + name, rules }));
  return [
    ...[...clusterRoles, ...controllers].map((role) => roleTemplate(kinds.clusterroles, '', role)),
    ...clusterBindings.map(([role, ...subjects]) => bindingTemplate(kinds.clusterrolebindings, '', role, role, subjects)),
    ...controllers.map(({ name }) => bindingTemplate(kinds.clusterrolebindings, '', name, name, [`ServiceAccount kube-system/${name.slice(CONTROLLER.length)}`])),
    ...Object.entries(namespaceRoles).flatMap(([namespace, roles]) => roles.map((role) => roleTemplate(kinds.roles, namespace, role))),
    ...Object.entries(namespaceBindings).flatMap(([namespace, bindings]) => bindings.map(({ name, role, subjects }) => bindingTemplate(kinds.rolebindings, namespace, name, role, subjects))),
  ];
}

function roleTemplate(kind: KindInfo, namespace: string, { name, rules, partOf, sumOf }: RoleData): Template {
  const own = partOf === undefined ? labels : { ...labels, [AGGREGATE + partOf]: 'true' };
  const sum = sumOf === undefined ? {} : { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [AGGREGATE + sumOf]: 'true' } }] } };
  const content = { rules: rules === undefined ? null : rules.map(ruleOf), ...sum };
  const fields: JsonObject = { ...(sumOf === undefined ? {} : { 'f:aggregationRule': { '.': {}, 'f:clusterRoleSelectors': {} } }), 'f:metadata': metadataFields(own), ...(rules === undefined ? {} : { 'f:rules': {} }) };
  return { kind, name, namespace, labels: own, content, fields };
}

function bindingTemplate(kind: KindInfo, namespace: string, name: string, role: string, subjects: readonly string[]): Template {
  const roleRef = { apiGroup: GROUP, kind: namespace === '' ? 'ClusterRole' : 'Role', name: role };
  const content = { roleRef, ...(subjects.length === 0 ? {} : { subjects: subjects.map(subjectOf) }) };
  const fields: JsonObject = { 'f:metadata': metadataFields(labels), 'f:roleRef': {}, ...(subjects.length === 0 ? {} : { 'f:subjects': {} }) };
  return { kind, name, namespace, labels, content, fields };
}

function metadataFields(of: Readonly<Record<string, string>>): JsonObject {
  return { 'f:annotations': annotationFields, 'f:labels': { '.': {}, ...Object.fromEntries(Object.keys(of).sort().map((key) => [`f:${key}`, {}])) } };
}

/** `Group system:masters`, `ServiceAccount kube-system/kube-dns` */
function subjectOf(text: string): Subject {
  const [kind = '', name = ''] = text.split(' ');
  if (kind !== 'ServiceAccount') return { kind, apiGroup: GROUP, name };
  const [namespace = '', account = ''] = name.split('/');
  return { kind, name: account, namespace };
}
