// Why a rollout does not end, a Job fails, a claim stays unbound, a node takes no Pods.
import type { CronJob, Deployment, Job, Node, PersistentVolumeClaim } from '../../../engine/kube/types.generated.ts';
import type { PodSummary, PodState } from '../../../bridge/summary.ts';
import { eventOf, type Facts, finding, type Finding, inNamespace } from './finding.ts';

const failing: ReadonlySet<PodState> = new Set<PodState>(['crash-loop', 'image-error', 'failed', 'pending', 'starting', 'unknown', 'evicted']);

/** The Pods below a workload, also those of its ReplicaSets and Jobs. */
function podsBelow({ object, pods, workloads }: Facts): readonly PodSummary[] {
  const owners = new Set([object.uid, ...workloads.filter((one) => one.owner === object.uid).map((one) => one.uid)]);
  return pods.filter((pod) => owners.has(pod.owner));
}

export function diagnoseWorkload(facts: Facts): readonly Finding[] {
  const { object } = facts;
  if (!('desired' in object)) return [];
  const { spec, status } = facts.whole as unknown as Deployment;
  const where = inNamespace(object.namespace);
  const type = object.kind.slice(0, -1);
  const target = `${type}/${object.name}${where}`;
  const about = { name: object.name, ready: String(object.ready), desired: String(object.desired) };
  const condition = (wanted: string) => status?.conditions?.find((one) => one.type === wanted);
  const evidenceOf = (wanted: string) => {
    const found = condition(wanted);
    return found && { at: `condition ${wanted}=${found.status}`, text: [found.reason, found.message].filter(Boolean).join(': ') };
  };
  if (object.kind === 'deployments' && object.paused) return [finding('rollout-paused', about, [{ at: 'spec.paused', text: 'true' }, evidenceOf('Progressing')], { commands: [`kubectl rollout status ${target}`], repairs: [`kubectl rollout resume ${target}`] })];
  if (spec?.replicas === 0) return [finding('scaled-to-zero', about, [{ at: 'spec.replicas', text: '0' }], { commands: [`kubectl get ${target}`], repairs: [`kubectl scale ${target} --replicas=1`] })];
  if (object.ready >= object.desired && object.updated >= object.desired) return [];
  const refused = condition('ReplicaFailure');
  const created = eventOf(facts.events, 'FailedCreate');
  if (refused?.status === 'True' || (created && object.current < object.desired)) {
    return [finding('rollout-refused', about, [evidenceOf('ReplicaFailure'), created], { commands: [`kubectl describe ${type} ${object.name}${where}`, `kubectl get resourcequota${where}`] })];
  }
  const bad = podsBelow(facts).filter((pod) => failing.has(pod.state) && !pod.deleting);
  const pods = bad.slice(0, 4).map((pod) => ({ at: `pod/${pod.name}`, text: `${pod.readyContainers}/${pod.containers.length} ${pod.status}${pod.restarts > 0 ? `, restarts ${pod.restarts}` : ''}` }));
  const commands = [...(object.kind === 'replicasets' ? [] : [`kubectl rollout status ${target}`]), `kubectl describe ${type} ${object.name}${where}`, `kubectl get pods${where}`];
  const repairs = object.kind === 'deployments' && Number(object.revision) > 1 ? [`kubectl rollout undo ${target}`] : [];
  const see = bad.slice(0, 4).map((pod) => pod.uid);
  if (condition('Progressing')?.reason === 'ProgressDeadlineExceeded') return [finding('rollout-deadline', { ...about, seconds: String(spec?.progressDeadlineSeconds ?? 600) }, [evidenceOf('Progressing'), ...pods], { commands, repairs, see })];
  return bad.length === 0 ? [] : [finding('rollout-pods', { ...about, pods: String(bad.length) }, pods, { commands, repairs, see })];
}

export function diagnoseJob(facts: Facts): readonly Finding[] {
  const { object } = facts;
  const where = inNamespace(object.namespace);
  if (object.kind === 'cronjobs') {
    const { spec } = facts.whole as unknown as CronJob;
    return spec?.suspend ? [finding('cron-suspended', { name: object.name, schedule: spec.schedule }, [{ at: 'spec.suspend', text: 'true' }], { commands: [`kubectl get cronjob ${object.name}${where}`], repairs: [`kubectl patch cronjob ${object.name} -p '{"spec":{"suspend":false}}'${where}`] })] : [];
  }
  const { spec, status } = facts.whole as unknown as Job;
  const failed = status?.conditions?.find((one) => one.type === 'Failed' && one.status === 'True');
  const pods = facts.pods.filter((pod) => pod.owner === object.uid);
  const evidence = pods.filter((pod) => failing.has(pod.state)).slice(0, 3).map((pod) => ({ at: `pod/${pod.name}`, text: pod.status }));
  const commands = [`kubectl describe job ${object.name}${where}`, `kubectl logs job/${object.name}${where}`];
  const about = { name: object.name, failed: String(status?.failed ?? 0), limit: String(spec?.backoffLimit ?? 6) };
  if (failed) return [finding('job-failed', { ...about, reason: failed.reason ?? '' }, [{ at: 'condition Failed', text: [failed.reason, failed.message].filter(Boolean).join(': ') }, ...evidence], { commands, see: pods.slice(-2).map((pod) => pod.uid) })];
  if ((status?.failed ?? 0) > 0 || evidence.length > 0) return [finding('job-failing', about, [{ at: 'status.failed', text: `${status?.failed ?? 0} / backoffLimit ${spec?.backoffLimit ?? 6}` }, ...evidence], { commands, see: pods.slice(-2).map((pod) => pod.uid) })];
  return [];
}

export function diagnoseClaim(facts: Facts): readonly Finding[] {
  const { object } = facts;
  const { spec, status } = facts.whole as unknown as PersistentVolumeClaim;
  if (status?.phase !== 'Pending') return [];
  const where = inNamespace(object.namespace);
  const name = spec?.storageClassName;
  const about = { name: object.name, class: name ?? '' };
  const commands = [`kubectl describe pvc ${object.name}${where}`, 'kubectl get storageclass', 'kubectl get pv'];
  const waits = eventOf(facts.events, 'WaitForFirstConsumer', 'WaitForPodScheduled');
  const failed = eventOf(facts.events, 'ProvisioningFailed', 'FailedBinding');
  const known = facts.storageClasses.find((one) => one.metadata.name === name);
  if (name && !known) return [finding('claim-class', about, [{ at: 'spec.storageClassName', text: name }, failed], { commands })];
  if (waits && known?.volumeBindingMode === 'WaitForFirstConsumer') return [finding('claim-waits', about, [{ at: 'volumeBindingMode', text: 'WaitForFirstConsumer' }, waits], { commands })];
  if (!name) {
    const asked = `${(spec?.accessModes ?? []).join(', ')} ${spec?.resources?.requests?.['storage'] ?? ''}`;
    return [finding(name === '' ? 'claim-volume' : 'claim-no-class', about, [{ at: 'spec', text: asked }, failed], { commands })];
  }
  return [finding('claim-provisioning', about, [{ at: 'spec.storageClassName', text: name }, failed ?? eventOf(facts.events, 'ExternalProvisioning', 'Provisioning')], { commands })];
}

export function diagnoseNode(facts: Facts): readonly Finding[] {
  const { object } = facts;
  if (object.kind !== 'nodes') return [];
  const conditions = (facts.whole as unknown as Node).status?.conditions ?? [];
  const text = (type: string) => {
    const found = conditions.find((one) => one.type === type);
    return found && { at: `condition ${type}=${found.status}`, text: [found.reason, found.message].filter(Boolean).join(': ') };
  };
  const about = { name: object.name };
  const pressure = conditions.find((one) => one.type.endsWith('Pressure') && one.status === 'True');
  const findings: Finding[] = [];
  if (object.ready !== 'True') findings.push(finding('node-down', about, [text('Ready'), object.taints.length > 0 ? { at: 'spec.taints', text: object.taints.join(', ') } : undefined], { commands: ['kubectl get nodes', `kubectl describe node ${object.name}`, `kubectl get pods -A --field-selector spec.nodeName=${object.name}`] }));
  if (pressure) findings.push(finding('node-pressure', { ...about, pressure: pressure.type }, [text(pressure.type)], { commands: [`kubectl describe node ${object.name}`] }));
  if (object.unschedulable) findings.push(finding('node-cordoned', about, [{ at: 'spec.unschedulable', text: 'true' }], { commands: ['kubectl get nodes'], repairs: [`kubectl uncordon ${object.name}`] }));
  return findings;
}
