// The body of a request as a JSON value: given as such in process, or parsed from text in the server's own words (apimachinery/pkg/runtime/serializer).
import { assert } from '../base/assert.ts';
import { isObject, type Json } from '../base/json.ts';
import { toUtf8 } from '../base/utf8.ts';
import type { ApiRequest } from '../client/api.ts';
import { badRequest } from '../kube/api-error.ts';
import { decode } from '../kube/schema/decode.ts';
import { schemaOf } from '../kube/schema/schema.ts';
import { unsupportedMediaType } from './errors.ts';
import { JsonSyntaxError, parseJsonText, type Places, typeName } from '../kube/json-text.ts';
import { composeYaml, YamlError } from '../kube/yaml.ts';

export const BODY_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'] as const;
const HEAD_STRUCT = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

export interface Body {
  readonly value: Json;
  /** What a strict decoder says of the text itself: fields that come twice. */
  readonly strict: readonly string[];
  /** Fields that come twice, where the text is JSON, and where in it they stand. */
  readonly twice?: { readonly paths: readonly string[]; readonly places: Places };
}

export const duplicateField = (path: string): string => `duplicate field ${JSON.stringify(path)}`;

/** The media type of the body, without parameters. */
export function contentType(request: ApiRequest): string {
  return (request.headers?.['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** The body of a create or update of a kind. */
export function objectBody(request: ApiRequest, kind: string): Body {
  const type = contentType(request);
  if (type !== '' && type !== 'application/json' && type !== 'application/yaml') throw unsupportedMediaType(BODY_TYPES);
  const text = request.text ?? '';
  const unrecognized = (why: string, shown = text): Error => badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${dump(shown)})`);
  const parsed = request.body === undefined ? parseText(text, type === 'application/yaml', unrecognized) : { value: request.body, strict: [] };
  const { value } = parsed;
  if (isObject(value)) {
    for (const field of ['apiVersion', 'kind'] as const) {
      const given = value[field];
      if (given !== undefined && given !== null && typeof given !== 'string') throw unrecognized(`couldn't get version/kind; json parse error: json: cannot unmarshal ${typeName(given)} into Go struct field .${field} of type string`, text || JSON.stringify(value));
    }
    return parsed;
  }
  throw unrecognized(`couldn't get version/kind; json parse error: json: cannot unmarshal ${typeName(value)} into Go value of type ${HEAD_STRUCT}`, text || JSON.stringify(value));
}

/** The body of a request for something that is answered and not stored: as it was sent, of the types that its kind's schema has. */
export function typedBody(request: ApiRequest, kind: { readonly group: string; readonly version: string; readonly kind: string }): Json {
  const { value } = objectBody(request, kind.kind);
  const shape = schemaOf(kind.group, kind.version, kind.kind);
  assert(shape, `no schema for ${kind.kind}`);
  const { error } = decode(value, shape);
  if (error !== undefined) throw badRequest(`${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: ${error}`);
  return value;
}

function parseText(text: string, yaml: boolean, unrecognized: (why: string) => Error): Body {
  try {
    if (yaml) return yamlBody(text);
    const { value, duplicates, places } = parseJsonText(text);
    return { value, strict: duplicates.map(duplicateField), ...(places ? { twice: { paths: duplicates, places } } : {}) };
  } catch (error) {
    if (error instanceof YamlError) throw unrecognized(error.message);
    if (error instanceof JsonSyntaxError) throw unrecognized(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

function yamlBody(text: string): Body {
  const { value, duplicates } = composeYaml(text);
  return { value, strict: duplicates.length === 0 ? [] : [`yaml: unmarshal errors:\n${duplicates.map((line) => `  ${line}`).join('\n')}`] };
}

/** The body where it is an options object (DeleteOptions): undefined where there is none. */
export function optionsBody(request: ApiRequest): Json | undefined {
  if (request.body !== undefined) return request.body;
  if (request.text === undefined || request.text === '') return undefined;
  try {
    return contentType(request) === 'application/yaml' ? composeYaml(request.text).value : parseJsonText(request.text).value;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof YamlError) throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

// errors.go of the runtime package shows what it could not read: hexadecimal, or text where it looks like JSON.
function dump(text: string): string {
  if (text === '') return '<empty>';
  if (text.startsWith('{')) return text.length > 1024 ? `${text.slice(0, 1024)} [truncated ${text.length - 1024} chars]` : text;
  const bytes = toUtf8(text);
  const hex = [...bytes.slice(0, 512)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return bytes.length > 512 ? `${hex} [truncated ${bytes.length * 2 - 1024} chars]` : hex;
}
