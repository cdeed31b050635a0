// The addresses of an Endpoints object, grouped by the ports that they share (pkg/api/v1/endpoints/util.go RepackSubsets).
import type { EndpointAddress, EndpointPort, EndpointSubset, Pod, Service } from '../../kube/types.generated.ts';
import { isPodReady } from '../pod-state.ts';
import { addressesOf, belongsInEndpoints, hostnameOf, portsOf } from './pod-endpoint.ts';

interface Group {
  readonly ports: readonly EndpointPort[];
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

export function subsetsOf(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const publish = service.spec.publishNotReadyAddresses ?? false;
  const family = service.spec.ipFamilies?.[0] ?? 'IPv4';
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    if (!belongsInEndpoints(pod, publish)) continue;
    const ip = addressesOf(pod, family)[0];
    const ports = portsOf(service, pod).map(({ name, port, protocol, appProtocol }): EndpointPort => ({
      ...(name ? { name } : {}),
      port: port ?? 0,
      ...(protocol === undefined ? {} : { protocol }),
      ...(appProtocol === undefined ? {} : { appProtocol }),
    }));
    if (ip === undefined || (ports.length === 0 && (service.spec.ports ?? []).length > 0)) continue;
    const key = JSON.stringify(ports);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, ready: [], notReady: [] }));
    (publish || isPodReady(pod) ? group.ready : group.notReady).push(address(service, pod, ip));
  }
  return [...groups.values()].map(({ ports, ready, notReady }) => ({
    ...(ready.length ? { addresses: ready.sort(byAddress) } : {}),
    ...(notReady.length ? { notReadyAddresses: notReady.sort(byAddress) } : {}),
    ...(ports.length ? { ports } : {}),
  }));
}

function address(service: Service, pod: Pod, ip: string): EndpointAddress {
  const hostname = hostnameOf(pod, service);
  const { namespace, name, uid } = pod.metadata;
  return {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    ...(pod.spec.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  if (a.ip !== b.ip) return a.ip < b.ip ? -1 : 1;
  const [left, right] = [a.targetRef?.uid ?? '', b.targetRef?.uid ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
