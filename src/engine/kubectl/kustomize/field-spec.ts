// A field spec names fields of objects of some kind; lists on the way are gone through (sigs.k8s.io/kustomize/api/filters/fieldspec).
import { CliError } from '../cli/errors.ts';
import { type Gvk, gvkMatches, idText } from './identity.ts';
import type { Resource } from './resource.ts';
import { isList, isMap, type Node, type NodeMap } from './tree.ts';

export interface FieldSpec extends Partial<Gvk> {
  /** `spec/template/spec/containers[]/image`; `\/` is no separator. */
  readonly path: string;
  readonly create?: boolean;
}

/** What becomes of a field; undefined takes it away. */
export type Change = (value: Node) => Node | undefined;

/** `make`: what a missing field is made as, where the spec says that it is made. */
export function changeField(resource: Resource, spec: FieldSpec, make: 'map' | 'text' | undefined, change: Change): void {
  const { id, object } = resource;
  if (!object || !gvkMatches(id, spec)) return;
  try {
    walk(object, pathOf(spec.path), spec.create === true ? make : undefined, change);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(`considering field '${spec.path}' of object ${idText(id)}: ${error.message}`);
  }
}

export function pathOf(path: string): readonly string[] {
  return path.replaceAll('\\/', '\0').split('/').map((part) => part.replaceAll('\0', '/'));
}

function walk(value: Node, path: readonly string[], make: 'map' | 'text' | undefined, change: Change): void {
  if (isList(value)) {
    value.forEach((item, i) => (path.length === 0 ? replaceAt(value, i, change) : walk(item, path, make, change)));
    return;
  }
  if (!isMap(value)) throw new CliError('expected sequence or mapping node');
  const [part = '', ...rest] = path;
  const list = part.endsWith('[]');
  const name = list ? part.slice(0, -2) : part;
  const creates = make !== undefined && !list;
  if (!(name in value) || (value[name] === null && creates)) {
    if (!creates) return;
    value[name] = rest.length || make === 'map' ? {} : '';
  }
  if (rest.length === 0) setField(value, name, change);
  else if (value[name] !== null) walk(value[name] as Node, rest, make, change);
}

function setField(object: NodeMap, name: string, change: Change): void {
  const next = change(object[name] as Node);
  if (next === undefined) delete object[name];
  else object[name] = next;
}

function replaceAt(list: Node[], i: number, change: Change): void {
  list[i] = change(list[i] as Node) ?? null;
}
