// What a kustomization does to all objects: names, namespace, labels, annotations, replica counts, images (sigs.k8s.io/kustomize/api/internal/builtins).
import { goRegExp } from '../../base/regexp/re2.ts';
import { CliError } from '../cli/errors.ts';
import { changeField, type FieldSpec } from './field-spec.ts';
import { gvkMatches, gvkText, isClusterScoped, sameId } from './identity.ts';
import { internalAnnotations, isEmpty, type Resource } from './resource.ts';
import type { Resources } from './resources.ts';
import { SharedValue } from './shared-values.ts';
import { isList, isMap, isScalar, listOf, mapOf, type Node, type NodeMap, textOf } from './tree.ts';

export type Transformer = (resources: Resources) => void;

const unnamed = [{ kind: 'CustomResourceDefinition' }, { group: 'apiregistration.k8s.io', kind: 'APIService' }, { kind: 'Namespace' }];

export function affixed(side: 'prefixes' | 'suffixes', text: string, specs: readonly FieldSpec[]): Transformer {
  return (resources) => {
    for (const one of resources.list) {
      const id = one.originalId;
      if (unnamed.some((pattern) => gvkMatches(id, pattern))) continue;
      for (const spec of specs) {
        if (!gvkMatches(id, spec)) continue;
        if (spec.path === 'metadata/name') {
          if (text !== '') one[side] = [...one[side], text];
          if (text !== '') one.remember();
        }
        changeField(one, spec, undefined, (value) => (side === 'prefixes' ? `${text}${textOf(value)}` : `${textOf(value)}${text}`));
      }
    }
  };
}

export interface NamespaceOptions {
  readonly unsetOnly?: boolean;
  readonly subjects?: string;
}

export function inNamespace(namespace: string, specs: readonly FieldSpec[], { unsetOnly = false, subjects = 'defaultOnly' }: NamespaceOptions = {}): Transformer {
  const set = (value: Node): Node => (unsetOnly && textOf(value) !== '' ? value : namespace);
  return (resources) => {
    for (const one of resources.list) {
      if (isEmpty(one)) continue;
      one.remember();
      if (!isClusterScoped(one.id)) changeField(one, { path: 'metadata/namespace', create: true }, 'text', set);
      const binding = one.kind === 'RoleBinding' || one.kind === 'ClusterRoleBinding';
      if (binding) placeSubjects(one.body, subjects, set);
      for (const spec of specs) {
        if (spec.path === 'metadata/namespace' || (binding && spec.path === 'subjects/namespace')) continue;
        if (spec.path === 'metadata/name' && one.body['apiVersion'] !== 'v1') continue;
        changeField(one, spec, 'text', set);
      }
      const same = resources.list.filter((other) => sameId(one.id, other.id));
      if (same.length !== 1) throw new CliError(`namespace transformation produces ID conflict: [${same.map(goJson).join(' ')}]`);
    }
  };
}

/** JSON as Go writes maps, with what is noted on the object. */
function goJson(resource: Resource): string {
  const { metadata, ...rest } = resource.body;
  const annotations = { ...resource.texts('annotations'), ...internalAnnotations(resource) };
  return JSON.stringify(sortedKeys({ ...rest, metadata: { ...mapOf(metadata), ...(Object.keys(annotations).length ? { annotations } : {}) } }));
}

function sortedKeys(value: Node): Node {
  if (isList(value)) return value.map(sortedKeys);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortedKeys(value[key] as Node)]));
}

function placeSubjects(object: NodeMap, mode: string, set: (value: Node) => Node): void {
  if (!['', 'defaultOnly', 'allServiceAccounts', 'none'].includes(mode)) throw new CliError(`invalid value ${JSON.stringify(mode)} for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`);
  if (mode === 'none') return;
  for (const subject of listOf(object['subjects']).filter(isMap)) {
    if (mode === 'allServiceAccounts' ? subject['kind'] === 'ServiceAccount' : subject['name'] === 'default') subject['namespace'] = set(subject['namespace'] ?? '');
  }
}

/** Labels or annotations. */
export function withTexts(texts: NodeMap, specs: readonly FieldSpec[]): Transformer {
  return (resources) => {
    for (const one of resources.list) {
      for (const key of Object.keys(texts).sort()) {
        const shared = new SharedValue(key, texts[key] as Node);
        for (const spec of specs) {
          changeField(one, spec, 'map', (value) => {
            if (!isMap(value) && value !== null) throw new CliError(`wrong node kind: expected MappingNode but got ${isList(value) ? 'SequenceNode' : 'ScalarNode'}: node contents:\n${textOf(value)}\n`);
            const into = value ?? {};
            shared.putInto(into);
            return into;
          });
        }
      }
    }
  };
}

export function replicated(name: string, count: Node, specs: readonly FieldSpec[]): Transformer {
  return (resources) => {
    let found = false;
    for (const spec of specs) {
      for (const one of resources.everCalled((id) => id.name === name && gvkMatches(id, spec))) {
        found = true;
        changeField(one, spec, 'text', () => count);
      }
    }
    if (!found) throw new CliError(`resource with name ${name} does not match a config with the following GVK [${specs.map(gvkText).join(' ')}]`);
  };
}

export interface ImageChange {
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
  readonly tagSuffix: string;
  readonly digest: string;
}

export function imageChangeOf(image: NodeMap): ImageChange {
  const field = (name: string): string => textOf(image[name]);
  return { name: field('name'), newName: field('newName'), newTag: field('newTag'), tagSuffix: field('tagSuffix'), digest: field('digest') };
}

/** Images of containers wherever they are, and of the fields that are named. */
export function withImage(change: ImageChange, specs: readonly FieldSpec[]): Transformer {
  const set = (value: Node): Node => (isScalar(value) ? changedImage(String(value), change) : value);
  return (resources) => {
    for (const one of resources.list) {
      if (one.kind === 'CustomResourceDefinition') continue;
      inContainers(one.body, set);
      for (const spec of specs) changeField(one, spec, undefined, set);
    }
  };
}

function inContainers(value: Node, set: (value: Node) => Node): void {
  if (isList(value)) for (const item of value) inContainers(item, set);
  if (!isMap(value)) return;
  for (const [key, item] of Object.entries(value)) {
    inContainers(item, set);
    if ((key !== 'containers' && key !== 'initContainers') || !isList(item)) continue;
    for (const container of item) if (isMap(container) && 'image' in container) container['image'] = set(container['image'] as Node);
  }
}

function changedImage(image: string, { name, newName, newTag, tagSuffix, digest }: ImageChange): string {
  const parts = imageParts(image, name);
  if (!parts) return image;
  let { tag, hash } = parts;
  if (newTag !== '' && digest !== '') [tag, hash] = [newTag, digest];
  else if (newTag !== '') [tag, hash] = [newTag, ''];
  else if (digest !== '') [tag, hash] = ['', digest];
  else if (tagSuffix !== '') [tag, hash] = [tag + tagSuffix, ''];
  return `${newName || parts.name}${tag === '' ? '' : `:${tag}`}${hash === '' ? '' : `@${hash}`}`;
}

/** Undefined where it is another image: the name is a pattern. */
function imageParts(image: string, wanted: string): { readonly name: string; readonly tag: string; readonly hash: string } | undefined {
  const found = goRegExp(`^${wanted}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`)?.test(image);
  if (!found) return undefined;
  const host = image.indexOf('/') > 0 ? image.indexOf('/') : 0;
  const [at, colon] = [image.indexOf('@', host), image.indexOf(':', host)];
  if (colon < 0 && at < 0) return { name: image, tag: '', hash: '' };
  if (at >= 0 && (colon < 0 || at < colon)) return { name: image.slice(0, at), tag: '', hash: image.slice(at + 1) };
  if (at >= 0) return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), hash: image.slice(at + 1) };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1), hash: '' };
}
