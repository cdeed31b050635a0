// Which fields a Service of a type has, and what becomes of them when the type changes (pkg/registry/core/service/strategy.go).
import type { Mutable } from '../../../base/json.ts';
import { equal } from '../../../base/json.ts';
import type { Service } from '../../../kube/types.generated.ts';

type Draft = Mutable<Service>;

export const isHeadless = ({ spec }: Service): boolean => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';
export const needsClusterIp = ({ spec }: Service): boolean => spec.type === 'ClusterIP' || spec.type === 'NodePort' || spec.type === 'LoadBalancer';
export const needsNodePort = ({ spec }: Service): boolean => spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
export const needsHealthCheck = ({ spec }: Service): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

export function externallyAccessible({ spec }: Service): boolean {
  return spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
}

/** clusterIP and clusterIPs[0] say the same; whichever the client wrote leads (registry/core/service/storage: normalizeClusterIPs). */
export function syncClusterIps(draft: Draft, stored: Service | undefined): void {
  const spec = draft.spec;
  const ip = spec.clusterIP ?? '';
  const ips = spec.clusterIPs ?? [];
  if (!stored) {
    if (ip !== '' && ips.length === 0) spec.clusterIPs = [ip];
    // Clients that know only clusterIPs; validation catches the other mismatches.
    else if (ip === '' && ips.length > 0) spec.clusterIP = ips[0] ?? '';
    return;
  }
  const sameIp = ip === (stored.spec.clusterIP ?? '');
  const sameIps = equal(ips, stored.spec.clusterIPs ?? []);
  if (!sameIp && sameIps) {
    if (ip === '') delete spec.clusterIPs;
    else if (stored.spec.clusterIP !== undefined && stored.spec.clusterIP !== '') spec.clusterIPs = [ip, ...ips.slice(1)];
    else spec.clusterIPs = [ip];
  } else if (sameIp && !sameIps) {
    if (ips.length === 0) {
      if (ip !== '') spec.clusterIPs = [ip];
    } else if (ip !== '' && ip !== ips[0]) spec.clusterIP = ips[0] ?? '';
    else if (ip === '') spec.clusterIP = ips[0] ?? '';
  }
}

/** Values that only the old type had and that the client merely sent back are taken away. */
export function dropTypeDependentFields(draft: Draft, stored: Service): void {
  const { spec } = draft;
  const old = stored.spec;
  if (needsClusterIp(stored) && !needsClusterIp(draft)) {
    if (spec.clusterIP === old.clusterIP && equal(spec.clusterIPs, old.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (equal(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (needsNodePort(stored) && !needsNodePort(draft) && sameNodePorts(stored, draft)) for (const port of spec.ports ?? []) delete port.nodePort;
  if (needsHealthCheck(stored) && !needsHealthCheck(draft) && spec.healthCheckNodePort === old.healthCheckNodePort) delete spec.healthCheckNodePort;
  if (old.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts) delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (needsClusterIp(stored) && !needsClusterIp(draft) && spec.internalTrafficPolicy === old.internalTrafficPolicy) delete spec.internalTrafficPolicy;
  if (externallyAccessible(stored) && !externallyAccessible(draft) && spec.externalTrafficPolicy === old.externalTrafficPolicy) delete spec.externalTrafficPolicy;
}

function sameNodePorts(stored: Service, draft: Service): boolean {
  const used = (service: Service): readonly number[] => [...new Set((service.spec.ports ?? []).map((port) => port.nodePort ?? 0).filter((port) => port !== 0))].sort((a, b) => a - b);
  const before = used(stored);
  return used(draft).every((port) => before.includes(port));
}
