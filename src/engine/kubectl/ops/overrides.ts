// --overrides: JSON laid over a generated object, which is then read as a typed one again (kubectl/pkg/cmd/util/override_options.go, helpers.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { JsonSyntaxError, parseJsonText, typeName } from '../../kube/json-text.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../kube/patch/json.ts';
import { applyMergePatch } from '../../kube/patch/merge.ts';
import { PatchError } from '../../kube/patch/patch-error.ts';
import { applyStrategicPatch } from '../../kube/patch/strategic.ts';
import { decode } from '../../kube/schema/decode.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import type { StructShape } from '../../kube/schema/shape.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';

/** @throws CliError where the text is no patch, or the patched object none of kubectl's own */
export function overridden(ctx: Invocation, object: JsonObject): JsonObject {
  const text = ctx.flags.string('overrides');
  if (text === '') return object;
  const shape = shapeOf(object);
  try {
    return typed(patched(ctx.flags.string('override-type'), object, text, shape));
  } catch (error) {
    if (error instanceof PatchError) throw new CliError(error.message);
    throw error;
  }
}

function shapeOf(object: JsonObject): StructShape | undefined {
  const [version = '', group = ''] = String(object['apiVersion'] ?? '').split('/').reverse();
  return schemaOf(group, version, String(object['kind'] ?? ''));
}

function patched(type: string, object: JsonObject, text: string, shape: StructShape | undefined): Json {
  switch (type) {
    case 'json': {
      const operations = read(text, (message) => message);
      if (!Array.isArray(operations)) throw new CliError(`json: cannot unmarshal ${typeName(operations)} into Go value of type jsonpatch.Patch`);
      return applyJsonPatch(object, operations as readonly JsonPatchOperation[]);
    }
    case 'strategic': {
      const patch = read(text, () => 'invalid JSON document');
      if (!isObject(patch)) throw new CliError('invalid JSON document');
      return shape ? applyStrategicPatch(object, patch, shape) : object;
    }
    case 'merge': {
      const patch = read(text, () => 'Invalid JSON Patch');
      if (typeof patch !== 'object' || patch === null) throw new CliError('Invalid JSON Patch');
      return applyMergePatch(object, patch);
    }
    default:
      throw new CliError(`invalid override type: ${type}`);
  }
}

function read(text: string, worded: (message: string) => string): Json {
  try {
    return parseJsonText(text).value;
  } catch (error) {
    throw error instanceof JsonSyntaxError ? new CliError(worded(error.message)) : error;
  }
}

/** As kubectl's own types read it: fields that they do not have are gone. */
function typed(value: Json): JsonObject {
  if (!isObject(value)) throw new CliError(`couldn't get version/kind; json parse error: json: cannot unmarshal ${typeName(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`);
  const shape = shapeOf(value);
  const [kind, apiVersion] = [String(value['kind'] ?? ''), String(value['apiVersion'] ?? '')];
  if (!shape) throw new CliError(`no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/scheme/scheme.go:28"`);
  const decoded = decode(value, shape);
  if (decoded.error !== undefined) throw new CliError(decoded.error);
  return decoded.value as JsonObject;
}
