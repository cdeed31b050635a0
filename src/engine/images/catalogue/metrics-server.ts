// metrics-server: reads every kubelet's counters each 15 seconds and serves metrics.k8s.io from the last two readings (kubernetes-sigs/metrics-server v0.8).
import type { Json } from '../../base/json.ts';
import { civil, rfc3339 } from '../../base/time.ts';
import type { AggregatedApi, AggregatedRequest } from '../../client/aggregated-api.ts';
import type { Cache } from '../../client/cache.ts';
import { kubeletOffer, type NodeStats } from '../../client/kubelet-stats.ts';
import { age } from '../../kube/duration.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { formatQuantity } from '../../kube/quantity.ts';
import { matchesFields, parseFieldSelector } from '../../kube/fields.ts';
import { matches, parseSelector } from '../../kube/labels.ts';
import type { Node, Pod } from '../../kube/types.generated.ts';
import { listenHttp } from '../../machine/http.ts';
import { NetError } from '../../machine/net.ts';
import type { Process, Program } from '../../machine/process.ts';
import { type Fiber, firstOf, timeout } from '../../sim/fiber.ts';
import { flagValue, MiB, stopSignal } from '../daemon.ts';
import { inCluster, synced } from '../in-cluster.ts';
import type { Repository } from '../repository.ts';
import { MetricsStore, type Usage } from '../metrics-store.ts';

const DEFAULT_PORT = 10_250;
const SCRAPE_TIMEOUT_MS = 10_000;

const metricsServer: Program = function* (process, argv) {
  const port = Number(flagValue(argv, 'secure-port') ?? DEFAULT_PORT);
  const resolutionMs = 1000 * Number.parseFloat(flagValue(argv, 'metric-resolution') ?? '60');
  const stop = stopSignal(process, 'SIGTERM', 'SIGINT');
  process.use?.({ cpuMilli: 3, memoryBytes: 22 * MiB });
  const cluster = yield* inCluster(process, { userAgent: 'metrics-server/v0.8.0', failed: (message) => log(process, 'E', 'authentication.go:75', `"Unable to reach the API server" err="${message}"`) });
  if (typeof cluster === 'string') {
    yield* process.stderr.write(`panic: ${cluster}\n`);
    return 2;
  }
  const nodes = cluster.caches.of(kinds.nodes);
  const pods = cluster.caches.of(kinds.pods);
  yield* synced(cluster.caches);
  const store = new MetricsStore();
  const offer: AggregatedApi = { type: 'aggregated api', request: (request) => answer({ store, nodes, pods, nowMs: process.clock.nowMs }, request) };
  const server = listenHttp(process, port, function* ({ path }) {
    const ready = path === '/livez' || (path === '/readyz' && store.any);
    const body = ready ? 'ok' : path === '/readyz' ? '[-]metric-storage-ready failed: no metrics to serve\nreadyz check failed\n' : '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","reason":"Forbidden","code":403}\n';
    return { status: ready ? 200 : path === '/readyz' ? 500 : 403, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
  }, { tls: { subject: 'localhost@metrics-server', sans: [], issuer: 'localhost-ca@metrics-server' }, offer });
  log(process, 'I', 'secure_serving.go:211', `"Serving securely on [::]:${port}"`);
  const loop = process.clock.spawn(scrapeForever(process, nodes, store, resolutionMs), 'metrics-server scrape');
  try {
    yield* stop.wait();
    return 0;
  } finally {
    loop.kill();
    server.close();
    cluster.close();
  }
};

/** klog's lines: `I0102 03:04:05.000006       1 server.go:191] "…"` */
function log(process: Process, level: 'I' | 'E', where: string, text: string): void {
  const { month, day, hour, minute, second, ms } = civil(process.clock.nowMs);
  const two = (n: number): string => String(n).padStart(2, '0');
  process.stderr.push(`${level}${two(month)}${two(day)} ${two(hour)}:${two(minute)}:${two(second)}.${String(ms).padStart(3, '0')}000       1 ${where}] ${text}\n`);
}

function* scrapeForever(process: Process, nodes: Cache<Node>, store: MetricsStore, resolutionMs: number): Fiber<void> {
  for (;;) {
    const began = process.clock.nowMs;
    for (const node of nodes.list()) {
      const stats = yield* scrape(process, node);
      if (typeof stats === 'string') log(process, 'E', 'scraper.go:149', `"Failed to scrape node" err="${stats}" node="${node.metadata.name}"`);
      else store.add(stats);
    }
    store.keep(new Set(nodes.list().map(({ metadata }) => metadata.name)));
    yield* firstOf(timeout(Math.max(1000, resolutionMs - (process.clock.nowMs - began))));
  }
}

function* scrape(process: Process, { status }: Node): Fiber<NodeStats | string> {
  const host = status.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? '';
  const port = status.daemonEndpoints?.kubeletEndpoint?.Port ?? DEFAULT_PORT;
  const url = `https://${host}:${port}/metrics/resource`;
  try {
    const connection = yield* process.net.connect(host, port, { timeoutMs: SCRAPE_TIMEOUT_MS });
    const token = process.files.read('/var/run/secrets/kubernetes.io/serviceaccount/token');
    const stats = kubeletOffer(connection.offer)?.stats(`Bearer ${token}`) ?? 'no kubelet answers there';
    connection.close();
    return typeof stats === 'string' ? `request failed, status: \\"${stats.trim()}\\"` : stats;
  } catch (error) {
    if (!(error instanceof NetError)) throw error;
    return `Get \\"${url}\\": ${error.errno === 'ECONNREFUSED' ? `dial tcp ${host}:${port}: connect: connection refused` : 'context deadline exceeded'}`;
  }
}

interface Served {
  readonly store: MetricsStore;
  readonly nodes: Cache<Node>;
  readonly pods: Cache<Pod>;
  readonly nowMs: number;
}

const GROUP = 'metrics.k8s.io/v1beta1';
const ROOT = '/apis/metrics.k8s.io/v1beta1';

function answer(served: Served, { method, path, query, accept }: AggregatedRequest): { readonly code: number; readonly value: Json } {
  if (method !== 'GET') return failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  if (path === ROOT) return { code: 200, value: resourceList };
  const m = /^\/apis\/metrics\.k8s\.io\/v1beta1(?:\/namespaces\/([^/]+))?\/(nodes|pods)(?:\/([^/]+))?$/.exec(path);
  if (!m) return failure(404, 'NotFound', 'the server could not find the requested resource');
  const [, namespace, resource, name] = m;
  const selector = typeof query['labelSelector'] === 'string' ? query['labelSelector'] : '';
  const fields = typeof query['fieldSelector'] === 'string' ? query['fieldSelector'] : '';
  const all = resource === 'nodes' ? nodeMetrics(served) : podMetrics(served, namespace);
  if (name !== undefined) {
    const one = all.find(({ metadata }) => metadata.name === name);
    return one ? { code: 200, value: one as unknown as Json } : failure(404, 'NotFound', `${resource === 'nodes' ? 'nodemetrics.metrics.k8s.io' : 'podmetrics.metrics.k8s.io'} ${JSON.stringify(resource === 'nodes' ? name : `${namespace}/${name}`)} not found`);
  }
  const wanted = parseSelector(selector);
  const wantedFields = parseFieldSelector(fields);
  const items = all.filter(({ metadata }) => matches(wanted, metadata.labels ?? {}) && matchesFields(wantedFields, { 'metadata.name': metadata.name, 'metadata.namespace': metadata.namespace ?? '' }));
  if (/as=Table/.test(accept)) return { code: 200, value: table(items, served.nowMs) };
  return { code: 200, value: { kind: resource === 'nodes' ? 'NodeMetricsList' : 'PodMetricsList', apiVersion: GROUP, metadata: {}, items: items as unknown as Json } };
}

const resourceList: Json = {
  kind: 'APIResourceList', apiVersion: 'v1', groupVersion: GROUP,
  resources: [
    { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ],
};

const failure = (code: number, reason: string, message: string): { readonly code: number; readonly value: Json } => ({ code, value: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } });

interface Metrics {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly creationTimestamp: string; readonly labels?: Readonly<Record<string, string>> };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Readonly<Record<string, string>>;
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

const quantities = ({ cpuNano, memoryBytes }: Usage): Readonly<Record<string, string>> => ({
  cpu: `${Math.round(cpuNano)}n`.replace(/^0n$/, '0'), memory: formatQuantity({ nano: BigInt(Math.round(memoryBytes / 1024) * 1024) * 1_000_000_000n, format: 'BinarySI' }).replace(/^(\d+)(Mi|Gi)$/, (_, n: string, unit: string) => `${Number(n) * (unit === 'Mi' ? 1024 : 1024 ** 2)}Ki`),
});

const windowText = (ms: number): string => `${(Math.round(ms) / 1000).toFixed(3)}s`;

function metadataOf(object: Node | Pod, nowMs: number): Metrics['metadata'] {
  const { name, labels } = object.metadata;
  return { name, ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}), creationTimestamp: rfc3339(nowMs), ...(labels ? { labels } : {}) };
}

function nodeMetrics({ store, nodes, nowMs }: Served): readonly Metrics[] {
  return sorted(nodes.list()).flatMap((node): readonly Metrics[] => {
    const usage = store.node(node.metadata.name);
    return usage ? [{ kind: 'NodeMetrics', apiVersion: GROUP, metadata: metadataOf(node, nowMs), timestamp: rfc3339(usage.atMs), window: windowText(usage.windowMs), usage: quantities(usage) }] : [];
  });
}

function podMetrics({ store, pods, nowMs }: Served, namespace: string | undefined): readonly Metrics[] {
  return sorted(pods.list(namespace)).flatMap((pod): readonly Metrics[] => {
    const usage = store.pod(pod.metadata.namespace, pod.metadata.name);
    if (!usage) return [];
    const containers = usage.containers.map(({ name, ...used }) => ({ name, usage: quantities(used) }));
    return [{ kind: 'PodMetrics', apiVersion: GROUP, metadata: metadataOf(pod, nowMs), timestamp: rfc3339(usage.atMs), window: windowText(usage.windowMs), containers }];
  });
}

const sorted = <T extends Node | Pod>(objects: readonly T[]): readonly T[] => [...objects].sort((a, b) => (`${a.metadata.namespace ?? ''}/${a.metadata.name}` < `${b.metadata.namespace ?? ''}/${b.metadata.name}` ? -1 : 1));

function table(items: readonly Metrics[], nowMs: number): Json {
  const column = (name: string, type: string): Json => ({ name, type, format: name === 'Name' ? 'name' : '', description: '', priority: 0 });
  return {
    kind: 'Table', apiVersion: 'meta.k8s.io/v1', metadata: {},
    columnDefinitions: [column('Name', 'string'), column('cpu', 'string'), column('memory', 'string'), column('Window', 'string')],
    rows: items.map((item): Json => {
      const all = item.usage ? [item.usage] : (item.containers ?? []).map(({ usage }) => usage);
      const nano = all.reduce((sum, { cpu = '0' }) => sum + Number.parseInt(cpu, 10), 0);
      const kib = all.reduce((sum, { memory = '0' }) => sum + Number.parseInt(memory, 10), 0);
      return { cells: [item.metadata.name, `${nano}n`, `${kib}Ki`, item.window], object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: item.metadata as unknown as Json, age: age(item.metadata.creationTimestamp, nowMs) } };
    }),
  };
}

export const metricsServerRepositories: readonly Repository[] = [
  {
    names: ['registry.k8s.io/metrics-server/metrics-server', 'k8s.gcr.io/metrics-server/metrics-server'],
    image: (tag) => (/^v0\.[4-9]\.\d+$/.test(tag) ? { sizeMiB: 19, entrypoint: ['/metrics-server'], user: '65534', exposedPorts: [10_250, 4443], programs: { '/metrics-server': metricsServer } } : undefined),
  },
];
