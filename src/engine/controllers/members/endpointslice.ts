// EndpointSlices of Services that select Pods (pkg/controller/endpointslice/endpointslice_controller.go).
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Endpoint, Service } from '../../kube/types.generated.ts';
import { belongsInEndpoints, podEndpoint, portsOf } from '../endpoints/pod-endpoint.ts';
import { enqueueServicesOfPods, isHeadless, podsOf } from '../endpoints/service-pods.ts';
import { type Group, type SliceTemplate, planSlices } from '../endpoints/slice-plan.ts';
import { MANAGED_BY, SERVICE_LABEL, SliceWriter } from '../endpoints/slice-writer.ts';
import { TriggerTimes } from '../endpoints/trigger-time.ts';
import { controllerRef } from '../ownership.ts';
import { type Context, type Controller, type Reconcile, anyKind, onAny, splitKey } from '../runtime.ts';

const MANAGER = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';

export const endpointslice: Controller = {
  name: 'endpointslice-controller',
  source: 'endpoint-slice-controller',
  for: anyKind(kinds.services),
  firstBackoffMs: 1000,
  start,
};

function start(context: Context): Reconcile {
  const services = context.cache(kinds.services);
  const nodes = context.cache(kinds.nodes);
  const slices = new SliceWriter(context, MANAGER);
  const times = new TriggerTimes();
  enqueueServicesOfPods(context);
  onAny(slices.cache, (slice) => {
    const service = slice.metadata.labels?.[SERVICE_LABEL];
    if (service !== undefined && slices.looksAfter(slice)) context.enqueue(`${slice.metadata.namespace}/${service}`);
  });
  // A Pod of a node that was not there yet has been left out.
  nodes.onChange({ added: (node) => enqueueServicesOfNode(context, node.metadata.name) });

  return (key) => {
    const { namespace, name } = splitKey(key);
    const service = services.get(namespace, name);
    if (!service) {
      times.forget(key);
      return;
    }
    if (service.spec.type === 'ExternalName' || service.spec.selector === undefined) return;
    const pods = podsOf(context, service);
    context.rest(key, pods.length);
    const skipped: string[] = [];
    const triggerTime = times.compute(key, service, pods);
    const existing = slices.of(key);
    const families = service.spec.ipFamilies ?? ['IPv4'];
    for (const slice of existing) if (!families.includes(slice.addressType)) slices.delete(slice);
    for (const addressType of families) {
      const groups: Group[] = [];
      for (const pod of pods) {
        if (!belongsInEndpoints(pod, true)) continue;
        const node = nodes.get('', pod.spec.nodeName ?? '');
        if (!node && !service.spec.publishNotReadyAddresses) {
          skipped.push(`skipping Pod ${pod.metadata.name} for Service ${key}: Node ${pod.spec.nodeName ?? ''} Not Found`);
          continue;
        }
        const endpoint = podEndpoint(pod, node, service, addressType);
        if (endpoint.addresses.length) groups.push({ ports: portsOf(service, pod), endpoints: [endpoint] });
      }
      const plan = planSlices(template(service, addressType), groups.map((group) => withHints(service, group)), existing.filter((slice) => slice.addressType === addressType), true);
      slices.apply(service.metadata.deletionTimestamp === undefined ? plan : { ...plan, create: [] }, triggerTime);
    }
    if (skipped.length === 0) return;
    const why = skipped.length === 1 ? (skipped[0] as string) : `[${skipped.join(', ')}]`;
    context.recorder.event(service, 'Warning', 'FailedToUpdateEndpointSlices', `Error updating Endpoint Slices for Service ${key}: ${why}`);
    throw new ApiError(500, 'InternalError', why);
  };
}

function enqueueServicesOfNode(context: Context, node: string): void {
  const concerned = new Set<string>();
  for (const pod of context.cache(kinds.pods).list()) if (pod.spec.nodeName === node) concerned.add(pod.metadata.namespace);
  for (const namespace of concerned) for (const service of context.cache(kinds.services).list(namespace)) context.enqueue(`${namespace}/${service.metadata.name}`);
}

function template(service: Service, addressType: string): SliceTemplate {
  const { [HEADLESS]: _, ...labels } = service.metadata.labels ?? {};
  return {
    addressType,
    metadata: {
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: { ...labels, ...(isHeadless(service) ? { [HEADLESS]: '' } : {}), [SERVICE_LABEL]: service.metadata.name, [MANAGED_BY]: MANAGER },
      ownerReferences: [controllerRef(service, anyKind(kinds.services))],
    },
  };
}

/** Hints for a Service that asks to be served from nearby (staging/src/k8s.io/endpointslice/trafficdist). */
function withHints(service: Service, group: Group): Group {
  const wish = service.spec.trafficDistribution;
  if (wish === undefined) return group;
  const byNode = wish === 'PreferSameNode';
  return {
    ...group,
    endpoints: group.endpoints.map((endpoint): Endpoint => {
      if (!endpoint.conditions?.ready) return endpoint;
      const forZones = endpoint.zone === undefined ? {} : { forZones: [{ name: endpoint.zone }] };
      const forNodes = byNode && endpoint.nodeName !== undefined ? { forNodes: [{ name: endpoint.nodeName }] } : {};
      return Object.keys({ ...forZones, ...forNodes }).length ? { ...endpoint, hints: { ...forZones, ...forNodes } } : endpoint;
    }),
  };
}
