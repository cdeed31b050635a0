// Names in other objects follow the objects that were renamed (kustomize/api/internal/accumulator, konfig/builtinpluginconsts/namereference.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { type Resource, asText, isNamed, nameOf, kindOf } from './resource.ts';

/** Under which key a map names what kind, by which of its fields. */
const named: Readonly<Record<string, { readonly kind: string; readonly field: string }>> = {
  configMapRef: { kind: 'ConfigMap', field: 'name' },
  configMapKeyRef: { kind: 'ConfigMap', field: 'name' },
  configMap: { kind: 'ConfigMap', field: 'name' },
  secretRef: { kind: 'Secret', field: 'name' },
  secretKeyRef: { kind: 'Secret', field: 'name' },
  secret: { kind: 'Secret', field: 'secretName' },
  persistentVolumeClaim: { kind: 'PersistentVolumeClaim', field: 'claimName' },
  service: { kind: 'Service', field: 'name' },
};
/** Texts that are names. */
const plain: Readonly<Record<string, string>> = { serviceAccountName: 'ServiceAccount', serviceAccount: 'ServiceAccount', serviceName: 'Service', secretName: 'Secret', claimName: 'PersistentVolumeClaim', storageClassName: 'StorageClass', priorityClassName: 'PriorityClass', volumeName: 'PersistentVolume' };
/** Maps that name their kind themselves. */
const typed = ['scaleTargetRef', 'roleRef', 'subjects'];
const secretLists = ['imagePullSecrets', 'secrets'];

export function withReferences(resources: readonly Resource[]): readonly Resource[] {
  const current = (kind: string, name: string): string | undefined => {
    const found = resources.find((one) => kindOf(one) === kind && isNamed(one, name));
    return found && nameOf(found);
  };
  return resources.map((resource) => {
    const { metadata, ...rest } = resource.object;
    const object = follow(rest, current) as JsonObject;
    return { ...resource, object: metadata === undefined ? object : { ...object, metadata } };
  });
}

type Current = (kind: string, name: string) => string | undefined;

function follow(value: Json, current: Current): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => follow(item, current));
  if (!isObject(value)) return value;
  const result: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) result[key] = entry(key, item, current);
  return result;
}

function entry(key: string, item: Json, current: Current): Json {
  const kind = plain[key];
  if (kind && typeof item === 'string') return current(kind, item) ?? item;
  const place = named[key];
  if (place && isObject(item) && typeof item[place.field] === 'string') return follow({ ...item, [place.field]: current(place.kind, item[place.field] as string) ?? (item[place.field] as string) }, current);
  const all = Array.isArray(item) ? (item as readonly Json[]) : [item];
  if (typed.includes(key)) {
    const changed = all.map((one) => (isObject(one) ? { ...one, name: current(asText(one['kind']), asText(one['name'])) ?? asText(one['name']) } : one));
    return Array.isArray(item) ? changed : (changed[0] as Json);
  }
  if (secretLists.includes(key) && Array.isArray(item)) return all.map((one) => (isObject(one) && typeof one['name'] === 'string' ? { ...one, name: current('Secret', one['name']) ?? one['name'] } : one));
  return follow(item, current);
}
