// Which Services a change of a Pod concerns (staging/src/k8s.io/endpointslice/util/controller_utils.go).
import { equal } from '../../base/json.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { keyOf } from '../../kube/object.ts';
import type { Pod, Service } from '../../kube/types.generated.ts';
import type { Context } from '../runtime.ts';
import { type LabelTest, labelsTest } from '../selector.ts';
import { endpointsChanged } from './pod-endpoint.ts';

const tests = new WeakMap<Service, LabelTest>();

/** A Service without a selector selects nothing. */
export function selects(service: Service): LabelTest {
  let test = tests.get(service);
  if (!test) tests.set(service, (test = labelsTest(service.spec.selector)));
  return test;
}

export function podsOf(context: Context, service: Service): readonly Pod[] {
  const test = selects(service);
  return context.cache(kinds.pods).list(service.metadata.namespace).filter((pod) => test(pod.metadata.labels));
}

/** Puts the keys of the Services that select a Pod, before or after a change, into the queue. */
export function enqueueServicesOfPods(context: Context): void {
  const services = context.cache(kinds.services);
  const tell = (pod: Pod, other?: Pod): void => {
    for (const service of services.list(pod.metadata.namespace)) {
      const test = selects(service);
      if (test(pod.metadata.labels) || (other && test(other.metadata.labels))) context.enqueue(keyOf(service));
    }
  };
  context.cache(kinds.pods).onChange({
    added: (pod) => tell(pod),
    updated: (before, pod) => {
      const moved = before.metadata.labels !== pod.metadata.labels && !equal(before.metadata.labels, pod.metadata.labels);
      if (moved || endpointsChanged(before, pod)) tell(pod, moved ? before : undefined);
    },
    deleted: (pod) => tell(pod),
  });
}

export const isHeadless = (service: Service): boolean => service.spec.clusterIP === 'None' || service.spec.clusterIP === undefined || service.spec.clusterIP === '';
