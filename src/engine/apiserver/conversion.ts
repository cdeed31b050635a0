// The kinds that are served at two versions or in two groups, and the version in which each is stored (pkg/apis/{autoscaling,events}/*/conversion.go).
import type { JsonObject } from '../base/json.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { groupVersion, type KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import { schemaCodec } from './builtin-codec.ts';
import type { Draft } from './codec.ts';
import { scalerFromV1, scalerToV1 } from './conversion-autoscaling.ts';
import type { Conversion } from './resource.ts';
import type { Strategy } from './strategy.ts';

export function storageVersion(kind: KindInfo): KindInfo {
  if (kind.group === 'events.k8s.io' && kind.kind === 'Event') return kinds.events;
  if (kind.kind === 'HorizontalPodAutoscaler') return kinds.horizontalpodautoscalers;
  return kind;
}

type Fields = (value: JsonObject) => JsonObject;

/** `strategy` is that of the stored version, whose defaults hold for what comes in the other one too. */
export function conversionOf(kind: KindInfo, strategy: Strategy): Conversion | undefined {
  const stored = storageVersion(kind);
  if (stored === kind) return undefined;
  return kind.kind === 'Event' ? conversion(kind, strategy, eventToCore, eventFromCore) : conversion(kind, strategy, scalerFromV1, scalerToV1);
}

// The result is decoded again, so that it has the shape its own version gives it (times that are written as null, empty structs).
function conversion(kind: KindInfo, strategy: Strategy, toStored: Fields, fromStored: Fields): Conversion {
  const stored = storageVersion(kind);
  const into = schemaCodec(stored, strategy);
  const out = schemaCodec(kind, { kind });
  const served = new WeakMap<KubeObject, KubeObject>();
  return {
    toStored: (draft) => retyped(into.decode({ ...toStored(draft as unknown as JsonObject), metadata: (draft as unknown as JsonObject)['metadata'] }).draft, stored, draft),
    fromStored: (object) => {
      let result = served.get(object);
      if (!result) {
        result = out.decode(fromStored(object as unknown as JsonObject)).draft as unknown as KubeObject;
        served.set(object, result);
      }
      return result;
    },
  };
}

// Managed fields speak of the version in which they were written, and are kept as they are.
function retyped(draft: Draft, kind: KindInfo, source: Draft): Draft {
  draft.kind = kind.kind;
  draft.apiVersion = groupVersion(kind);
  const { managedFields } = source.metadata as { managedFields?: unknown };
  if (managedFields !== undefined) (draft.metadata as { managedFields?: unknown }).managedFields = managedFields;
  return draft;
}

const EVENT_FIELDS: readonly (readonly [core: string, events: string])[] = [
  ['message', 'note'],
  ['involvedObject', 'regarding'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

const eventFromCore: Fields = (event) => renamed(event, EVENT_FIELDS, 'events.k8s.io/v1');
const eventToCore: Fields = (event) => renamed(event, EVENT_FIELDS.map(([core, events]) => [events, core]), 'v1');

function renamed(value: JsonObject, pairs: readonly (readonly [string, string])[], apiVersion: string): JsonObject {
  const result: Record<string, JsonObject[string]> = { ...value, apiVersion };
  for (const [from, to] of pairs) {
    const field = result[from];
    delete result[from];
    if (field !== undefined && field !== null) result[to] = field;
  }
  return result;
}
