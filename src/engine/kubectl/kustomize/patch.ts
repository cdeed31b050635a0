// patches, patchesStrategicMerge and patchesJson6902 of a kustomization (sigs.k8s.io/kustomize/api/internal/builtins/PatchTransformer.go).
import { type Json, type JsonObject, isObject } from '../../base/json.ts';
import { matches, parseSelector } from '../../kube/labels.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../kube/patch/json.ts';
import { applyMergePatch } from '../../kube/patch/merge.ts';
import { applyStrategicPatch } from '../../kube/patch/strategic.ts';
import { schemaOf } from '../../kube/schema/schema.ts';
import { CliError } from '../cli/errors.ts';
import { type Resource, asMap, asText, isNamed, kindOf, metadataOf, nameOf } from './resource.ts';

export interface Patch {
  readonly value: Json;
  readonly target?: JsonObject;
}

export function patched(resources: readonly Resource[], { value, target }: Patch): readonly Resource[] {
  if (Array.isArray(value)) {
    if (!target) throw new CliError('must specify a target for JSON patch');
    return replace(resources, resources.filter((one) => selected(one, target)), (object) => asMap(applyJsonPatch(object, value as unknown as readonly JsonPatchOperation[])));
  }
  if (!isObject(value)) throw new CliError('unable to parse SM or JSON patch');
  const wanted = target ? resources.filter((one) => selected(one, target)) : resources.filter((one) => kindOf(one) === asText(value['kind']) && isNamed(one, asText(metadataOf(value)['name'])));
  if (!target && wanted.length === 0) throw new CliError(`no resource matches strategic merge patch ${JSON.stringify(idOf(value))}: no matches for Id ${idOf(value)}; failed to find unique target for patch ${idOf(value)}`);
  if (value['$patch'] === 'delete') return resources.filter((one) => !wanted.includes(one));
  return replace(resources, wanted, (object) => merged(object, value));
}

function replace(resources: readonly Resource[], wanted: readonly Resource[], change: (object: JsonObject) => JsonObject): readonly Resource[] {
  return resources.map((one) => (wanted.includes(one) ? { ...one, object: change(one.object) } : one));
}

/** A patch does not rename what it is for. */
function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const [version = '', group = ''] = asText(object['apiVersion']).split('/').reverse();
  const shape = schemaOf(group, version, asText(object['kind']));
  const { name: _, ...metadata } = metadataOf(patch);
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = patch;
  const body: JsonObject = { ...rest, metadata };
  return shape ? applyStrategicPatch(object, body, shape) : asMap(applyMergePatch(object, body));
}

function selected(resource: Resource, target: JsonObject): boolean {
  const { object } = resource;
  const [version = '', group = ''] = asText(object['apiVersion']).split('/').reverse();
  const whole = (pattern: Json | undefined, ...values: readonly string[]): boolean => pattern === undefined || asText(pattern) === '' || values.some((value) => new RegExp(`^(?:${asText(pattern)})$`).test(value));
  const metadata = metadataOf(object);
  return whole(target['group'], group) && whole(target['version'], version) && whole(target['kind'], kindOf(resource)) && whole(target['name'], nameOf(resource), ...resource.formerNames)
    && whole(target['namespace'], asText(metadata['namespace'])) && chosen(target['labelSelector'], metadata['labels']) && chosen(target['annotationSelector'], metadata['annotations']);
}

const chosen = (selector: Json | undefined, labels: Json | undefined): boolean => !selector || matches(parseSelector(asText(selector)), asMap(labels) as Readonly<Record<string, string>>);

/** `Deployment.v1.apps/web.[noNs]` */
const idOf = (object: JsonObject): string => `${asText(object['kind'])}.${asText(object['apiVersion']).split('/').reverse().join('.')}/${asText(metadataOf(object)['name'])}.[noNs]`;
