// kubectl top: there is no metrics server in the cluster, and it says so (kubectl/pkg/cmd/top).
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from '../cli/common-flags.ts';
import { CliError } from '../cli/errors.ts';
import type { Invocation } from '../cli/invocation.ts';
import { topLong } from '../help/top.ts';
import { listAt, objectAt, textAt } from '../ops/pods.ts';
import { align } from '../printers/tabwriter.ts';
import { asObject } from '../resource/builder.ts';
import { toBytes, toMilli } from '../../kube/quantity.ts';

/** @throws CliError where the server has no metrics */
function* requireMetrics(ctx: Invocation): Fiber<void> {
  const mapper = yield* ctx.mapper();
  if (!mapper.discovery.groupVersions.some((v) => v.startsWith('metrics.k8s.io/'))) throw new CliError('Metrics API not available');
}

const cpuText = (quantity: string): string => `${toMilli(quantity)}m`;
const memoryText = (quantity: string): string => `${Math.floor(toBytes(quantity) / 2 ** 20)}Mi`;

const common = [
  { name: 'no-headers', type: 'bool', usage: 'If present, print output without headers.' },
  { name: 'sort-by', type: 'string', usage: "If non-empty, sort list using specified field. The field can be either 'cpu' or 'memory'.", complete: ['cpu', 'memory'] },
  { name: 'use-protocol-buffers', type: 'bool', default: 'true', usage: 'Enables using protocol-buffers to access Metrics API.' },
] as const;

const pod: Command = {
  name: 'pod',
  aliases: ['pods', 'po'],
  short: 'Display resource (CPU/memory) usage of pods',
  long: "Display resource (CPU/memory) usage of pods.\n\n The 'top pod' command allows you to see the resource consumption of pods.\n\n Due to the metrics pipeline delay, they may be unavailable for a few minutes since pod creation.",
  examples: '# Show metrics for all pods in the default namespace\nkubectl top pod\n\n# Show metrics for all pods in the given namespace\nkubectl top pod --namespace=NAMESPACE\n\n# Show metrics for a given pod and its containers\nkubectl top pod POD_NAME --containers\n\n# Show metrics for the pods defined by label name=myLabel\nkubectl top pod -l name=myLabel',
  usage: 'pod [NAME | -l label]',
  completes: ['pod', 'none'],
  flags: [allNamespacesFlag, fieldSelectorFlag, selectorFlag, { name: 'containers', type: 'bool', usage: 'If present, print usage of containers within a pod.' }, { name: 'sum', type: 'bool', usage: 'Print the sum of the resource usage' }, ...common],
  *run(ctx) {
    yield* requireMetrics(ctx);
    const list = asObject(yield* ctx.rest().get(`/apis/metrics.k8s.io/v1beta1/namespaces/${ctx.namespace}/pods`, ctx.flags.string('selector') ? { labelSelector: ctx.flags.string('selector') } : {}));
    const rows = listAt(list, 'items').filter((item) => ctx.args.length === 0 || ctx.args.includes(textAt(item, 'metadata', 'name'))).map((item) => {
      const containers = listAt(item, 'containers');
      const sum = (what: 'cpu' | 'memory', of: (q: string) => number): number => containers.reduce((total, c) => total + of(textAt(c, 'usage', what) || '0'), 0);
      return [textAt(item, 'metadata', 'name'), `${sum('cpu', toMilli)}m`, `${Math.floor(sum('memory', toBytes) / 2 ** 20)}Mi`];
    });
    ctx.out(align([...(ctx.flags.bool('no-headers') ? [] : [['NAME', 'CPU(cores)', 'MEMORY(bytes)']]), ...rows]));
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
  flags: [selectorFlag, { name: 'show-capacity', type: 'bool', usage: 'Print node resources based on Capacity instead of Allocatable(default) of the nodes.' }, ...common],
  *run(ctx) {
    yield* requireMetrics(ctx);
    const list = asObject(yield* ctx.rest().get('/apis/metrics.k8s.io/v1beta1/nodes'));
    const rows = listAt(list, 'items').map((item) => {
      const usage = objectAt(item, 'usage');
      return [textAt(item, 'metadata', 'name'), cpuText(String(usage['cpu'] ?? '0')), '', memoryText(String(usage['memory'] ?? '0')), ''];
    });
    ctx.out(align([...(ctx.flags.bool('no-headers') ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]), ...rows]));
  },
};

export const top: Command = { name: 'top', short: 'Display resource (CPU/memory) usage', long: topLong, usage: 'top [flags]', commands: [node, pod] };
