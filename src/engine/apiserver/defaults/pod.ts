// Defaults of Pods as such, not of templates (pkg/apis/core/v1/defaults.go: SetDefaults_Pod).
import type { Mutable } from '../../base/json.ts';
import type { Pod, PodSpec } from '../../kube/types.generated.ts';
import { containerSum } from '../validation/pod/pod-resources.ts';
import { defaultPodSpec } from './pod-spec.ts';

export function defaultPod(pod: Mutable<Pod>): void {
  pod.spec ??= { containers: [] };
  const { spec } = pod;
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    const limits = container.resources?.limits;
    if (!container.resources || !limits) continue;
    container.resources.requests = { ...limits, ...container.resources.requests };
  }
  defaultPodRequests(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) {
    for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) for (const port of container.ports ?? []) port.hostPort ||= port.containerPort;
  }
  defaultPodSpec(spec);
}

const isPodLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/** Pod-level requests follow from the containers' requests and from the Pod's own limits. */
function defaultPodRequests(spec: Mutable<PodSpec>): void {
  const { resources } = spec;
  if (!resources) return;
  const requests: Record<string, string | number> = { ...resources.requests };
  const total = containerSum(spec, 'requests');
  for (const name of Object.keys(total)) if (requests[name] === undefined && isPodLevel(name) && !name.startsWith('hugepages-')) requests[name] = total[name] ?? '0';
  for (const [name, limit] of Object.entries(resources.limits ?? {})) if (requests[name] === undefined && isPodLevel(name)) requests[name] = limit;
  if (Object.keys(requests).length > 0) resources.requests = requests;
}
