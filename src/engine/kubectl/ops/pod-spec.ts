// The Pod spec inside an object, wherever its kind keeps it (kubectl/pkg/polymorphichelpers/updatepodspec.go).
import { type JsonObject, isObject } from '../../base/json.ts';
import { CliError } from '../cli/errors.ts';

const TEMPLATE = ['spec', 'template', 'spec'] as const;

const places: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: TEMPLATE,
  DaemonSet: TEMPLATE,
  ReplicaSet: TEMPLATE,
  StatefulSet: TEMPLATE,
  ReplicationController: TEMPLATE,
  Job: TEMPLATE,
  CronJob: ['spec', 'jobTemplate', ...TEMPLATE],
};

/** The object with another Pod spec. @throws CliError where its kind has none */
export function withPodSpec(object: JsonObject, change: (spec: JsonObject) => JsonObject): JsonObject {
  const place = places[String(object['kind'])];
  if (!place) throw new CliError(`the object is not a pod or does not have a pod template: ${goTypeOf(object)}`);
  return changed(object, place, change);
}

function changed(object: JsonObject, [field, ...rest]: readonly string[], change: (spec: JsonObject) => JsonObject): JsonObject {
  if (field === undefined) return change(object);
  const inner = object[field];
  return { ...object, [field]: changed(isObject(inner) ? inner : {}, rest, change) };
}

/** `*v1.Service` */
function goTypeOf(object: JsonObject): string {
  const version = String(object['apiVersion'] ?? '').split('/').at(-1) ?? '';
  return `*${version}.${String(object['kind'])}`;
}

/** The containers of one field that a name or pattern with `*` means. */
export function selectsContainer(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  return new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`).test(name);
}

export function containersIn(spec: JsonObject, field: 'containers' | 'initContainers'): readonly JsonObject[] {
  const list = spec[field];
  return Array.isArray(list) ? (list as readonly JsonObject[]) : [];
}

/** The spec with its containers (those of `initContainers` too) mapped. */
export function mapContainers(spec: JsonObject, change: (container: JsonObject) => JsonObject): JsonObject {
  const result: Record<string, JsonObject[keyof JsonObject]> = { ...spec };
  for (const field of ['initContainers', 'containers'] as const) {
    const list = containersIn(spec, field);
    if (list.length > 0) result[field] = list.map(change);
  }
  return result;
}
