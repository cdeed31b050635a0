// The objects of a kustomization, each under an id of its own (sigs.k8s.io/kustomize/api/resmap/reswrangler.go).
import { matches, parseSelector, SelectorError } from '../../kube/labels.ts';
import { goRegExp } from '../../base/regexp/re2.ts';
import { CliError } from '../cli/errors.ts';
import { effectiveNamespace, idSyntax, idText, isClusterScoped, type ResourceId, sameId, sameNamespace } from './identity.ts';
import type { Schemas } from './places.ts';
import { isEmpty, type Resource } from './resource.ts';
import { applyStrategic } from './strategic.ts';
import { isMap, listOf, mapOf, type NodeMap, textOf } from './tree.ts';

export class Resources {
  list: Resource[] = [];
  readonly schemas: Schemas;

  constructor(schemas: Schemas) {
    this.schemas = schemas;
  }

  append(resource: Resource): void {
    const { id } = resource;
    if (this.list.some((other) => sameId(id, other.id))) throw new CliError(`may not add resource with an already registered id: ${idText(id)}`);
    this.list.push(resource);
  }

  appendAll(others: readonly Resource[]): void {
    for (const resource of others) this.append(resource);
  }

  /** Those that are called so, or were once. */
  everCalled(matcher: (id: ResourceId) => boolean): readonly Resource[] {
    return this.list.filter((one) => !isEmpty(one) && [...one.formerIds, one.id].some(matcher));
  }

  dropEmpty(): void {
    this.list = this.list.filter((one) => !isEmpty(one));
  }

  /** What a generator made stands for itself, goes over what is there, or takes its place. */
  absorb(made: Resource): void {
    const { id } = made;
    const found = this.everCalled((other) => sameId(id, other));
    const [old] = found;
    if (!old) {
      if (made.behavior !== 'create') throw new CliError(`id ${idSyntax(id)} does not exist; cannot merge or replace`);
      this.append(made);
      return;
    }
    if (found.length > 1) throw new CliError(`found multiple objects [${found.map(jsonText).join(' ')}] that could accept merge of ${idText(id)}`);
    if (made.behavior === 'create') throw new CliError(`id ${idSyntax(id)} exists; behavior must be merge or replace`);
    made.setTexts('labels', { ...old.texts('labels'), ...made.texts('labels') });
    made.setTexts('annotations', { ...old.texts('annotations'), ...made.texts('annotations') });
    made.setName(old.name);
    made.setNamespace(old.namespace);
    Object.assign(made, { formers: old.formers, prefixes: old.prefixes, suffixes: old.suffixes, variables: old.variables, hashed: made.hashed && old.hashed });
    if (made.behavior === 'merge') {
      for (const field of ['data', 'binaryData']) mergeTexts(made.body, field, mapOf(old.body[field]));
      made.origin = old.origin ?? made.origin;
    }
    this.list[this.list.indexOf(old)] = made;
  }

  /** The one that a patch is for. */
  wanted(id: ResourceId): Resource {
    const found = this.everCalled((other) => sameId(id, other));
    if (found.length !== 1) throw new CliError(`${found.length ? 'multiple' : 'no'} matches for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`);
    return found[0] as Resource;
  }

  select(selector: NodeMap): readonly Resource[] {
    const field = (name: string): ((value: string) => boolean) => wholly(textOf(selector[name]));
    const [group, version, kind, name, namespace] = [field('group'), field('version'), field('kind'), field('name'), field('namespace')];
    return this.list.filter((one) => {
      const [now, before] = [one.id, one.originalId];
      if (!namespace(effectiveNamespace(before)) && !namespace(effectiveNamespace(now))) return false;
      if (!name(before.name) && !name(now.name)) return false;
      if (!group(now.group) || !version(now.version) || !kind(now.kind)) return false;
      return selected(one, 'labels', textOf(selector['labelSelector'])) && selected(one, 'annotations', textOf(selector['annotationSelector']));
    });
  }

  /** A strategic patch for several: what it is called does not matter. */
  patch(targets: readonly Resource[], patch: Resource): void {
    const ids = targets.map((one) => one.id);
    const kept: Resource[] = [];
    for (const one of this.list) {
      if (ids.some((id) => idText(id) === idText(one.id))) {
        const own = patch.copy();
        own.body['apiVersion'] = one.body['apiVersion'] ?? '';
        own.body['kind'] = patch.kind;
        // Labels and annotations are copied as texts: one that is null is a text, too.
        for (const field of ['labels', 'annotations'] as const) own.setTexts(field, own.texts(field));
        applyStrategic(one, own, this.schemas);
      }
      if (!isEmpty(one)) kept.push(one);
    }
    this.list = [];
    this.appendAll(kept);
  }

  /** What an object may refer to: everything in its namespace, what has none, and where a RoleBinding's subjects are. */
  within(referrer: Resource): readonly Resource[] {
    const from = referrer.id;
    if (isClusterScoped(from)) return this.list;
    const more = new Set(referrer.kind === 'RoleBinding' ? listOf(referrer.body['subjects']).filter(isMap).filter((one) => one['kind'] === 'ServiceAccount').map((one) => textOf(one['namespace'])) : []);
    return this.list.filter((one) => isClusterScoped(one.id) || sameNamespace(one.id, from) || more.has(one.namespace));
  }
}

const jsonText = (resource: Resource): string => JSON.stringify(resource.body);

function mergeTexts(object: NodeMap, field: string, before: NodeMap): void {
  const merged = { ...before, ...mapOf(object[field]) };
  if (Object.keys(merged).length) object[field] = merged;
}

export function selected(resource: Resource, field: 'labels' | 'annotations', selector: string): boolean {
  if (selector === '') return true;
  try {
    return matches(parseSelector(selector), resource.texts(field));
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw new CliError(error.message);
  }
}

/** An empty pattern asks for nothing. */
function wholly(pattern: string): (value: string) => boolean {
  if (pattern === '') return () => true;
  const expression = goPattern(`^(?:${pattern})$`);
  return (value) => expression.test(value);
}

export function goPattern(pattern: string): RegExp {
  const expression = goRegExp(pattern);
  if (!expression) throw new CliError(`error parsing regexp: ${patternFault(pattern)}: \`${pattern}\``);
  return expression;
}

/** What is wrong with a pattern, where that can be told at a glance. */
function patternFault(pattern: string): string {
  const bare = pattern.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, '');
  const opened = bare.split('(').length - bare.split(')').length;
  return opened > 0 ? 'missing closing )' : opened < 0 ? 'unexpected )' : bare.includes('[') ? 'missing closing ]' : 'missing argument to repetition operator';
}
