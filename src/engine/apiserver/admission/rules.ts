// Which requests a webhook or a policy is for: rules, namespace and object selectors, equivalent versions (apiserver/pkg/admission/plugin/webhook/predicates, policy/matching).
import { kinds } from '../../kube/kinds.generated.ts';
import { matches as labelsMatch, selectorOf, type Labels } from '../../kube/labels.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { LabelSelector, Namespace } from '../../kube/types.generated.ts';
import type { Resource } from '../resource.ts';
import type { AdmissionRequest } from './admission.ts';

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly apiVersions?: readonly string[];
  readonly operations?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly scope?: string;
}

export interface Criteria {
  readonly rules: readonly Rule[];
  readonly excluded?: readonly Rule[];
  readonly matchPolicy?: string | undefined;
  readonly namespaceSelector?: LabelSelector | undefined;
  readonly objectSelector?: LabelSelector | undefined;
}

/** The resource (perhaps of another version) as which the request matches, or undefined. */
export function matchedResource(criteria: Criteria, request: AdmissionRequest): Resource | undefined {
  if (!namespaceMatches(criteria.namespaceSelector, request) || !objectMatches(criteria.objectSelector, request)) return undefined;
  const found = byRules(criteria.rules, criteria.matchPolicy, request);
  if (!found || byRules(criteria.excluded ?? [], criteria.matchPolicy, request)) return undefined;
  return found;
}

function byRules(rules: readonly Rule[], policy: string | undefined, request: AdmissionRequest): Resource | undefined {
  if (rules.some((rule) => ruleMatches(rule, request, request.resource))) return request.resource;
  if (policy === 'Exact' || request.subresource !== '' || rules.length === 0) return undefined;
  const others = request.context.core.resources.all().filter((other) => other !== request.resource && other.store === request.resource.store);
  return others.find((other) => rules.some((rule) => ruleMatches(rule, request, other)));
}

function ruleMatches(rule: Rule, { operation, subresource, namespace, name }: AdmissionRequest, { kind }: Resource): boolean {
  const has = (list: readonly string[] | undefined, value: string): boolean => list?.some((item) => item === '*' || item === value) ?? false;
  if (!has(rule.operations, operation) || !has(rule.apiGroups, kind.group) || !has(rule.apiVersions, kind.version)) return false;
  if (rule.scope === 'Namespaced' && namespace === '') return false;
  if (rule.scope === 'Cluster' && namespace !== '' && kind !== kinds.namespaces) return false;
  if ((rule.resourceNames ?? []).length > 0 && !rule.resourceNames?.includes(name)) return false;
  return rule.resources?.some((resource) => {
    const [plural = '', sub = ''] = resource.split('/');
    return (plural === '*' || plural === kind.plural) && (sub === '*' || sub === subresource);
  }) ?? false;
}

const isEmpty = (selector: LabelSelector | undefined): boolean => !selector || (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0);

function namespaceMatches(selector: LabelSelector | undefined, request: AdmissionRequest): boolean {
  if (isEmpty(selector)) return true;
  const { resource, namespace, draft, stored, operation } = request;
  let labels: Labels;
  if (resource.kind === kinds.namespaces) labels = ((operation === 'DELETE' ? stored : (draft ?? stored)) as KubeObject | undefined)?.metadata.labels;
  else if (!resource.kind.namespaced) return true;
  else labels = request.context.find<Namespace>(kinds.namespaces, '', namespace)?.metadata.labels;
  return labelsMatch(selectorOf(selector), labels);
}

function objectMatches(selector: LabelSelector | undefined, { draft, stored }: AdmissionRequest): boolean {
  if (isEmpty(selector)) return true;
  const wanted = selectorOf(selector);
  return [draft as unknown as KubeObject | undefined, stored].some((object) => object !== undefined && labelsMatch(wanted, object.metadata.labels));
}
