// Between the versions of a custom resource: by name alone, with the defaults of the version that is read, or by a webhook (apiextensions-apiserver/pkg/apiserver/conversion, …/schema/defaulting).
import { copy, isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Draft } from '../codec.ts';
import type { Conversion } from '../resource.ts';
import type { JsonSchema } from './definition.ts';
import { applyDefaults, hasDefaults } from './prune.ts';
import type { WebhookConverter } from './webhook-converter.ts';

export interface Versions {
  readonly kind: string;
  /** `example.com/v2` */
  readonly served: string;
  readonly stored: string;
  readonly schema: JsonSchema;
  /** Were objects ever stored at another version than the one that is served. */
  readonly mixed: boolean;
  readonly webhook: WebhookConverter | undefined;
}

/** Undefined where what is stored is what is served. */
export function conversionBetween({ kind, served, stored, schema, mixed, webhook }: Versions): Conversion | undefined {
  const defaults = hasDefaults(schema);
  if (!mixed && !defaults) return undefined;
  const known = new WeakMap<KubeObject, KubeObject>();
  /** What was written at the served version, for the answer to who wrote it: nobody can be asked any more by then. */
  const written = new WeakMap<KubeObject, KubeObject>();
  const isOwn = (object: KubeObject): boolean => object.apiVersion === served;
  const read = (object: KubeObject): KubeObject => {
    const converted = isOwn(object) ? object : webhook ? webhook.stored(object, served) : { ...object, apiVersion: served };
    if (!defaults) return converted;
    const draft = copy(converted as unknown as Json) as Record<string, Json | undefined>;
    applyDefaults(draft as Json, schema);
    return draft as unknown as KubeObject;
  };
  return {
    ...(webhook ? { remember: (object: KubeObject, draft: Draft) => void written.set(object, restored(draft as unknown as JsonObject, object) as unknown as KubeObject) } : {}),
    prepare: webhook ? (objects) => webhook.prepare(objects.filter((object) => !isOwn(object) && !known.has(object)), served) : undefined,
    toStored: (draft) => {
      if (draft.apiVersion === stored) return draft;
      if (webhook) return webhook.draft(draft, stored);
      draft.apiVersion = stored;
      return draft;
    },
    fromStored: (object) => {
      // A subresource's object (Scale) is of no version of the definition.
      if (object.kind !== kind || (isOwn(object) && !defaults)) return object;
      const sent = written.get(object);
      written.delete(object);
      if (sent) return sent;
      let result = known.get(object);
      if (!result) known.set(object, (result = read(object)));
      return result;
    },
  };
}

/** What a webhook may not change: all of metadata but labels and annotations (webhook_converter.go restoreObjectMeta). */
export function restored(converted: JsonObject, original: KubeObject | Draft): JsonObject {
  const { labels, annotations } = (isObject(converted['metadata']) ? converted['metadata'] : {}) as { readonly labels?: Json; readonly annotations?: Json };
  const { labels: _labels, annotations: _annotations, ...rest } = original.metadata as Readonly<Record<string, unknown>>;
  return { ...converted, metadata: { ...rest, ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) } as JsonObject };
}
