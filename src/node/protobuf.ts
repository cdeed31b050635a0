// Kubernetes' protobuf request bodies as JSON, for newer kubectl, which sends its typed objects so (apimachinery/pkg/runtime/serializer/protobuf).
import type { Json } from '../engine/base/json.ts';
import { rfc3339, rfc3339Micro } from '../engine/base/time.ts';
import { schemaOf } from '../engine/kube/schema/schema.ts';
import type { Field, Shape, StructShape } from '../engine/kube/schema/shape.ts';
import facts from './protobuf-facts.generated.json';

/** Number → [name, type, repeated, message]. */
type MessageFacts = Readonly<Record<string, readonly [string, string, number?, string?]>>;
const messages = facts as unknown as Readonly<Record<string, MessageFacts>>;

const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const META = 'k8s.io.apimachinery.pkg.apis.meta.v1.';

interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** A protobuf body decoded, or undefined where it is none of ours (then the server refuses the media type). */
export function decodeProtobuf(body: Buffer): Json | undefined {
  if (!body.subarray(0, 4).equals(MAGIC)) return undefined;
  try {
    const unknown = [...read(body.subarray(4))];
    const bytes = (fields: readonly WireField[], number: number): Buffer | undefined => fields.find((f) => f.number === number)?.value as Buffer | undefined;
    const type = [...read(bytes(unknown, 1) ?? Buffer.alloc(0))];
    const [apiVersion, kind] = [bytes(type, 1)?.toString('utf8') ?? '', bytes(type, 2)?.toString('utf8') ?? ''];
    const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
    const shape = schemaOf(group, version, kind) ?? schemaOf('', 'v1', kind);
    const name = messageOf(group, version, kind);
    if (!name) return undefined;
    const object = message(bytes(unknown, 2) ?? Buffer.alloc(0), name, shape);
    return { apiVersion, kind, ...(object as object) } as Json;
  } catch (error) {
    // Cut off, nested without end, a number where a text should be, JSON that is none.
    if (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function messageOf(group: string, version: string, kind: string): string | undefined {
  const short = group === '' ? 'core' : (group.split('.')[0] as string);
  return [`k8s.io.api.${short}.${version}.${kind}`, `${META}${kind}`].find((name) => name in messages);
}

function* read(bytes: Buffer): Generator<WireField> {
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n) throw new RangeError('truncated');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const wire = tag & 7;
    if (wire === 0) yield { number: tag >> 3, value: varint() };
    else if (wire === 2) {
      const length = Number(varint());
      if (at + length > bytes.length) throw new RangeError('truncated');
      yield { number: tag >> 3, value: bytes.subarray(at, (at += length)) };
    } else if (wire === 1 || wire === 5) {
      const size = wire === 1 ? 8 : 4;
      yield { number: tag >> 3, value: bytes.subarray(at, (at += size)) };
    } else throw new RangeError('unknown wire type');
  }
}

function message(bytes: Buffer, name: string, shape: Shape | undefined): Json {
  const special = wellKnown(bytes, name);
  if (special !== undefined) return special;
  const known = messages[name] ?? {};
  const result: Record<string, Json> = {};
  const struct = shape?.type === 'struct' ? shape : undefined;
  for (const { number, value } of read(bytes)) {
    const [field, type, repeated, of] = known[number] ?? [];
    if (field !== undefined && type !== undefined) set(result, { name: field, type, repeated: repeated === 1, of }, value, { message: name, struct });
  }
  return result;
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly of: string | undefined;
}

function set(result: Record<string, Json>, field: Described, value: WireField['value'], owner: { readonly message: string; readonly struct: StructShape | undefined }): void {
  const schema = owner.struct?.fields.get(field.name);
  const { of } = field;
  if (of?.startsWith(`${owner.message}.`) && of.endsWith('Entry')) {
    const map = (result[field.name] ??= {}) as Record<string, Json>;
    const [key, item] = entry(value as Buffer, of, schema);
    // A key may be called __proto__.
    Object.defineProperty(map, key, { value: item, enumerable: true, writable: true, configurable: true });
  } else if (of && !schema && owner.struct) Object.assign(result, message(value as Buffer, of, owner.struct));
  else if (field.repeated) ((result[field.name] ??= []) as Json[]).push(one(field, value, itemsOf(schema?.shape)));
  else {
    const decoded = one(field, value, schema?.shape);
    if (decoded !== null && (schema?.pointer || (decoded !== '' && decoded !== 0 && decoded !== false))) result[field.name] = decoded;
  }
}

const itemsOf = (shape: Shape | undefined): Shape | undefined => (shape?.type === 'list' ? shape.items : undefined);

function entry(bytes: Buffer, name: string, schema: Field | undefined): [string, Json] {
  const known = messages[name] ?? {};
  let key = '';
  let item: Json = '';
  for (const { number, value } of read(bytes)) {
    const [, type = 'string', , of] = known[number] ?? [];
    if (number === 1) key = (value as Buffer).toString('utf8');
    else item = one({ name: 'value', type, repeated: false, of }, value, schema?.shape.type === 'map' ? schema.shape.values : undefined);
  }
  return [key, item];
}

function one(field: Described, value: WireField['value'], shape: Shape | undefined): Json {
  if (field.of) return message(value as Buffer, field.of, shape);
  if (field.type === 'bool') return value !== 0n;
  if (field.type === 'int') return Number(BigInt.asIntN(64, value as bigint));
  if (field.type === 'double') return (value as Buffer).readDoubleLE();
  return (value as Buffer).toString(field.type === 'bytes' ? 'base64' : 'utf8');
}

/** Messages that are something else in JSON; null: a zero that JSON leaves out. */
function wellKnown(bytes: Buffer, name: string): Json | undefined {
  const fields = new Map([...(/\.(Time|MicroTime|Quantity|IntOrString|FieldsV1|RawExtension|ExtraValue)$/.test(name) ? read(bytes) : [])].map((f) => [f.number, f.value]));
  const text = (number: number): string => (fields.get(number) as Buffer | undefined)?.toString('utf8') ?? '';
  const int = (number: number): number => Number(BigInt.asIntN(64, (fields.get(number) as bigint | undefined) ?? 0n));
  if (name === `${META}Time`) return fields.has(1) && int(1) > 0 ? rfc3339(int(1) * 1000) : null;
  if (name === `${META}MicroTime`) return fields.has(1) && int(1) > 0 ? rfc3339Micro(int(1) * 1000 + int(2) / 1e6) : null;
  if (name.endsWith('.resource.Quantity')) return text(1);
  if (name.endsWith('.intstr.IntOrString')) return int(1) === 1 ? text(3) : int(2);
  if (name === `${META}FieldsV1` || name.endsWith('.runtime.RawExtension')) return text(1) === '' ? null : (JSON.parse(text(1)) as Json);
  if (name.endsWith('.ExtraValue')) return [...read(bytes)].map((f) => (f.value as Buffer).toString('utf8'));
  return undefined;
}
