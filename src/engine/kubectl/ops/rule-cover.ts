// Which of some rules others do not allow yet, each reduced to one verb of one resource (component-helpers/auth/rbac/validation/policy_comparator.go).
import type { JsonObject } from '../../base/json.ts';

const strings = (value: unknown): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : []);

/** What `wanted` allows and `owned` does not. */
export function uncovered(owned: readonly JsonObject[], wanted: readonly JsonObject[]): readonly JsonObject[] {
  return wanted.flatMap(simpleRules).filter((rule) => !owned.some((owner) => covers(owner, rule)));
}

function simpleRules(rule: JsonObject): readonly JsonObject[] {
  const names = strings(rule['resourceNames']);
  const verbs = strings(rule['verbs']);
  const resources = strings(rule['apiGroups']).flatMap((group) => strings(rule['resources']).flatMap((resource) => verbs.flatMap((verb): readonly JsonObject[] => {
    const simple = { apiGroups: [group], resources: [resource], verbs: [verb] };
    return names.length ? names.map((name) => ({ ...simple, resourceNames: [name] })) : [simple];
  })));
  return [...resources, ...strings(rule['nonResourceURLs']).flatMap((url) => verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })))];
}

function covers(owner: JsonObject, rule: JsonObject): boolean {
  const within = (field: string): boolean => strings(owner[field]).includes('*') || strings(rule[field]).every((one) => strings(owner[field]).includes(one));
  const names = strings(owner['resourceNames']);
  const wantedNames = strings(rule['resourceNames']);
  const named = names.length === 0 || (wantedNames.length > 0 && wantedNames.every((name) => names.includes(name)));
  return within('verbs') && within('apiGroups') && named && strings(rule['resources']).every((one) => coversResource(strings(owner['resources']), one)) && strings(rule['nonResourceURLs']).every((url) => coversUrl(strings(owner['nonResourceURLs']), url));
}

/** `*` is all, and `*\/log` the logs of all. */
function coversResource(owned: readonly string[], resource: string): boolean {
  const subresource = resource.includes('/') ? resource.slice(resource.indexOf('/') + 1) : undefined;
  return owned.includes('*') || owned.includes(resource) || (subresource !== undefined && owned.includes(`*/${subresource}`));
}

const coversUrl = (owned: readonly string[], url: string): boolean => owned.some((one) => one === url || one === '*' || (one.endsWith('*') && url.startsWith(one.slice(0, -1))));
