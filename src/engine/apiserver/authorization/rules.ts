// Policy rules: what one allows, and whether some cover others (pkg/apis/rbac/v1/evaluation_helpers.go, component-helpers/auth/rbac/validation/policy_comparator.go, pkg/registry/rbac/validation/policy_compact.go).
import { goQuote } from '../../kube/go-format.ts';
import type { PolicyRule } from '../../kube/types.generated.ts';
import type { Attributes } from './attributes.ts';

const ALL = '*';
const none: readonly string[] = [];

export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  if (!hasOrAll(rule.verbs, attributes.verb)) return false;
  if (!attributes.isResource) return allowsUrl(rule.nonResourceURLs, attributes.path);
  return hasOrAll(rule.apiGroups, attributes.group) && allowsResource(rule.resources, attributes.resource, attributes.subresource) && allowsName(rule.resourceNames, attributes.name);
}

const hasOrAll = (values: readonly string[] | null | undefined, wanted: string): boolean => !!values && (values.includes(wanted) || values.includes(ALL));

function allowsResource(resources: readonly string[] | null | undefined, resource: string, subresource: string): boolean {
  if (!resources) return false;
  if (subresource === '') return hasOrAll(resources, resource);
  return hasOrAll(resources, `${resource}/${subresource}`) || resources.includes(`*/${subresource}`);
}

const allowsName = (names: readonly string[] | null | undefined, name: string): boolean => !names || names.length === 0 || names.includes(name);

function allowsUrl(urls: readonly string[] | null | undefined, path: string): boolean {
  if (!urls) return false;
  return urls.some((url) => url === ALL || url === path || (url.endsWith(ALL) && path.startsWith(url.replace(/\*+$/, ''))));
}

/** What of the wanted rules none of the held ones covers, in pieces of one verb, group, resource and name. */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] {
  return wanted.flatMap(pieces).filter((piece) => !held.some((rule) => covers(rule, piece)));
}

function pieces({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): readonly PolicyRule[] {
  const result: PolicyRule[] = [];
  for (const group of apiGroups ?? none) {
    for (const resource of resources ?? none) {
      for (const verb of verbs ?? none) {
        const piece = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (!resourceNames?.length) result.push(piece);
        else for (const name of resourceNames) result.push({ ...piece, resourceNames: [name] });
      }
    }
  }
  for (const url of nonResourceURLs ?? none) for (const verb of verbs ?? none) result.push({ nonResourceURLs: [url], verbs: [verb] });
  return result;
}

function covers(owner: PolicyRule, piece: PolicyRule): boolean {
  const [verb = ''] = piece.verbs;
  if (!hasOrAll(owner.verbs, verb)) return false;
  const [url] = piece.nonResourceURLs ?? none;
  if (url !== undefined) return allowsUrl(owner.nonResourceURLs, url);
  const [group = ''] = piece.apiGroups ?? none;
  const [path = ''] = piece.resources ?? none;
  const [name] = piece.resourceNames ?? none;
  const slash = path.indexOf('/');
  const resource = hasOrAll(owner.resources, path) || (slash > 0 && (owner.resources ?? none).includes(`*${path.slice(slash)}`));
  return hasOrAll(owner.apiGroups, group) && resource && (!owner.resourceNames?.length || (name !== undefined && owner.resourceNames.includes(name)));
}

/** Pieces of one resource and name as one rule with all their verbs. */
export function compacted(rules: readonly PolicyRule[]): readonly PolicyRule[] {
  const simple = new Map<string, PolicyRule>();
  const others: PolicyRule[] = [];
  for (const rule of rules) {
    const { apiGroups = none, resources = none, resourceNames = none, nonResourceURLs = none, verbs } = rule;
    if (apiGroups.length !== 1 || resources.length !== 1 || resourceNames.length > 1 || nonResourceURLs.length > 0) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([apiGroups, resources, resourceNames]);
    const known = simple.get(key);
    simple.set(key, known ? { ...known, verbs: [...known.verbs, ...verbs.filter((verb) => !known.verbs.includes(verb))] } : rule);
  }
  return [...others, ...simple.values()];
}

/** `{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}` */
export function ruleText({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }: PolicyRule): string {
  const parts: string[] = [];
  const add = (name: string, values: readonly string[] | null | undefined): void => {
    if (values?.length) parts.push(`${name}:${quotedList(values)}`);
  };
  add('APIGroups', apiGroups);
  add('Resources', resources);
  add('NonResourceURLs', nonResourceURLs);
  add('ResourceNames', resourceNames);
  add('Verbs', verbs);
  return `{${parts.join(', ')}}`;
}

/** `%q` of a list of strings. */
export const quotedList = (values: readonly string[]): string => `[${values.map(goQuote).join(' ')}]`;
