// Decodes built-in kinds by the recorded schema, then applies the schema's defaults and those of the kind's strategy.
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { groupVersion, type KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import { applySchemaDefaults } from '../kube/schema/defaults.ts';
import { decode } from '../kube/schema/decode.ts';
import { schemaOf } from '../kube/schema/schema.ts';
import { assert } from '../base/assert.ts';
import type { Codec, Decoded, Draft } from './codec.ts';
import type { Strategy } from './strategy.ts';

export function schemaCodec(kind: KindInfo, strategy: Strategy): Codec {
  const apiVersion = groupVersion(kind);
  return {
    decode(value: Json, kept?: KubeObject): Decoded {
      const shape = schemaOf(kind.group, kind.version, kind.kind);
      assert(shape, `no schema for ${kind.kind}`);
      const same = kept !== undefined && isObject(value) && value['spec'] !== undefined && value['spec'] === (kept as unknown as JsonObject)['spec'];
      const { value: decoded, unknown, error } = decode(same ? { ...value, spec: {} } : value, shape);
      decoded['kind'] = kind.kind;
      decoded['apiVersion'] = apiVersion;
      decoded['metadata'] ??= {};
      if (!same) applySchemaDefaults(decoded as never, shape);
      const draft = decoded as unknown as Draft;
      if (same) draft.spec = value['spec'] as Json;
      else if (error === undefined) strategy.default?.(draft);
      if (error === undefined) strategy.defaultStatus?.(draft);
      return { draft, unknown, error };
    },
  };
}
