// EndpointSlices of Endpoints that people made for Services without a selector (pkg/controller/endpointslicemirroring).
import { kinds } from '../../kube/kinds.generated.ts';
import type { Endpoint, EndpointAddress, Endpoints } from '../../kube/types.generated.ts';
import { type Group, planSlices } from '../endpoints/slice-plan.ts';
import { MANAGED_BY, SERVICE_LABEL, SliceWriter } from '../endpoints/slice-writer.ts';
import { TRIGGER_TIME } from '../endpoints/trigger-time.ts';
import { controllerRef } from '../ownership.ts';
import { type Context, type Controller, type Reconcile, anyKind, onAny, splitKey } from '../runtime.ts';

const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const endpointsliceMirroring: Controller = {
  name: 'endpointslicemirroring-controller',
  source: 'endpoint-slice-mirroring-controller',
  for: anyKind(kinds.endpoints),
  start,
};

function start(context: Context): Reconcile {
  const endpoints = context.cache(kinds.endpoints);
  const services = context.cache(kinds.services);
  const slices = new SliceWriter(context, MANAGER);
  onAny(services, ({ metadata }) => context.enqueue(`${metadata.namespace}/${metadata.name}`));
  onAny(slices.cache, (slice) => {
    const service = slice.metadata.labels?.[SERVICE_LABEL];
    if (service !== undefined && slices.looksAfter(slice)) context.enqueue(`${slice.metadata.namespace}/${service}`);
  });

  return (key) => {
    const { namespace, name } = splitKey(key);
    const object = endpoints.get(namespace, name);
    const service = services.get(namespace, name);
    const existing = slices.of(key);
    if (!object || !service || service.spec.selector !== undefined || !mirrored(object)) {
      for (const slice of existing) slices.delete(slice);
      return;
    }
    for (const addressType of ['IPv4', 'IPv6']) {
      const template = {
        addressType,
        metadata: {
          generateName: `${name}-`,
          namespace,
          labels: { ...object.metadata.labels, [SERVICE_LABEL]: name, [MANAGED_BY]: MANAGER },
          ...copiedAnnotations(object),
          ownerReferences: [controllerRef(object, anyKind(kinds.endpoints))],
        },
      };
      slices.apply(planSlices(template, groupsOf(object, addressType), existing.filter((slice) => slice.addressType === addressType), false), undefined);
    }
  };
}

function mirrored({ metadata }: Endpoints): boolean {
  return metadata.labels?.[SKIP] !== 'true' && metadata.annotations?.[LEADER] === undefined;
}

function copiedAnnotations({ metadata }: Endpoints): { readonly annotations?: Readonly<Record<string, string>> } {
  const { [LAST_APPLIED]: _, [TRIGGER_TIME]: __, ...annotations } = metadata.annotations ?? {};
  return Object.keys(annotations).length ? { annotations } : {};
}

function groupsOf({ subsets = [] }: Endpoints, addressType: string): readonly Group[] {
  const fits = ({ ip }: EndpointAddress): boolean => ip.includes(':') === (addressType === 'IPv6');
  const endpoint = (address: EndpointAddress, ready: boolean): Endpoint => ({
    addresses: [address.ip],
    conditions: { ready },
    ...(address.hostname ? { hostname: address.hostname } : {}),
    ...(address.nodeName ? { nodeName: address.nodeName } : {}),
    ...(address.targetRef ? { targetRef: address.targetRef } : {}),
  });
  return subsets
    .map(({ addresses = [], notReadyAddresses = [], ports = [] }) => ({
      ports: ports.map((port) => ({ name: '', ...port })),
      endpoints: [...addresses.filter(fits).map((address) => endpoint(address, true)), ...notReadyAddresses.filter(fits).map((address) => endpoint(address, false))],
    }))
    .filter(({ endpoints }) => endpoints.length > 0);
}
