// Why a Pod does not run as it should: from its status and its events, the nearest cause first.
import type { ContainerStatus, Pod } from '../../../engine/kube/types.generated.ts';
import { eventOf, type Evidence, type Facts, finding, type Finding, inNamespace } from './finding.ts';

export function diagnosePod(facts: Facts): readonly Finding[] {
  const pod = facts.whole as unknown as Pod;
  const { object } = facts;
  if (object.kind !== 'pods' || object.state === 'ready' || object.state === 'succeeded') return [];
  if (object.state === 'evicted') return [evicted(facts, pod)];
  if (object.deleting) return terminating(facts, pod);
  const lost = nodeLost(facts, pod);
  if (lost) return [lost];
  if (!pod.spec.nodeName) return [unscheduled(facts, pod)];
  const init = (pod.status?.initContainerStatuses ?? []).flatMap((status) => containerFinding(facts, status, true));
  if (init.length > 0) return init;
  const containers = (pod.status?.containerStatuses ?? []).flatMap((status) => containerFinding(facts, status, false));
  if (containers.length > 0) return containers;
  const mount = eventOf(facts.events, 'FailedMount', 'FailedAttachVolume');
  return mount && object.state === 'creating' ? [finding('mount-failed', { name: object.name }, [mount], { commands: [describeLine(facts)] })] : [];
}

const describeLine = ({ object }: Facts): string => `kubectl describe pod ${object.name}${inNamespace(object.namespace)}`;

function evicted(facts: Facts, pod: Pod): Finding {
  const node = pod.spec.nodeName ?? '';
  return finding('evicted', { name: pod.metadata.name, node }, [{ at: 'status.message', text: pod.status?.message ?? '' }, eventOf(facts.events, 'Evicted')], {
    commands: [describeLine(facts), `kubectl describe node ${node}`], repairs: [`kubectl delete pod ${pod.metadata.name}${inNamespace(facts.object.namespace)}`],
  });
}

/** Only what lasts is told: a Pod in its grace period is on its way. */
function terminating(facts: Facts, pod: Pod): Finding[] {
  const finalizers = pod.metadata.finalizers ?? [];
  const lost = nodeLost(facts, pod);
  if (finalizers.length === 0) return lost ? [lost] : [];
  return [
    finding('terminating', { name: pod.metadata.name, finalizers: finalizers.join(', ') }, [{ at: 'metadata.finalizers', text: finalizers.join(', ') }], {
      commands: [`kubectl get pod ${pod.metadata.name}${inNamespace(facts.object.namespace)} -o jsonpath='{.metadata.finalizers}'`],
    }),
  ];
}

function nodeLost(facts: Facts, pod: Pod): Finding | undefined {
  const node = facts.nodes.find((one) => one.name === pod.spec.nodeName);
  if (!node || node.ready === 'True') return undefined;
  return finding('node-lost', { name: pod.metadata.name, node: node.name }, [{ at: `node/${node.name} Ready`, text: node.ready }, node.taints.length > 0 ? { at: `node/${node.name} taints`, text: node.taints.join(', ') } : undefined], {
    commands: ['kubectl get nodes', `kubectl describe node ${node.name}`], see: [node.uid],
  });
}

function unscheduled(facts: Facts, pod: Pod): Finding {
  const { name } = pod.metadata;
  const condition = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const message = condition?.message ?? '';
  const evidence = [{ at: 'condition PodScheduled', text: message }];
  const commands = [describeLine(facts), 'kubectl describe nodes', `kubectl get events --field-selector involvedObject.name=${name}${inNamespace(facts.object.namespace)}`];
  if (condition?.reason === 'SchedulingGated') return finding('pod-gated', { name, gates: (pod.spec.schedulingGates ?? []).map((gate) => gate.name).join(', ') }, evidence, { commands });
  if (message === '') return finding('pod-unseen', { name, scheduler: pod.spec.schedulerName ?? 'default-scheduler' }, [{ at: 'spec.schedulerName', text: pod.spec.schedulerName ?? '' }], { commands: [describeLine(facts), 'kubectl get pods -n kube-system'] });
  const short = [...new Set([...message.matchAll(/Insufficient ([\w./-]*\w)/g)].map((match) => match[1] as string))];
  if (short.length > 0) {
    const asked = pod.spec.containers.map(({ name: container, resources }) => `${container}: ${short.map((what) => `${what} ${resources?.requests?.[what] ?? '0'}`).join(', ')}`).join(' · ');
    const room = facts.nodes.map((node) => `${node.name}: ${node.cpuMilli}m CPU, ${node.memoryMiB}Mi`).join(' · ');
    return finding('pod-insufficient', { name, resources: short.join(', ') }, [...evidence, { at: 'resources.requests', text: asked }, { at: 'nodes allocatable', text: room }], { commands: ['kubectl describe nodes | grep -A 8 "Allocated resources"', ...commands.slice(0, 1)] });
  }
  if (/unbound immediate PersistentVolumeClaims|persistentvolumeclaim "/.test(message)) return finding('pod-claim', { name }, evidence, { commands: [`kubectl get pvc${inNamespace(facts.object.namespace)}`, ...commands.slice(0, 1)] });
  if (/untolerated taint/.test(message)) {
    const taints = facts.nodes.filter((node) => node.taints.length > 0).map((node) => `${node.name}: ${node.taints.join(', ')}`).join(' · ');
    return finding('pod-taints', { name }, [...evidence, { at: 'nodes taints', text: taints }], { commands: ['kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints', ...commands.slice(0, 1)] });
  }
  if (/node affinity\/selector/.test(message)) return finding('pod-selector', { name }, [...evidence, { at: 'spec.nodeSelector', text: JSON.stringify(pod.spec.nodeSelector ?? pod.spec.affinity?.nodeAffinity ?? {}) }], { commands: ['kubectl get nodes --show-labels', ...commands.slice(0, 1)] });
  return finding('pod-unschedulable', { name }, evidence, { commands });
}

const stateText = (status: ContainerStatus): Evidence | undefined => {
  const { waiting, terminated } = status.state ?? {};
  if (waiting) return { at: `${status.name}: waiting`, text: [waiting.reason, waiting.message].filter(Boolean).join(': ') };
  return terminated && { at: `${status.name}: terminated`, text: `${terminated.reason ?? ''} (exit ${terminated.exitCode})${terminated.message ? `: ${terminated.message}` : ''}` };
};

function containerFinding(facts: Facts, status: ContainerStatus, init: boolean): Finding[] {
  const { object, events } = facts;
  const where = inNamespace(object.namespace);
  const reason = status.state?.waiting?.reason ?? '';
  const about = { name: object.name, container: status.name, image: status.image };
  const spec = ((facts.whole as unknown as Pod).spec[init ? 'initContainers' : 'containers'] ?? []).find((one) => one.name === status.name);
  const image = spec?.image ?? status.image;
  if (reason === 'InvalidImageName') return [finding('image-name', { ...about, image }, [stateText(status)], { commands: [describeLine(facts)] })];
  if (['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable', 'ErrImageNeverPull'].includes(reason)) {
    const failed = eventOf(events.filter((event) => !/Error: /.test(event.message)), 'Failed') ?? eventOf(events, 'Failed');
    const missing = /not found|does not exist/i.test(failed?.text ?? status.state?.waiting?.message ?? '');
    return [finding(missing ? 'image-missing' : 'image-pull', { ...about, image }, [failed, failed ? { at: `${status.name}: waiting`, text: reason } : stateText(status)], { commands: [describeLine(facts), `kubectl get pod ${object.name}${where} -o jsonpath='{.spec.containers[*].image}'`], repairs: repairImage(facts, status.name, image) })];
  }
  if (reason === 'CreateContainerConfigError') return [finding('config-missing', about, [stateText(status)], { commands: [describeLine(facts), `kubectl get configmaps,secrets${where}`] })];
  return crashFinding(facts, status, init) ?? unready(facts, status);
}

function repairImage({ object, workloads }: Facts, container: string, image: string): readonly string[] {
  const replicaSet = workloads.find((one) => one.uid === object.owner);
  const top = workloads.find((one) => one.uid === replicaSet?.owner) ?? replicaSet;
  const where = inNamespace(object.namespace);
  const base = image.split('@')[0]?.replace(/:[^/:]*$/, '') ?? image;
  if (top?.kind === 'deployments') return [`kubectl rollout undo deployment/${top.name}${where}`, `kubectl set image deployment/${top.name} ${container}=${base}:latest${where}`];
  return top ? [] : [`kubectl set image pod/${object.name} ${container}=${base}:latest${where}`];
}

function crashFinding(facts: Facts, status: ContainerStatus, init: boolean): Finding[] | undefined {
  const ended = status.state?.terminated ?? (status.state?.running ? undefined : status.lastState?.terminated);
  const stuck = status.state?.waiting?.reason ?? '';
  if (!ended && !['RunContainerError', 'CreateContainerError', 'StartError', 'CrashLoopBackOff'].includes(stuck)) return undefined;
  if (init && ended?.exitCode === 0) return undefined;
  const { object, events } = facts;
  const where = inNamespace(object.namespace);
  const many = object.kind === 'pods' && object.containers.length > 1 ? ` -c ${status.name}` : '';
  const about = { name: object.name, container: status.name, code: String(ended?.exitCode ?? ''), restarts: String(status.restartCount) };
  const last = ended && { at: `${status.name}: last state`, text: `${ended.reason ?? 'Error'} (exit ${ended.exitCode})${ended.message ? `: ${ended.message}` : ''}` };
  const evidence = [last, stateText(status), eventOf(events, 'BackOff')];
  const commands = [`kubectl logs ${object.name}${many} --previous${where}`, describeLine(facts)];
  if (ended?.reason === 'OOMKilled') {
    const limit = (facts.whole as unknown as Pod).spec.containers.find((one) => one.name === status.name)?.resources?.limits?.['memory'];
    return [finding('oom', { ...about, limit: String(limit ?? '') }, [...evidence, limit === undefined ? undefined : { at: 'resources.limits.memory', text: String(limit) }], { commands: [describeLine(facts), ...commands.slice(0, 1)] })];
  }
  const killing = events.findLast((event) => event.reason === 'Killing' && /liveness probe/.test(event.message));
  if (killing) return [finding('liveness', about, [eventOf(events.filter(({ message }) => message.startsWith('Liveness')), 'Unhealthy'), { at: 'Event Killing', text: killing.message }], { commands: [describeLine(facts), ...commands.slice(0, 1)] })];
  if (init) return [finding('init-failing', about, evidence, { commands: [`kubectl logs ${object.name} -c ${status.name}${where}`, describeLine(facts)] })];
  const text = `${ended?.message ?? ''} ${status.state?.waiting?.message ?? ''}`;
  if (/executable file not found|no such file or directory|permission denied/.test(text) || ended?.exitCode === 127 || ended?.exitCode === 126) return [finding('crash-command', about, evidence, { commands: [describeLine(facts), ...commands.slice(0, 1)] })];
  return [finding(ended?.exitCode === 0 ? 'crash-done' : 'crash', about, evidence, { commands })];
}

function unready(facts: Facts, status: ContainerStatus): Finding[] {
  if (!status.state?.running || status.ready) return [];
  const unhealthy = eventOf(facts.events.filter(({ message }) => message.startsWith('Readiness') || message.startsWith('Startup')), 'Unhealthy');
  const probe = (facts.whole as unknown as Pod).spec.containers.find((one) => one.name === status.name)?.readinessProbe;
  if (!unhealthy && !probe) return [];
  const { initialDelaySeconds, httpGet, tcpSocket, exec } = probe ?? {};
  const asks = httpGet ? `httpGet ${httpGet.path ?? '/'} :${httpGet.port}` : tcpSocket ? `tcpSocket :${tcpSocket.port}` : exec ? `exec ${(exec.command ?? []).join(' ')}` : '';
  return [
    finding('readiness', { name: facts.object.name, container: status.name }, [unhealthy, probe && { at: 'readinessProbe', text: `${asks}${initialDelaySeconds ? `, initialDelaySeconds ${initialDelaySeconds}` : ''}` }], {
      commands: [describeLine(facts), `kubectl logs ${facts.object.name}${inNamespace(facts.object.namespace)}`],
    }),
  ];
}
