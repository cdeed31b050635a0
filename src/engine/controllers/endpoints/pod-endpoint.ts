// One Pod as an endpoint of one Service (staging/src/k8s.io/endpointslice/{utils,reconciler}.go, pkg/api/v1/endpoints).
import type { ServicePort, DiscoveryV1EndpointPort, Endpoint, Node, Pod, Service } from '../../kube/types.generated.ts';
import { isPodReady, isPodTerminal } from '../pod-state.ts';

export const ZONE_LABEL = 'topology.kubernetes.io/zone';

export function belongsInEndpoints(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodTerminal(pod)) return false;
  if (!pod.status.podIP && !pod.status.podIPs?.length) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The number behind a Service's port in this Pod; undefined where the Pod has no port of that name. */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const protocol = port.protocol ?? 'TCP';
  const restartable = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...restartable]) {
    const found = container.ports?.find((candidate) => candidate.name === target && (candidate.protocol ?? 'TCP') === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

export function portsOf(service: Service, pod: Pod): readonly DiscoveryV1EndpointPort[] {
  const ports: DiscoveryV1EndpointPort[] = [];
  for (const port of service.spec.ports ?? []) {
    const number = targetPort(pod, port);
    if (number === undefined) continue;
    ports.push({ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP', ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }) });
  }
  return ports;
}

/** DNS names of its own need a hostname, and a subdomain that is this Service. */
export function hostnameOf(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec;
  return hostname && subdomain === service.metadata.name && service.metadata.namespace === pod.metadata.namespace ? hostname : undefined;
}

export function addressesOf(pod: Pod, addressType: string): readonly string[] {
  const all = pod.status.podIPs?.length ? pod.status.podIPs.map(({ ip }) => ip) : pod.status.podIP ? [pod.status.podIP] : [];
  const wantsV6 = addressType === 'IPv6';
  return all.filter((ip) => ip.includes(':') === wantsV6);
}

export function podEndpoint(pod: Pod, node: Node | undefined, service: Service, addressType: string): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const zone = node?.metadata.labels?.[ZONE_LABEL];
  const hostname = hostnameOf(pod, service);
  const { namespace, name, uid } = pod.metadata;
  return {
    addresses: addressesOf(pod, addressType),
    conditions: { ready: (service.spec.publishNotReadyAddresses ?? false) || (serving && !terminating), serving, terminating },
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
    ...(hostname === undefined ? {} : { hostname }),
  };
}

/** What of a Pod endpoints are made of; a change of anything else wakes nobody. */
export function endpointsChanged(before: Pod, pod: Pod): boolean {
  return (
    before.status.podIP !== pod.status.podIP ||
    before.spec.nodeName !== pod.spec.nodeName ||
    before.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp ||
    isPodReady(before) !== isPodReady(pod) ||
    isPodTerminal(before) !== isPodTerminal(pod) ||
    before.status.podIPs?.length !== pod.status.podIPs?.length
  );
}
