// An audit policy: which requests are written down, how much of them and at which stages (apiserver/pkg/audit/policy/checker.go, apis/audit/validation).
import { isObject, type Json } from '../../base/json.ts';
import type { Caller } from '../../client/api.ts';
import type { RequestInfo } from '../request-info.ts';

export const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type Level = (typeof LEVELS)[number];
export type Stage = (typeof STAGES)[number];

interface GroupResources {
  readonly group?: string;
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Rule {
  readonly level: Level;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly GroupResources[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

export interface AuditPolicy {
  readonly rules: readonly Rule[];
  readonly omitStages?: readonly Stage[];
  readonly omitManagedFields?: boolean;
}

export interface Verdict {
  readonly level: Level;
  readonly omitStages: ReadonlySet<Stage>;
  readonly omitManagedFields: boolean;
}

const NOTHING: Verdict = { level: 'None', omitStages: new Set(STAGES), omitManagedFields: false };

/** A policy, or all that is wrong with what was given. */
export function auditPolicyOf(value: Json): AuditPolicy | readonly string[] {
  const policy = isObject(value) ? value : {};
  if (policy['kind'] !== 'Policy' || policy['apiVersion'] !== 'audit.k8s.io/v1') return [`unknown group version field ${JSON.stringify({ apiVersion: policy['apiVersion'] ?? '', kind: policy['kind'] ?? '' })} in policy`];
  const rules = (Array.isArray(policy['rules']) ? policy['rules'] : []) as unknown as readonly Rule[];
  if (rules.length === 0) return ['loaded illegal policy with 0 rules'];
  const errors = [...stageErrors(policy['omitStages'], 'omitStages'), ...rules.flatMap((rule, i) => ruleErrors(rule, `rules[${i}]`))];
  return errors.length > 0 ? errors : ({ ...policy, rules } as unknown as AuditPolicy);
}

function ruleErrors({ level, resources = [], namespaces = [], nonResourceURLs = [], omitStages }: Rule, path: string): readonly string[] {
  const errors: string[] = [];
  if (!level) errors.push(`${path}.level: Required value`);
  else if (!LEVELS.includes(level)) errors.push(`${path}.level: Unsupported value: ${JSON.stringify(level)}: supported values: ${quoted([...LEVELS])}`);
  if (nonResourceURLs.length > 0 && (resources.length > 0 || namespaces.length > 0)) errors.push(`${path}.nonResourceURLs: Invalid value: ${JSON.stringify(nonResourceURLs)}: rules cannot apply to both regular resources and non-resource URLs`);
  for (const [i, url] of nonResourceURLs.entries()) {
    if (url === '*' || (url.startsWith('/') && !url.slice(0, -1).includes('*'))) continue;
    errors.push(`${path}.nonResourceURLs[${i}]: Invalid value: ${JSON.stringify(url)}: ${url.startsWith('/') ? 'non-resource URL wildcards \'*\' must be the final character of the rule' : 'non-resource URL rules must begin with a \'/\' character'}`);
  }
  for (const [i, { resources: names = [], resourceNames = [] }] of resources.entries()) {
    if (resourceNames.length > 0 && names.length === 0) errors.push(`${path}.resources[${i}].resourceNames: Invalid value: ${JSON.stringify(resourceNames)}: using resourceNames requires at least one resource`);
  }
  return [...errors, ...stageErrors(omitStages, `${path}.omitStages`)];
}

const stageErrors = (stages: unknown, path: string): readonly string[] => (Array.isArray(stages) ? stages : []).flatMap((stage: Stage, i) => (STAGES.includes(stage) ? [] : [`${path}[${i}]: Invalid value: ${JSON.stringify(stage)}: allowed stages are ${STAGES.join(',')}`]));
const quoted = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).sort().join(', ');

/** What the first rule that speaks of the request says. */
export function judge(policy: AuditPolicy, caller: Caller, info: RequestInfo, verb: string): Verdict {
  const rule = policy.rules.find((one) => applies(one, caller, info, verb));
  if (!rule) return NOTHING;
  return { level: rule.level, omitStages: new Set([...(policy.omitStages ?? []), ...(rule.omitStages ?? [])]), omitManagedFields: rule.omitManagedFields ?? policy.omitManagedFields ?? false };
}

function applies({ users = [], userGroups = [], verbs = [], namespaces = [], resources = [], nonResourceURLs = [] }: Rule, caller: Caller, info: RequestInfo, verb: string): boolean {
  if (users.length > 0 && !users.includes(caller.user)) return false;
  if (userGroups.length > 0 && !userGroups.some((group) => caller.groups.includes(group))) return false;
  if (verbs.length > 0 && !verbs.includes(verb)) return false;
  const isResource = info.resource !== '';
  if (namespaces.length > 0 || resources.length > 0) return isResource && (namespaces.length === 0 || namespaces.includes(info.namespace)) && (resources.length === 0 || resources.some((one) => covers(one, info)));
  if (nonResourceURLs.length === 0) return true;
  const path = `/${info.parts.join('/')}`;
  return !isResource && nonResourceURLs.some((url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))));
}

function covers({ group = '', resources = [], resourceNames = [] }: GroupResources, info: RequestInfo): boolean {
  if (group !== info.group) return false;
  if (resources.length === 0) return true;
  if (resourceNames.length > 0 && !resourceNames.includes(info.name)) return false;
  const whole = info.subresource === '' ? info.resource : `${info.resource}/${info.subresource}`;
  return resources.some((one) => one === whole || one === '*' || (info.subresource !== '' && one === `*/${info.subresource}`) || one === `${info.resource}/*`);
}
