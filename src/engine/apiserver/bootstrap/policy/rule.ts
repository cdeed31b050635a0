// The short form in which the bootstrap roles are written down, and its meaning.
import type { PolicyRule } from '../../../kube/types.generated.ts';

const READ = 'get,list,watch';
const WRITE = 'create,update,patch,delete,deletecollection';
const VERBS: Readonly<Record<string, string>> = { R: READ, W: WRITE, RW: `${READ},${WRITE}`, RU: `${READ},update,patch` };
const GROUPS: Readonly<Record<string, string>> = {
  core: '', authentication: 'authentication.k8s.io', authorization: 'authorization.k8s.io', certificates: 'certificates.k8s.io', coordination: 'coordination.k8s.io', discovery: 'discovery.k8s.io',
  events: 'events.k8s.io', networking: 'networking.k8s.io', node: 'node.k8s.io', rbac: 'rbac.authorization.k8s.io', resource: 'resource.k8s.io', storage: 'storage.k8s.io',
  admissionregistration: 'admissionregistration.k8s.io', metrics: 'metrics.k8s.io', 'custom-metrics': 'custom.metrics.k8s.io', 'external-metrics': 'external.metrics.k8s.io',
};

/** A role by its rules, each `VERBS GROUPS RESOURCES [NAMES]` or `VERBS URLS`. */
export interface RoleData {
  readonly name: string;
  readonly rules?: readonly string[];
  /** This role is part of `admin`, `edit` or `view`. */
  readonly partOf?: string;
  /** This role is the sum of the parts of that. */
  readonly sumOf?: string;
}

export const EVENTS = 'create,patch,update core,events events';

/** `R core pods,services` → get, list and watch of pods and services; all lists sorted, as the real server has them. */
export function ruleOf(text: string): PolicyRule {
  const [verbs = '', second = '', resources, names] = text.split(' ');
  const rule = { verbs: list(VERBS[verbs] ?? verbs) };
  if (resources === undefined) return { ...rule, nonResourceURLs: list(second) };
  const apiGroups = second.split(',').map((group) => GROUPS[group] ?? group).sort();
  return { ...rule, apiGroups, resources: list(resources), ...(names === undefined ? {} : { resourceNames: list(names) }) };
}

const list = (text: string): string[] => text.split(',').sort();
