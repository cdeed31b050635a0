// PodSecurity: a namespace's labels say how much its Pods may do (pod-security-admission/admission).
import { equal } from '../../../base/json.ts';
import { forbidden } from '../../../kube/api-error.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { KindInfo } from '../../../kube/kind.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Namespace, Pod } from '../../../kube/types.generated.ts';
import { invalidObject } from '../../errors.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { evaluate, type Level, LEVELS, shown } from './levels.ts';
import type { PodMeta, PodSpec } from './report.ts';

const PREFIX = 'pod-security.kubernetes.io/';

interface Rule {
  readonly level: Level;
  /** `restricted:latest` */
  readonly text: string;
}

interface Template {
  readonly metadata?: PodMeta;
  readonly spec?: PodSpec;
}

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  validate(request) {
    const { resource, operation, draft, stored } = request;
    if (!draft || operation === 'DELETE' || operation === 'CONNECT') return;
    if (resource.kind === kinds.namespaces) return checkNamespace(request);
    const find = templates.get(resource.kind);
    if (!find || (request.subresource !== '' && request.subresource !== 'ephemeralcontainers')) return;
    const namespace = request.context.find<Namespace>(kinds.namespaces, '', request.namespace);
    if (!namespace) return;
    const template = find(draft as unknown as KubeObject);
    if (!template?.spec) return;
    if (stored && equal(find(stored)?.spec, template.spec)) return;
    checkTemplate(request, namespace, template.spec, template.metadata ?? {});
  },
};

const ofTemplate = (object: KubeObject): Template | undefined => (object as { readonly spec?: { readonly template?: Template } }).spec?.template;

/** Where each kind keeps the Pods that it makes. */
const templates = new Map<KindInfo, (object: KubeObject) => Template | undefined>([
  [kinds.pods, (object) => object as unknown as Template],
  ...[kinds.deployments, kinds.replicasets, kinds.statefulsets, kinds.daemonsets, kinds.jobs, kinds.replicationcontrollers].map((kind) => [kind as KindInfo, ofTemplate] as const),
  [kinds.cronjobs, (object) => (object as { readonly spec?: { readonly jobTemplate?: { readonly spec?: { readonly template?: Template } } } }).spec?.jobTemplate?.spec?.template],
  [kinds.podtemplates, (object) => (object as { readonly template?: Template }).template],
]);

function ruleOf(labels: Readonly<Record<string, string>>, mode: string): Rule | undefined {
  const level = labels[PREFIX + mode] as Level | undefined;
  if (level === undefined || !LEVELS.includes(level)) return undefined;
  return { level, text: `${level}:${labels[`${PREFIX}${mode}-version`] ?? 'latest'}` };
}

function checkTemplate(request: AdmissionRequest, namespace: Namespace, spec: PodSpec, meta: PodMeta): void {
  const labels = namespace.metadata.labels ?? {};
  const enforce = ruleOf(labels, 'enforce');
  // Without a level of its own, the warning is that of what is enforced.
  const warn = ruleOf(labels, 'warn') ?? (labels[`${PREFIX}warn`] === undefined ? enforce : undefined);
  note(request, labels, enforce, spec, meta);
  if (enforce && request.resource.kind === kinds.pods) {
    const findings = evaluate(enforce.level, spec, meta);
    if (findings.length > 0) throw forbidden(request.resource.kind, request.name || String(request.draft?.metadata.name ?? ''), `violates PodSecurity ${JSON.stringify(enforce.text)}: ${shown(findings)}`);
  }
  if (!warn) return;
  const findings = evaluate(warn.level, spec, meta);
  if (findings.length > 0) request.context.warn(`would violate PodSecurity ${JSON.stringify(warn.text)}: ${shown(findings)}`);
}

/** For the audit log: what is enforced, and what the level for audits finds. */
function note({ resource, context: { annotations } }: AdmissionRequest, labels: Readonly<Record<string, string>>, enforce: Rule | undefined, spec: PodSpec, meta: PodMeta): void {
  if (!annotations) return;
  if (resource.kind === kinds.pods) annotations.set(`${PREFIX}enforce-policy`, enforce?.text ?? 'privileged:latest');
  const audit = ruleOf(labels, 'audit');
  const findings = audit ? evaluate(audit.level, spec, meta) : [];
  if (audit && findings.length > 0) annotations.set(`${PREFIX}audit-violations`, `would violate PodSecurity ${JSON.stringify(audit.text)}: ${shown(findings)}`);
}

/** The labels must be levels, and whoever tightens them is told which Pods would not pass. */
function checkNamespace({ draft, stored, context, name, operation }: AdmissionRequest): void {
  const labels = ((draft as unknown as KubeObject).metadata.labels ?? {}) as Readonly<Record<string, string>>;
  const before = stored?.metadata.labels ?? {};
  for (const mode of ['enforce', 'audit', 'warn']) {
    const value = labels[PREFIX + mode];
    if (value === undefined || LEVELS.includes(value as Level) || before[PREFIX + mode] === value) continue;
    throw invalidObject(kinds.namespaces, name, [{ type: 'Invalid', field: `metadata.labels[${PREFIX}${mode}]`, value, detail: 'must be one of privileged, baseline, restricted' }]);
  }
  const enforce = ruleOf(labels, 'enforce');
  if (operation !== 'UPDATE' || !enforce || enforce.text === ruleOf(before, 'enforce')?.text) return;
  const groups = new Map<string, string[]>();
  for (const pod of context.list<Pod>(kinds.pods, name)) {
    const reasons = evaluate(enforce.level, pod.spec, pod.metadata).map(({ reason }) => reason).join(', ');
    if (reasons !== '') groups.set(reasons, [...(groups.get(reasons) ?? []), pod.metadata.name]);
  }
  if (groups.size === 0) return;
  context.warn(`existing pods in namespace ${JSON.stringify(name)} violate the new PodSecurity enforce level ${JSON.stringify(enforce.text)}`);
  for (const [reasons, [first = '', ...others]] of groups) {
    const more = others.length === 0 ? '' : others.length === 1 ? ' (and 1 other pod)' : ` (and ${others.length} other pods)`;
    context.warn(`${first}${more}: ${reasons}`);
  }
}
