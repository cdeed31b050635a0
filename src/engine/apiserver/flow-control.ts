// Which FlowSchema a request belongs to, and which priority level that leads to; nothing is queued, as requests take no time here (apiserver/pkg/util/flowcontrol/rule.go, server/filters/priority-and-fairness.go).
import type { ApiRequest } from '../client/api.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { FlowSchema, PolicyRulesWithSubjects, PriorityLevelConfiguration } from '../kube/types.generated.ts';
import { type Attributes, attributesOf, type UserInfo } from './authorization/attributes.ts';
import type { Core } from './core.ts';
import type { RequestInfo } from './request-info.ts';

const NOT_CLASSIFIED = ['attach', 'exec', 'proxy', 'log', 'portforward'];

/** The headers that tell of it. */
export function flowHeaders(core: Core, info: RequestInfo, request: ApiRequest, user: UserInfo): Readonly<Record<string, string>> {
  if (info.verb === 'connect' || NOT_CLASSIFIED.includes(info.subresource)) return {};
  const schema = flowSchemaFor(core, attributesOf(info, request), user);
  if (!schema) return {};
  const level = core.resources.ofKind(kinds.prioritylevelconfigurations)?.store.get('', schema.spec.priorityLevelConfiguration.name) as PriorityLevelConfiguration | undefined;
  return { 'x-kubernetes-pf-flowschema-uid': schema.metadata.uid, 'x-kubernetes-pf-prioritylevel-uid': level?.metadata.uid ?? '' };
}

function flowSchemaFor(core: Core, attributes: Attributes, user: UserInfo): FlowSchema | undefined {
  const all = (core.resources.ofKind(kinds.flowschemas)?.store.list() ?? []) as readonly FlowSchema[];
  let best: FlowSchema | undefined;
  for (const schema of all) {
    if (best && !before(schema, best)) continue;
    if ((schema.spec.rules ?? []).some((rule) => matches(rule, attributes, user))) best = schema;
  }
  return best;
}

/** The lower precedence first, then by name. */
function before(a: FlowSchema, b: FlowSchema): boolean {
  const [first, second] = [a.spec.matchingPrecedence ?? 0, b.spec.matchingPrecedence ?? 0];
  return first === second ? a.metadata.name < b.metadata.name : first < second;
}

function matches(rule: PolicyRulesWithSubjects, attributes: Attributes, user: UserInfo): boolean {
  if (!(rule.subjects ?? []).some((subject) => isSubject(subject, user))) return false;
  const { verb, isResource, group, resource, subresource, namespace, path } = attributes;
  if (!isResource) return (rule.nonResourceRules ?? []).some(({ verbs, nonResourceURLs }) => has(verbs, verb) && (nonResourceURLs ?? []).some((url) => url === '*' || url === path || (url.endsWith('/*') && path.startsWith(url.slice(0, -1)))));
  const name = subresource === '' ? resource : `${resource}/${subresource}`;
  return (rule.resourceRules ?? []).some((one) => has(one.verbs, verb) && has(one.apiGroups, group) && has(one.resources, name) && (namespace === '' ? one.clusterScope === true : has(one.namespaces, namespace)));
}

function isSubject({ kind, user: who, group, serviceAccount }: NonNullable<PolicyRulesWithSubjects['subjects']>[number], { user, groups }: UserInfo): boolean {
  if (kind === 'User') return who?.name === '*' || who?.name === user;
  if (kind === 'Group') return group?.name === '*' || groups.includes(group?.name ?? '');
  const start = `system:serviceaccount:${serviceAccount?.namespace ?? ''}:`;
  return serviceAccount?.name === '*' ? user.startsWith(start) : user === `${start}${serviceAccount?.name ?? ''}`;
}

const has = (list: readonly string[] | undefined, value: string): boolean => list !== undefined && (list.includes('*') || list.includes(value));
