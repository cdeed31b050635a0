// vars: $(NAME) in known fields becomes a value of another object (sigs.k8s.io/kustomize/api/internal/accumulator, api/filters/refvar).
import { CliError } from '../cli/errors.ts';
import { changeField, type FieldSpec } from './field-spec.ts';
import { fieldAt, pathParts } from './field-path.ts';
import { gvkMatches, gvkText, idText, isClusterScoped, parseApiVersion, sameGvkn, sameId, wholeId } from './identity.ts';
import type { Resources } from './resources.ts';
import { isList, isMap, isScalar, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

export interface Variable {
  readonly name: string;
  readonly object: ReturnType<typeof wholeId>;
  readonly path: string;
}

function variableOf(entry: NodeMap): Variable {
  const object = mapOf(entry['objref']);
  const { group, version } = parseApiVersion(textOf(object['apiVersion']));
  return { name: textOf(entry['name']), object: wholeId({ group: textOf(object['group']) || group, version: textOf(object['version']) || version, kind: textOf(object['kind']), name: textOf(object['name']), namespace: textOf(object['namespace']) }), path: textOf(mapOf(entry['fieldref'])['fieldPath']) || 'metadata.name' };
}

const shown = ({ name, object, path }: Variable): string => `{${name} ${gvkText(object)} {${path}}}`;

/** What a kustomization declares joins what those below it did; objects remember the variables that are about them. */
export function declared(known: readonly Variable[], entries: readonly NodeMap[], resources: Resources): readonly Variable[] {
  const fresh = entries.map(variableOf);
  for (const one of fresh) {
    const exact = one.object.namespace !== '' || isClusterScoped(one.object);
    const found = resources.everCalled((id) => (exact ? sameId(one.object, id) : sameGvkn(one.object, id)));
    if (found.length > 1) throw new CliError(`merging vars [${entries.map(rawText).join(' ')}]: found ${found.length} resId matches for var ${shown(one)} (unable to disambiguate)`);
    for (const resource of found) resource.variables = [...resource.variables, one.name];
  }
  const merged = [...known];
  for (const one of fresh) {
    if (merged.some((other) => other.name === one.name)) throw new CliError(`merging vars [${entries.map(rawText).join(' ')}]: var '${one.name}' already encountered`);
    merged.push(one);
  }
  return merged;
}

/** As it was given. */
function rawText(entry: NodeMap): string {
  const object = mapOf(entry['objref']);
  const gvk = gvkText({ group: textOf(object['group']), version: textOf(object['version']), kind: textOf(object['kind']) });
  return `{${textOf(entry['name'])} ${gvk} {${textOf(mapOf(entry['fieldref'])['fieldPath'])}}}`;
}

export function together(a: readonly Variable[], b: readonly Variable[]): readonly Variable[] {
  const twice = b.find((one) => a.some((other) => other.name === one.name));
  if (twice) throw new CliError(`var '${twice.name}' already encountered`);
  return [...a, ...b];
}

/** The variables that nothing asked for. */
export function resolveVariables(resources: Resources, variables: readonly Variable[], specs: readonly FieldSpec[]): readonly string[] {
  const values = new Map([...variables].sort((a, b) => (a.name < b.name ? -1 : 1)).map((one) => [one.name, valueOf(resources, one)] as const));
  if (values.size === 0) return [];
  const used = new Set<string>();
  const expand = (text: string): Node => expanded(text, values, used);
  for (const resource of resources.list) {
    for (const spec of specs) if (gvkMatches(resource.originalId, spec)) changeField(resource, { path: spec.path }, undefined, (value) => inPlace(value, expand));
  }
  return [...values.keys()].filter((name) => !used.has(name));
}

function valueOf(resources: Resources, variable: Variable): Node {
  const resource = resources.list.find((one) => one.variables.includes(variable.name));
  if (!resource) throw new CliError(`var '${shown(variable)}' cannot be mapped to a field in the set of known resources`);
  const value = fieldAt(resource.body, pathParts(variable.path.replaceAll(/\[(\d+)\]/g, '.$1')));
  if (value === undefined || value === null) throw new CliError(`field specified in var '${shown(variable)}' not found in corresponding resource`);
  if (!isScalar(value)) throw new CliError(`field specified in var '${shown(variable)}' of ${idText(resource.id)} is not a scalar`);
  return value;
}

function inPlace(value: Node, expand: (text: string) => Node): Node {
  const text = (item: Node): Node => (typeof item === 'string' ? expand(item) : item);
  if (isList(value)) {
    if (value.some((item) => typeof item !== 'string')) throw new CliError('invalid value type expect a string');
    return value.map(text);
  }
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item)]));
  return text(value);
}

/** `$(NAME)`; `$$` is a `$`. A text that is a variable alone becomes its value, of its type. */
function expanded(text: string, values: ReadonlyMap<string, Node>, used: Set<string>): Node {
  const whole = /^\$\(([^()]*)\)$/.exec(text)?.[1];
  if (whole !== undefined && values.has(whole)) {
    used.add(whole);
    return values.get(whole) as Node;
  }
  return text.replaceAll(/\$(?:\$|\(([^()]*)\))/g, (match, name: string | undefined) => {
    if (name === undefined) return '$';
    if (!values.has(name)) return match;
    used.add(name);
    return textOf(values.get(name));
  });
}
