// --overrides: JSON laid over a generated object (kubectl/pkg/cmd/util/override_options.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { applyJsonPatch } from '../../kube/patch/json.ts';
import { applyMergePatch } from '../../kube/patch/merge.ts';
import { applyStrategicPatch } from '../../kube/patch/strategic.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import { parseYaml } from '../../kube/yaml.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { asObject } from '../resource/builder.ts';

/** @throws CliError where the text is no JSON */
export function overridden(ctx: Invocation, object: JsonObject, group: string, version: string): JsonObject {
  const text = ctx.flags.string('overrides');
  if (text === '') return object;
  let patch: Json;
  try {
    patch = parseYaml(text);
  } catch (error) {
    throw new CliError(`error parsing overrides: ${(error as Error).message}`);
  }
  const shape = schemaOf(group, version, String(object['kind']));
  switch (ctx.flags.string('override-type')) {
    case 'json':
      return asObject(applyJsonPatch(object, patch as never));
    case 'strategic':
      return shape && isObject(patch) ? applyStrategicPatch(object, patch, shape) : object;
    case 'merge':
      return asObject(applyMergePatch(object, patch));
    default:
      throw new CliError(`invalid override type: ${ctx.flags.string('override-type')}`);
  }
}
