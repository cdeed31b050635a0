// kubectl top: what the metrics server knows of nodes and Pods; where there is none it says so (kubectl/pkg/cmd/top, kubectl/pkg/metricsutil).
import type { JsonObject } from '../../base/json.ts';
import { parseRfc3339 } from '../../base/time.ts';
import { SelectorError, parseSelector } from '../../kube/labels.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { Flag } from '../cli/flag.ts';
import type { Invocation } from '../cli/invocation.ts';
import { topLong } from '../help/top.ts';
import { listAt, objectAt, textAt } from '../ops/pods.ts';
import { goSort } from '../printers/go-sort.ts';
import { align } from '../printers/tabwriter.ts';
import { asObject } from '../resource/builder.ts';
import { toBytes, toMilli } from '../../kube/quantity.ts';

/** @throws CliError */
function mustParse(selector: string): void {
  try {
    parseSelector(selector);
  } catch (error) {
    throw error instanceof SelectorError ? new CliError(error.message) : error;
  }
}

/** @throws CliError where the server has no metrics */
function* requireMetrics(ctx: Invocation): Fiber<void> {
  if (ctx.flags.has('all-namespaces')) void ctx.namespace;
  void ctx.cluster;
  const sortBy = ctx.flags.string('sort-by');
  if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory') throw new CliError('--sort-by accepts only cpu or memory');
  if (ctx.args.length > 0 && (ctx.flags.string('selector') !== '' || (ctx.flags.has('field-selector') && ctx.flags.string('field-selector') !== ''))) throw new CliError(`only one of NAME or ${ctx.flags.has('field-selector') ? 'selector' : '--selector'} can be provided`);
  mustParse(ctx.flags.string('selector'));
  // Asked anew each time: the cached discovery may be older than the metrics server.
  const groups = listAt(asObject(yield* ctx.rest().get('/apis')), 'groups');
  if (!groups.some((group) => textAt(group, 'name') === 'metrics.k8s.io')) throw new CliError('Metrics API not available');
}

interface Used {
  readonly cpuMilli: number;
  readonly bytes: number;
}

const usageOf = (object: JsonObject): Used => ({ cpuMilli: toMilli(textAt(object, 'usage', 'cpu') || '0'), bytes: toBytes(textAt(object, 'usage', 'memory') || '0') });
const sumOf = (all: readonly Used[]): Used => ({ cpuMilli: all.reduce((sum, { cpuMilli }) => sum + cpuMilli, 0), bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) });
const cpuText = ({ cpuMilli }: Used): string => `${cpuMilli}m`;
const memoryText = ({ bytes }: Used): string => `${Math.floor(bytes / 2 ** 20)}Mi`;
const share = (used: number, of: number): string => `${Math.trunc((used / of) * 100)}%`;

interface Row {
  readonly key: string;
  readonly used: Used;
}

/** By name, or the largest first. */
function sorted<T extends Row>(rows: readonly T[], by: string): readonly T[] {
  const value = ({ used }: T): number => (by === 'cpu' ? used.cpuMilli : used.bytes);
  return goSort(rows, by === '' ? (a, b) => a.key < b.key : (a, b) => value(a) > value(b));
}

/** Every cell ends with a tab, the last one too. */
function print(ctx: Invocation, header: readonly string[], rows: readonly (readonly string[])[]): void {
  ctx.out(align([...(ctx.flags.bool('no-headers') ? [] : [header]), ...rows].map((cells) => [...cells, ''])));
}

function* metricsAt(ctx: Invocation, path: string): Fiber<readonly JsonObject[]> {
  const [name] = ctx.args;
  const query: Record<string, string> = {};
  if (ctx.flags.string('selector') !== '') query['labelSelector'] = ctx.flags.string('selector');
  if (ctx.flags.has('field-selector') && ctx.flags.string('field-selector') !== '') query['fieldSelector'] = ctx.flags.string('field-selector');
  if (name !== undefined) return [asObject(yield* ctx.rest().get(`${path}/${name}`))];
  return listAt(asObject(yield* ctx.rest().get(path, query)), 'items');
}

/** Go's time.Duration: `3m12.5s` */
function durationText(ms: number): string {
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${ms >= 60_000 ? `${minutes}m` : ''}${(ms % 60_000) / 1000}s`;
}

// A Pod that is older has metrics, or something is wrong.
const DELAY_MS = 2 * 60_000;

/** No metrics: because there are no Pods, or because they are too young, or nobody knows why. */
function* explainNothing(ctx: Invocation, all: boolean): Fiber<void> {
  const root = all ? '/api/v1' : `/api/v1/namespaces/${ctx.namespace}`;
  const pods = listAt(asObject(yield* ctx.rest().get(`${root}/pods`, ctx.flags.string('selector') === '' ? {} : { labelSelector: ctx.flags.string('selector') })), 'items');
  for (const pod of pods) {
    const ageMs = ctx.nowMs - (parseRfc3339(textAt(pod, 'metadata', 'creationTimestamp')) ?? 0);
    if (ageMs > DELAY_MS) throw new CliError(`Metrics not available for pod ${textAt(pod, 'metadata', 'namespace')}/${textAt(pod, 'metadata', 'name')}, age: ${durationText(ageMs)}`);
  }
  if (pods.length > 0) throw new CliError('metrics not available yet');
  ctx.err(all ? 'No resources found\n' : `No resources found in ${ctx.namespace} namespace.\n`);
}

const commonFlags = (what: 'nodes' | 'pods', stop: string): readonly Flag[] => [
  { name: 'no-headers', type: 'bool', usage: `If present, print output without headers${stop}` },
  { name: 'sort-by', type: 'string', usage: `If non-empty, sort ${what} list using specified field. The field can be either 'cpu' or 'memory'.`, complete: ['cpu', 'memory'] },
  { name: 'use-protocol-buffers', type: 'bool', default: 'true', usage: 'Enables using protocol-buffers to access Metrics API.' },
];

const pod: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  short: 'Display resource (CPU/memory) usage of pods',
  long: "Display resource (CPU/memory) usage of pods.\n\n The 'top pod' command allows you to see the resource consumption of pods.\n\n Due to the metrics pipeline delay, they may be unavailable for a few minutes since pod creation.",
  examples: '# Show metrics for all pods in the default namespace\nkubectl top pod\n\n# Show metrics for all pods in the given namespace\nkubectl top pod --namespace=NAMESPACE\n\n# Show metrics for a given pod and its containers\nkubectl top pod POD_NAME --containers\n\n# Show metrics for the pods defined by label name=myLabel\nkubectl top pod -l name=myLabel',
  usage: 'pod [NAME | -l label]',
  completes: ['pod', 'none'],
  flags: [allNamespacesFlag, fieldSelectorFlag, selectorFlag, { name: 'containers', type: 'bool', usage: 'If present, print usage of containers within a pod.' }, { name: 'sum', type: 'bool', usage: 'Print the sum of the resource usage' }, ...commonFlags('pods', '.')],
  *run(ctx) {
    if (ctx.args.length > 1) throw ctx.usage(ctx.command.usage);
    yield* requireMetrics(ctx);
    const all = ctx.flags.bool('all-namespaces');
    const split = ctx.flags.bool('containers');
    const items = yield* metricsAt(ctx, all ? '/apis/metrics.k8s.io/v1beta1/pods' : `/apis/metrics.k8s.io/v1beta1/namespaces/${ctx.namespace}/pods`);
    if (items.length === 0) return yield* explainNothing(ctx, all);
    const rows = sorted(items.map((item) => {
      const containers = listAt(item, 'containers').map((container) => ({ name: textAt(container, 'name'), used: usageOf(container) }));
      const [namespace, name] = [textAt(item, 'metadata', 'namespace'), textAt(item, 'metadata', 'name')];
      return { key: `${all ? namespace : ''}/${name}`, namespace, name, containers, used: sumOf(containers.map(({ used }) => used)) };
    }), ctx.flags.string('sort-by'));
    const lines = rows.flatMap(({ namespace, name, containers, used }) => {
      const before = all ? [namespace] : [];
      if (!split) return [[...before, name, cpuText(used), memoryText(used)]];
      return containers.map((container) => [...before, name, container.name, cpuText(container.used), memoryText(container.used)]);
    });
    const header = [...(all ? ['NAMESPACE'] : []), ...(split ? ['POD'] : []), 'NAME', 'CPU(cores)', 'MEMORY(bytes)'];
    if (ctx.flags.bool('sum')) {
      const total = sumOf(rows.map(({ used }) => used));
      const empty = (count: number): string[] => Array.from({ length: count }, () => '');
      // Without a header the columns that it names are not counted.
      const width = ctx.flags.bool('no-headers') ? 3 : header.length;
      lines.push([...empty(width - 2), '________', '________'], [...empty(width - 2), cpuText(total), memoryText(total)]);
    }
    print(ctx, header, lines);
  },
};

const node: Command = {
  name: 'node',
  aliases: ['nodes', 'no'],
  short: 'Display resource (CPU/memory) usage of nodes',
  long: 'Display resource (CPU/memory) usage of nodes.\n\n The top-node command allows you to see the resource consumption of nodes.',
  examples: '# Show metrics for all nodes\nkubectl top node\n\n# Show metrics for a given node\nkubectl top node NODE_NAME',
  usage: 'node [NAME | -l label]',
  completes: ['node', 'none'],
  flags: [selectorFlag, { name: 'show-capacity', type: 'bool', usage: 'Print node resources based on Capacity instead of Allocatable(default) of the nodes.' }, ...commonFlags('nodes', '')],
  *run(ctx) {
    if (ctx.args.length > 1) throw ctx.usage(ctx.command.usage);
    yield* requireMetrics(ctx);
    const items = yield* metricsAt(ctx, '/apis/metrics.k8s.io/v1beta1/nodes');
    if (items.length === 0) throw new CliError('metrics not available yet');
    const [name] = ctx.args;
    const selector = ctx.flags.string('selector');
    const nodes = name === undefined
      ? listAt(asObject(yield* ctx.rest().get('/api/v1/nodes', selector === '' ? {} : { labelSelector: selector })), 'items')
      : [asObject(yield* ctx.rest().get(`/api/v1/nodes/${name}`))];
    const rooms = new Map(nodes.map((one) => [textAt(one, 'metadata', 'name'), objectAt(one, 'status', ctx.flags.bool('show-capacity') ? 'capacity' : 'allocatable')]));
    const rows = sorted(items.map((item) => ({ key: textAt(item, 'metadata', 'name'), used: usageOf(item) })), ctx.flags.string('sort-by'));
    const lines = rows.map(({ key, used }) => {
      const room = rooms.get(key);
      return [key, cpuText(used), share(used.cpuMilli, toMilli(String(room?.['cpu'] ?? '0'))), memoryText(used), share(used.bytes, toBytes(String(room?.['memory'] ?? '0')))];
    });
    const silent = [...rooms.keys()].filter((one) => !rows.some(({ key }) => key === one));
    for (const one of silent) lines.push([one, '<unknown>', '<unknown>', '<unknown>', '<unknown>']);
    print(ctx, ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], lines);
  },
};

export const top: Command = { name: 'top', short: 'Display resource (CPU/memory) usage', long: topLong, usage: 'top [flags]', commands: [node, pod] };
