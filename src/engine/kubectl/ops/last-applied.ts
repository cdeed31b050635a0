// The annotation in which kubectl apply remembers what it applied last (kubectl/pkg/util/apply.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { compactJson } from '../../kube/go-json.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const metadataOf = (object: JsonObject): JsonObject => (isObject(object['metadata']) ? object['metadata'] : {});
const annotationsOf = (object: JsonObject): JsonObject => {
  const { annotations } = metadataOf(object);
  return isObject(annotations) ? annotations : {};
};

export function lastApplied(object: JsonObject): string | undefined {
  const text = annotationsOf(object)[LAST_APPLIED];
  return typeof text === 'string' ? text : undefined;
}

export function withAnnotations(object: JsonObject, annotations: JsonObject): JsonObject {
  return { ...object, metadata: { ...metadataOf(object), annotations } };
}

/** The object as the annotation writes it: without the annotation itself, on one line that ends. */
export function configurationText(object: JsonObject): string {
  const { [LAST_APPLIED]: _, ...rest } = annotationsOf(object);
  return `${compactJson(withAnnotations(object, rest))}\n`;
}

/** The object with its own configuration in the annotation. */
export function withLastApplied(object: JsonObject): JsonObject {
  return withAnnotations(object, { ...annotationsOf(object), [LAST_APPLIED]: configurationText(object) });
}

/** Nulls say what apply should remove; on creation there is nothing to remove. */
export function withoutNulls(value: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined) continue;
    result[key] = isObject(item) ? withoutNulls(item) : Array.isArray(item) ? item.map((i: Json) => (isObject(i) ? withoutNulls(i) : i)) : item;
  }
  return result;
}
