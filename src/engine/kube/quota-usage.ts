// How much of a quota's resources an object uses (pkg/quota/v1/evaluator/core, apiserver/pkg/quota/v1/generic).
import { kinds } from './kinds.generated.ts';
import type { KubeObject } from './object.ts';
import type { KindInfo } from './kind.ts';
import { groupResource } from './kind.ts';
import type { PersistentVolumeClaim, Pod, Service } from './types.generated.ts';
import { podTotals } from './pod-resources.ts';

type Quantities = Readonly<Record<string, string | number | undefined>>;

const LEGACY: readonly KindInfo[] = [kinds.pods, kinds.services, kinds.configmaps, kinds.secrets, kinds.persistentvolumeclaims, kinds.replicationcontrollers, kinds.resourcequotas];
const PLAIN = ['cpu', 'memory', 'ephemeral-storage'];

export function usageOf(kind: KindInfo, object: KubeObject): Record<string, string> {
  if (kind === kinds.pods) return podUsage(object as Pod);
  const usage: Record<string, string> = { [`count/${groupResource(kind)}`]: '1' };
  if (LEGACY.includes(kind)) usage[kind.plural] = '1';
  if (kind === kinds.services) Object.assign(usage, serviceUsage(object as Service));
  if (kind === kinds.persistentvolumeclaims) Object.assign(usage, claimUsage(object as PersistentVolumeClaim));
  return usage;
}

export function isTerminal({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function podUsage(pod: Pod): Record<string, string> {
  const usage: Record<string, string> = { 'count/pods': '1' };
  if (isTerminal(pod)) return usage;
  usage['pods'] = '1';
  const requests: Quantities = podTotals(pod, 'requests');
  const limits: Quantities = podTotals(pod, 'limits');
  for (const [name, amount] of Object.entries(requests)) {
    if (PLAIN.includes(name) || name.startsWith('hugepages-')) usage[name] = String(amount);
    usage[`requests.${name}`] = String(amount);
  }
  for (const [name, amount] of Object.entries(limits)) if (PLAIN.includes(name)) usage[`limits.${name}`] = String(amount);
  return usage;
}

function serviceUsage({ spec }: Service): Record<string, string> {
  const ports = spec.ports ?? [];
  const usage: Record<string, string> = {};
  if (spec.type === 'NodePort') usage['services.nodeports'] = String(ports.length);
  if (spec.type === 'LoadBalancer') {
    const nodePorts = spec.allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort) : ports;
    usage['services.nodeports'] = String(nodePorts.length);
    usage['services.loadbalancers'] = '1';
  }
  return usage;
}

function claimUsage({ metadata, spec, status }: PersistentVolumeClaim): Record<string, string> {
  const usage: Record<string, string> = {};
  const storage = status?.allocatedResources?.['storage'] ?? spec.resources?.requests?.['storage'];
  const className = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';
  if (storage !== undefined) usage['requests.storage'] = String(storage);
  if (className === '') return usage;
  usage[`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`] = '1';
  if (storage !== undefined) usage[`${className}.storageclass.storage.k8s.io/requests.storage`] = String(storage);
  return usage;
}
