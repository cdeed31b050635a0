// Says of ranges for Services that they are ready, and keeps one whose addresses are in use from going (pkg/controller/servicecidrs/servicecidrs_controller.go).
import { parseRfc3339, rfc3339 } from '../../base/time.ts';
import { contains, parseCidr, parseIp } from '../../kube/ip.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Condition, ServiceCIDR } from '../../kube/types.generated.ts';
import { type Controller, anyKind } from '../runtime.ts';
import { withFinalizer, withoutFinalizer } from '../volumes/finalizers.ts';

const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';
const DEFAULT = 'kubernetes';
/** New Services may still be on their way with addresses of a range that goes. */
const GRACE_MS = 10_000;
const RECHECK_MS = 5000;

export const serviceCidr: Controller = {
  name: 'service-cidr-controller',
  for: anyKind(kinds.servicecidrs),
  start: (context) => {
    const cidrs = context.cache(kinds.servicecidrs);
    const services = context.cache(kinds.services);
    const tell = (object: ServiceCIDR, status: 'True' | 'False', reason: string, message: string): void => {
      const before = object.status?.conditions?.find(({ type }) => type === 'Ready');
      if (before?.status === status && before.reason === reason) return;
      const condition: Condition = { type: 'Ready', status, reason, message, lastTransitionTime: rfc3339(context.clock.nowMs) };
      context.client.updateStatus(kinds.servicecidrs, { ...object, status: { ...object.status, conditions: [...(object.status?.conditions ?? []).filter(({ type }) => type !== 'Ready'), condition] } });
    };
    const inUse = (object: ServiceCIDR): boolean => {
      const others = cidrs.list().filter(({ metadata }) => metadata.name !== object.metadata.name && metadata.deletionTimestamp === undefined);
      return services.list().some(({ spec }) => (spec.clusterIPs ?? []).some((ip) => isIn(object, ip) && !others.some((other) => isIn(other, ip))));
    };
    return (name) => {
      const object = cidrs.get('', name);
      if (!object) return;
      const has = object.metadata.finalizers?.includes(FINALIZER) ?? false;
      const { deletionTimestamp } = object.metadata;
      if (deletionTimestamp === undefined) {
        if (!has) context.client.update(kinds.servicecidrs, withFinalizer(object, FINALIZER));
        else tell(object, 'True', '', `Kubernetes ${name === DEFAULT ? 'default ' : ''}Service CIDR is ready`);
        return;
      }
      if (!has) return;
      const waitMs = (parseRfc3339(deletionTimestamp) ?? 0) + GRACE_MS - context.clock.nowMs;
      if (waitMs > 0) {
        context.enqueueAfter(name, waitMs);
        return;
      }
      if (inUse(object)) {
        tell(object, 'False', 'Terminating', 'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR');
        context.enqueueAfter(name, RECHECK_MS);
        return;
      }
      context.client.update(kinds.servicecidrs, withoutFinalizer(object, FINALIZER));
    };
  },
};

function isIn({ spec }: ServiceCIDR, ip: string): boolean {
  const bytes = parseIp(ip);
  return bytes !== undefined && (spec?.cidrs ?? []).some((cidr) => {
    const block = parseCidr(cidr);
    return block !== undefined && contains(block, bytes);
  });
}
