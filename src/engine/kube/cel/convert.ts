// JSON as CEL sees it under a type, read lazily, and back (apiserver/pkg/cel/common/values.go).
import { decodeBytes, encodeBytes } from '../../base/base64.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { durationOf, timestampOf } from './stdlib.ts';
import { type CelType, dyn, type ObjectType } from './types.ts';
import { Bytes, CelMap, type CelValue, Duration, durationText, EvaluationFault, isList, none, Optional, Timestamp, timestampText, Uint } from './values.ts';

/** A JSON object: its members become values when they are asked for. */
class JsonMap extends CelMap {
  private readonly json: JsonObject;
  private readonly typeOf: (key: string) => CelType;
  private readonly known = new Map<string, CelValue>();
  private readonly object: ObjectType | undefined;

  constructor(json: JsonObject, typeOf: (key: string) => CelType, object: ObjectType | undefined) {
    super(object?.name ?? '');
    this.json = json;
    this.typeOf = typeOf;
    this.object = object;
  }

  override get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    let value = this.known.get(key);
    if (value !== undefined) return value;
    const name = this.object?.jsonName?.(key) ?? key;
    const json = Object.hasOwn(this.json, name) ? this.json[name] : undefined;
    if (json === undefined) return undefined;
    value = fromJson(json, this.typeOf(key));
    this.known.set(key, value);
    return value;
  }

  override keys(): readonly CelValue[] {
    return Object.keys(this.json).filter((key) => this.json[key] !== undefined);
  }
}

export function fromJson(json: Json, type: CelType = dyn): CelValue {
  if (json === null) return null;
  if (typeof json === 'number') return numberOf(json, type);
  if (typeof json === 'string') return textValue(json, type);
  if (typeof json === 'boolean') return json;
  if (Array.isArray(json)) {
    const of = type.is === 'list' ? type.of : dyn;
    return (json as readonly Json[]).map((item) => fromJson(item, of));
  }
  if (!isObject(json)) return null;
  if (type.is === 'object') return new JsonMap(json, (key) => type.field(key) ?? dyn, type);
  const of = type.is === 'map' ? type.value : dyn;
  return new JsonMap(json, () => of, undefined);
}

function numberOf(json: number, type: CelType): CelValue {
  if (type.is === 'plain' && type.name === 'double') return json;
  return Number.isInteger(json) ? BigInt(json) : json;
}

function textValue(json: string, type: CelType): CelValue {
  if (type.is !== 'plain') return json;
  switch (type.name) {
    case 'timestamp': return timestampOf(json) ?? timestampOf(`${json}T00:00:00Z`) ?? json;
    case 'duration': return durationOf(json) ?? json;
    case 'bytes': {
      const bytes = decodeBytes(json);
      return 'badAt' in bytes ? json : new Bytes(bytes);
    }
    default: return json;
  }
}

/** Throws an EvaluationFault for what has no JSON. */
export function toJson(value: CelValue): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint) return Number(value.value);
  if (value instanceof Bytes) return encodeBytes(value.value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (isList(value)) return value.map(toJson);
  if (value instanceof CelMap) {
    const out: Record<string, Json> = {};
    for (const key of value.keys()) {
      const item = value.get(key) as CelValue;
      if (item !== none) Object.defineProperty(out, String(key as string), { value: toJson(item), enumerable: true, configurable: true, writable: true });
    }
    return out;
  }
  if (value instanceof Optional && value.value !== undefined) return toJson(value.value);
  throw new EvaluationFault('unsupported type conversion to JSON');
}
