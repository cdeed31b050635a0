// What a kustomization does to the objects that it gathered: namespace, prefix, labels, annotations, replicas, images (sigs.k8s.io/kustomize/api/internal/builtins).
import type { Json, JsonObject } from '../../base/json.ts';
import { builtinKinds } from '../../kube/kinds.generated.ts';
import { groupVersion } from '../../kube/kind.ts';
import { type Resource, asList, asMap, asText, changedAt, isNamed, kindOf, metadataOf, nameOf, renamed } from './resource.ts';

const TEMPLATED = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'Job'];

export function transformed(resources: readonly Resource[], kustomization: JsonObject): readonly Resource[] {
  let result = resources;
  const each = (change: (object: JsonObject, resource: Resource) => JsonObject): void => {
    result = result.map((resource) => ({ ...resource, object: change(resource.object, resource) }));
  };
  const namespace = asText(kustomization['namespace']);
  if (namespace) each((object) => inNamespace(object, namespace));
  const [prefix, suffix] = [asText(kustomization['namePrefix']), asText(kustomization['nameSuffix'])];
  if (prefix || suffix) result = result.map((one) => (['CustomResourceDefinition', 'APIService', 'Namespace'].includes(kindOf(one)) ? one : renamed(one, `${prefix}${nameOf(one)}${suffix}`)));
  const common = asMap(kustomization['commonLabels']);
  if (Object.keys(common).length) each((object) => labelled(object, common, true, true));
  for (const entry of asList(kustomization['labels']).map(asMap)) {
    const selectors = entry['includeSelectors'] === true;
    each((object) => labelled(object, asMap(entry['pairs']), selectors, selectors || entry['includeTemplates'] === true));
  }
  const annotations = asMap(kustomization['commonAnnotations']);
  if (Object.keys(annotations).length) each((object) => annotated(object, annotations));
  for (const entry of asList(kustomization['replicas']).map(asMap)) {
    each((object, resource) => (TEMPLATED.includes(kindOf(resource)) && isNamed(resource, asText(entry['name'])) ? changedAt(object, ['spec', 'replicas'], true, () => entry['count']) : object));
  }
  for (const image of asList(kustomization['images']).map(asMap)) each((object) => withImage(object, image) as JsonObject);
  return result;
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  const info = builtinKinds.find((kind) => groupVersion(kind) === object['apiVersion'] && kind.kind === object['kind']);
  const moved = info && !info.namespaced ? object : changedAt(object, ['metadata', 'namespace'], true, () => namespace);
  if (object['kind'] !== 'RoleBinding' && object['kind'] !== 'ClusterRoleBinding') return moved;
  return changedAt(moved, ['subjects'], false, (subjects) => asList(subjects).map((subject) => (asMap(subject)['kind'] === 'ServiceAccount' && (asMap(subject)['name'] === 'default' || 'namespace' in asMap(subject)) ? { ...asMap(subject), namespace } : subject)));
}

function templateOf(object: JsonObject): readonly string[] | undefined {
  if (TEMPLATED.includes(asText(object['kind']))) return ['spec', 'template'];
  return object['kind'] === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : undefined;
}

function labelled(object: JsonObject, labels: JsonObject, selectors: boolean, templates: boolean): JsonObject {
  const add = (found: Json | undefined): Json => ({ ...asMap(found), ...labels });
  const kind = asText(object['kind']);
  let result = changedAt(object, ['metadata', 'labels'], true, add);
  const template = templateOf(object);
  if (templates && template) result = changedAt(result, [...template, 'metadata', 'labels'], true, add);
  if (!selectors) return result;
  if (kind === 'Service' || kind === 'ReplicationController') return changedAt(result, ['spec', 'selector'], kind !== 'Service', add);
  if (['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'].includes(kind)) return changedAt(result, ['spec', 'selector', 'matchLabels'], true, add);
  if (kind === 'Job' || kind === 'PodDisruptionBudget') return changedAt(result, ['spec', 'selector', 'matchLabels'], false, add);
  return kind === 'NetworkPolicy' ? changedAt(result, ['spec', 'podSelector', 'matchLabels'], false, add) : result;
}

function annotated(object: JsonObject, annotations: JsonObject): JsonObject {
  const add = (found: Json | undefined): Json => ({ ...asMap(found), ...annotations });
  const template = templateOf(object);
  const result = changedAt(object, ['metadata', 'annotations'], true, add);
  return template ? changedAt(result, [...template, 'metadata', 'annotations'], true, add) : result;
}

/** Every container's image of that name, wherever containers are. */
function withImage(value: Json, image: JsonObject): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => withImage(item, image));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value as JsonObject)) {
    if (item === undefined) continue;
    const containers = (key === 'containers' || key === 'initContainers') && Array.isArray(item);
    result[key] = containers ? (item as readonly Json[]).map((one) => ('image' in asMap(one) ? { ...asMap(one), image: newImage(asText(asMap(one)['image']), image) } : one)) : withImage(item, image);
  }
  return result;
}

function newImage(text: string, image: JsonObject): string {
  const [, name = text, tag = '', digest = ''] = /^(.*?)(:[\w][\w.-]*)?(@[\w:]+)?$/.exec(text) ?? [];
  if (name !== asText(image['name'])) return text;
  const newName = asText(image['newName']) || name;
  if (image['digest'] !== undefined) return `${newName}@${asText(image['digest'])}`;
  if (image['newTag'] !== undefined) return `${newName}:${asText(image['newTag'])}`;
  return `${newName}${tag}${digest}`;
}

/** The order in which objects depend on one another: namespaces first, webhooks last. */
const first = ['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget'];
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

export function inOrder(resources: readonly Resource[]): readonly Resource[] {
  const rank = (one: Resource): number => (first.includes(kindOf(one)) ? first.indexOf(kindOf(one)) - first.length : 1 + last.indexOf(kindOf(one)));
  const key = (one: Resource): string => `${asText(one.object['apiVersion'])} ${kindOf(one)} ${asText(metadataOf(one.object)['namespace'])} ${nameOf(one)}`;
  return [...resources].sort((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1));
}
