// What metrics.k8s.io says of the Pods that a selector chooses (pkg/controller/podautoscaler/metrics/client.go).
import { parseRfc3339 } from '../../base/time.ts';
import type { KubeClient } from '../../client/kube-client.ts';
import { ApiError } from '../../kube/api-error.ts';
import { toMilli } from '../../kube/quantity.ts';
import { type Metrics, NoProposal } from './calculator.ts';

interface PodMetricsList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly timestamp: string;
    readonly window: string;
    readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
  }[];
}

/** @param container '' : the sum of all */
export function resourceMetrics(client: KubeClient, namespace: string, labelSelector: string, resource: string, container: string): Metrics {
  const items = fetch(client, namespace, labelSelector);
  if (items.length === 0) throw new NoProposal('no metrics returned from resource metrics API');
  const metrics: Metrics = new Map();
  for (const { metadata, timestamp, window, containers } of items) {
    const wanted = container === '' ? containers : containers.filter(({ name }) => name === container);
    if (container !== '' && wanted.length === 0) throw new NoProposal(`failed to get container metrics: container ${container} not present in metrics for pod ${metadata.namespace}/${metadata.name}`);
    // A Pod of which one container does not tell is as one without metrics.
    if (wanted.some(({ usage }) => usage[resource] === undefined)) continue;
    const value = wanted.reduce((sum, { usage }) => sum + toMilli(usage[resource]), 0);
    metrics.set(metadata.name, { value, atMs: parseRfc3339(timestamp) ?? 0, windowMs: Number.parseFloat(window) * 1000 });
  }
  return metrics;
}

function fetch(client: KubeClient, namespace: string, labelSelector: string): PodMetricsList['items'] {
  try {
    return client.call<PodMetricsList>('GET', `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`, undefined, { labelSelector }).items;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const message = error.code === 404 ? 'the server could not find the requested resource (get pods.metrics.k8s.io)' : error.code === 503 ? 'the server is currently unable to handle the request (get pods.metrics.k8s.io)' : error.message;
    throw new NoProposal(`unable to fetch metrics from resource metrics API: ${message}`);
  }
}
