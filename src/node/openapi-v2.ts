// The paths of /openapi/v2 as protobuf, which is how kubectl asks for it to learn whether the server validates the fields of what it does not find in v3, lists among them (google/gnostic, OpenAPIv2.proto).
import type { Json } from '../engine/base/json.ts';

export const OPENAPI_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly [extension: `x-${string}`]: Json;
}
interface Document {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Field numbers of PathItem. */
const METHODS: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 };

/** Definitions are left out: clients take them from v3 or have their own. */
export function openApiProtobuf(document: Json): Buffer {
  const { swagger, info, paths } = document as unknown as Document;
  const items = Object.entries(paths).map(([path, operations]) => field(2, field(1, path), field(2, ...Object.entries(operations).map(([method, operation]) => field(METHODS[method] ?? 0, ...operationFields(operation))))));
  return Buffer.concat([field(1, swagger), field(2, field(1, info.title), field(2, info.version)), field(8, ...items)]);
}

function operationFields(operation: Operation): Buffer[] {
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => {
    const query = field(3, field(2, 'query'), field(4, name), field(6, 'string'));
    return field(8, field(1, field(2, query)));
  });
  const extensions = Object.entries(operation).filter(([name]) => name.startsWith('x-')).map(([name, value]) => field(13, field(1, name), field(2, field(2, JSON.stringify(value)))));
  return [...parameters, ...extensions];
}

/** A length-delimited field: text, or messages one after the other. */
function field(number: number, ...parts: readonly (string | Buffer)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
