// replacements: a value of one object goes to fields of others (sigs.k8s.io/kustomize/api/filters/replacement).
import { YamlError, parseYaml } from '../../kube/yaml.ts';
import { resolveFew } from '../../kube/yaml/resolve.ts';
import { CliError } from '../cli/errors.ts';
import { doing } from './doing.ts';
import { createdFields, type Field, fieldAt, matchingFields, pathParts } from './field-path.ts';
import type { KustomizationFiles } from './files.ts';
import { type IdPattern, idMatches, idText } from './identity.ts';
import { mapsOf, textsOf } from './kustomization.ts';
import type { Resource } from './resource.ts';
import { type Resources, selected } from './resources.ts';
import type { Transformer } from './transformers.ts';
import { cloned, isList, isMap, isScalar, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

const NAME = 'metadata.name';

/** What is in files is read at once. */
export function replacementTransformer(entries: readonly NodeMap[], files: KustomizationFiles): Transformer {
  const all = entries.flatMap((entry) => {
    const path = textOf(entry['path']);
    if (path === '') return [entry];
    if ('source' in entry || 'targets' in entry) throw new CliError('cannot specify both path and inline replacement');
    return fromFile(files.read(path));
  });
  return (resources) => {
    for (const one of all) replaced(resources, one);
  };
}

/** One, or a list of them. */
function fromFile(text: string): readonly NodeMap[] {
  try {
    const value = cloned(parseYaml(text));
    if (value === null) throw new CliError('EOF');
    if (!isList(value) && !isMap(value)) throw new CliError(`unsupported replacement type encountered within replacement path: ${typeof value}`);
    return isList(value) ? mapsOf(value) : [value];
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new CliError(error.message);
  }
}

function replaced(resources: Resources, one: NodeMap): void {
  if (!('source' in one) || !('targets' in one)) throw new CliError('replacements must specify a source and at least one target');
  const value = sourceValue(resources, mapOf(one['source']));
  for (const target of mapsOf(one['targets'])) {
    if (!('select' in target)) throw new CliError('target must specify resources to select');
    for (const resource of resources.list) if (isTarget(resource, target)) fill(resource, target, value);
  }
}

function sourceValue(resources: Resources, source: NodeMap): Node {
  const pattern = source as IdPattern;
  const path = textOf(source['fieldPath']);
  const found = resources.list.filter((one) => [...one.formerIds, one.id].some((id) => idMatches(id, pattern)));
  const shown = `${idText(pattern)}${path === '' ? '' : `:${path}`}`;
  if (found.length > 1) throw new CliError(`multiple matches for selector ${shown}`);
  const [resource] = found;
  if (!resource) throw new CliError(`nothing selected by ${shown}`);
  const fieldPath = path || NAME;
  const value = doing('error looking up replacement source', () => fieldAt(resource.body, pathParts(fieldPath)));
  if (isNothing(value)) throw new CliError(`fieldPath \`${fieldPath}\` is missing for replacement source ${idText(pattern)}`);
  const options = mapOf(source['options']);
  const delimiter = textOf(options['delimiter']);
  if (delimiter === '') return value;
  if (!isScalar(value)) throw new CliError('delimiter option can only be used with scalar nodes');
  const index = Number(options['index'] ?? 0);
  const part = textOf(value).split(delimiter)[index];
  if (part === undefined) throw new CliError(`options.index ${index} is out of bounds for value ${textOf(value)}`);
  return retyped(value, part) ?? part;
}

function isNothing(value: Node | undefined): value is undefined | null {
  return value === undefined || value === null || (isMap(value) && Object.keys(value).length === 0) || (isList(value) && value.length === 0);
}

function isTarget(resource: Resource, target: NodeMap): boolean {
  const select = mapOf(target['select']);
  const rejects = mapsOf(target['reject']);
  const chosen = (selector: NodeMap): boolean => selected(resource, 'annotations', textOf(selector['annotationSelector'])) && selected(resource, 'labels', textOf(selector['labelSelector']));
  if (!chosen(select)) return false;
  if (rejects.some((reject) => ('annotationSelector' in reject || 'labelSelector' in reject) && chosen(reject))) return false;
  const named = (reject: NodeMap): boolean => ['group', 'version', 'kind', 'name', 'namespace'].some((field) => field in reject);
  return [...resource.formerIds, resource.id].some((id) => idMatches(id, select as IdPattern) && !rejects.some((reject) => named(reject) && idMatches(id, reject as IdPattern)));
}

function fill(resource: Resource, target: NodeMap, value: Node): void {
  const options = mapOf(target['options']);
  const paths = textsOf(target['fieldPaths']);
  for (const path of paths.length ? paths : [NAME]) {
    const parts = pathParts(path);
    const creates = options['create'] === true;
    const missing = `unable to find ${creates ? 'or create ' : ''}field ${JSON.stringify(path)} in replacement target`;
    const fields = doing(missing, () => (creates ? createdFields(resource.body, parts, value) : matchingFields(resource.body, parts)));
    if (fields.length === 0) throw new CliError(missing);
    for (const field of fields) {
      const fault = setField(field, options, value);
      resource.fault ??= fault;
    }
  }
}

/** What stands against writing it: a text that is none of the field's type. */
function setField(field: Field, options: NodeMap, value: Node): string | undefined {
  const now = field.get();
  const delimiter = textOf(options['delimiter']);
  let next = cloned(value as Parameters<typeof cloned>[0]);
  if (delimiter !== '') {
    if (!isScalar(now)) throw new CliError('delimiter option can only be used with scalar nodes');
    next = joined(textOf(now), delimiter, Number(options['index'] ?? 0), textOf(value));
  }
  // A scalar stays of the type that it is of.
  // What was made for it is of no type yet: it becomes what its text means.
  const typed = isScalar(now) ? retyped(now, textOf(next)) : now === null && isScalar(next) ? resolveFew(textOf(next)).value : next;
  field.set(typed ?? textOf(next));
  return typed === undefined ? `map[string]interface {}(nil): yaml: cannot decode !!str \`${textOf(next)}\` as a !!${typeof now === 'boolean' ? 'bool' : Number.isInteger(now) ? 'int' : 'float'}` : undefined;
}

function joined(text: string, delimiter: string, index: number, value: string): string {
  const parts = text.split(delimiter);
  if (index < 0) parts.unshift(value);
  else if (index >= parts.length) parts.push(value);
  else parts[index] = value;
  return parts.join(delimiter);
}

/** A text in the place of another value: a number stays one; undefined where it cannot. */
function retyped(before: string | number | boolean, text: string): Node | undefined {
  if (typeof before === 'string') return text;
  const value = cloned(parseYaml(text));
  return typeof before === typeof value ? value : undefined;
}
