// Endpoints of Services that select Pods: the older form that EndpointSlices replace (pkg/controller/endpoint/endpoints_controller.go).
import { equal } from '../../base/json.ts';
import { ApiError } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { enqueueServicesOfPods, isHeadless, podsOf } from '../endpoints/service-pods.ts';
import { subsetsOf } from '../endpoints/subsets.ts';
import { TriggerTimes, withTriggerTime } from '../endpoints/trigger-time.ts';
import { OwnWrites } from '../own-writes.ts';
import { isNamespaceTerminating } from '../pod-control.ts';
import { type Context, type Controller, type Reconcile, anyKind, splitKey } from '../runtime.ts';

const HEADLESS = 'service.kubernetes.io/headless';
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const MAX_ADDRESSES = 1000;

export const endpoints: Controller = { name: 'endpoint-controller', for: anyKind(kinds.services), start };

function start(context: Context): Reconcile {
  const services = context.cache(kinds.services);
  const cache = context.cache(kinds.endpoints);
  const own = new OwnWrites(cache, context.clock);
  const times = new TriggerTimes();
  enqueueServicesOfPods(context);
  cache.onChange({ deleted: ({ metadata }) => context.enqueue(`${metadata.namespace}/${metadata.name}`) });

  return (key) => {
    const { namespace, name } = splitKey(key);
    const service = services.get(namespace, name);
    if (!service) {
      // Only what this controller made: a person's own Endpoints may well have no Service.
      const left = cache.get(namespace, name);
      if (left?.metadata.labels?.[MANAGED_BY] === 'endpoint-controller' || (left && times.knows(key))) context.client.delete(kinds.endpoints, namespace, name);
      times.forget(key);
      return;
    }
    if (service.spec.type === 'ExternalName' || service.spec.selector === undefined) return;
    const pods = podsOf(context, service);
    context.rest(key, pods.length);
    const triggerTime = times.compute(key, service, pods);
    const { subsets, truncated } = truncate(subsetsOf(service, pods));
    const { [HEADLESS]: _, ...serviceLabels } = service.metadata.labels ?? {};
    const labels = { ...serviceLabels, ...(isHeadless(service) ? { [HEADLESS]: '' } : {}), [MANAGED_BY]: 'endpoint-controller' };
    const current = own.get(namespace, name);
    if (current && equal(current.subsets ?? [], subsets) && equal(current.metadata.labels, labels) && truncated === (current.metadata.annotations?.[OVER_CAPACITY] !== undefined)) return;
    const { [OVER_CAPACITY]: __, ...timed } = withTriggerTime(current?.metadata.annotations, triggerTime);
    const annotations = truncated ? { ...timed, [OVER_CAPACITY]: 'truncated' } : timed;
    const content = subsets.length ? { subsets } : {};
    try {
      if (current) {
        const { subsets: ___, ...rest } = current;
        const { annotations: ____, ...metadata } = current.metadata;
        own.wrote(context.client.update(kinds.endpoints, { ...rest, metadata: { ...metadata, labels, ...(Object.keys(annotations).length ? { annotations } : {}) }, ...content }));
      } else own.wrote(context.client.create(kinds.endpoints, { metadata: { name, namespace, labels, annotations }, ...content }));
    } catch (error) {
      if (isNamespaceTerminating(error)) return;
      if (error instanceof ApiError && error.code !== 409) {
        const [reason, verb] = current ? ['FailedToUpdateEndpoint', 'update'] : ['FailedToCreateEndpoint', 'create'];
        context.recorder.event(service, 'Warning', reason as string, `Failed to ${verb} endpoint for service ${key}: ${error.message}`);
      }
      throw error;
    }
  };
}

type Subsets = ReturnType<typeof subsetsOf>;

/** At most a thousand addresses, ready ones first. */
function truncate(subsets: Subsets): { readonly subsets: Subsets; readonly truncated: boolean } {
  const count = subsets.reduce((sum, { addresses = [], notReadyAddresses = [] }) => sum + addresses.length + notReadyAddresses.length, 0);
  if (count <= MAX_ADDRESSES) return { subsets, truncated: false };
  let ready = MAX_ADDRESSES;
  const kept = subsets.map((subset) => {
    const addresses = (subset.addresses ?? []).slice(0, ready);
    ready -= addresses.length;
    return { ...subset, addresses };
  });
  let notReady = ready;
  const result = kept.map(({ addresses, notReadyAddresses = [], ports }) => {
    const others = notReadyAddresses.slice(0, notReady);
    notReady -= others.length;
    return { ...(addresses.length ? { addresses } : {}), ...(others.length ? { notReadyAddresses: others } : {}), ...(ports ? { ports } : {}) };
  });
  return { subsets: result.filter((subset) => subset.addresses || subset.notReadyAddresses), truncated: true };
}
