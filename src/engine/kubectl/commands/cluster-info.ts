// kubectl cluster-info and cluster-info dump (kubectl/pkg/cmd/clusterinfo).
import { ApiError } from '../../kube/api-error.ts';
import { isObject, type JsonObject } from '../../base/json.ts';
import { resolvePath } from '../../machine/files.ts';
import { formatYaml } from '../../kube/yaml.ts';
import type { Fiber } from '../../sim/fiber.ts';
import type { Command } from '../cli/command.ts';
import { printFlags } from '../cli/common-flags.ts';
import type { Invocation } from '../cli/invocation.ts';
import { indentedJson } from '../../kube/go-json.ts';
import { listAt, textAt } from '../ops/pods.ts';
import { asObject } from '../resource/builder.ts';
import { textOf } from '../rest/rest.ts';

const dump: Command = {
  name: 'dump',
  short: 'Dump relevant information for debugging and diagnosis',
  long: "Dump cluster information out suitable for debugging and diagnosing cluster problems.  By default, dumps everything to stdout. You can optionally specify a directory with --output-directory.  If you specify a directory, Kubernetes will build a set of files in that directory.  By default, only dumps things in the current namespace and 'kube-system' namespace, but you can switch to a different namespace with the --namespaces flag, or specify --all-namespaces to dump all namespaces.\n\n The command also dumps the logs of all of the pods in the cluster; these logs are dumped into different directories based on namespace and pod name.",
  examples: `# Dump current cluster state to stdout
kubectl cluster-info dump

# Dump current cluster state to /path/to/cluster-state
kubectl cluster-info dump --output-directory=/path/to/cluster-state

# Dump all namespaces to stdout
kubectl cluster-info dump --all-namespaces

# Dump a set of namespaces to /path/to/cluster-state
kubectl cluster-info dump --namespaces default,kube-system --output-directory=/path/to/cluster-state`,
  usage: 'dump [flags]',
  completes: ['none'],
  flags: [
    ...printFlags.map((f) => (f.name === 'output' ? { ...f, default: 'json' } : f)),
    { name: 'all-namespaces', short: 'A', type: 'bool', usage: 'If true, dump all namespaces.  If true, --namespaces is ignored.' },
    { name: 'namespaces', type: 'slice', usage: 'A comma separated list of namespaces to dump.' },
    { name: 'output-directory', type: 'string', usage: "Where to output the files.  If empty or '-' uses stdout, otherwise creates a directory hierarchy in that directory" },
    { name: 'pod-running-timeout', type: 'duration', default: '20s', usage: 'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running' },
  ],
  run: dumpCluster,
};

const PARTS = [['events', '/api/v1'], ['replication-controllers', '/api/v1'], ['services', '/api/v1'], ['daemonsets', '/apis/apps/v1'], ['deployments', '/apis/apps/v1'], ['replicasets', '/apis/apps/v1'], ['pods', '/api/v1']] as const;

function* dumpCluster(ctx: Invocation): Fiber<number> {
  const folder = ctx.flags.string('output-directory');
  const yaml = ctx.flags.string('output') === 'yaml';
  const write = (name: string, text: string): void => {
    if (folder === '' || folder === '-') return ctx.out(text);
    const path = resolvePath(ctx.process.cwd, `${folder}/${name}`);
    ctx.process.files.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true });
    return ctx.process.files.write(path, text);
  };
  const show = (value: JsonObject): string => (yaml ? formatYaml(value) : `${indentedJson(value, '    ')}\n`);
  const extension = yaml ? 'yaml' : 'json';
  write(`nodes.${extension}`, show(asObject(yield* ctx.rest().get('/api/v1/nodes'))));
  for (const namespace of yield* namespacesOf(ctx)) {
    for (const [name, base] of PARTS) {
      const list = asObject(yield* ctx.rest().get(`${base}/namespaces/${namespace}/${name.replace('-', '')}`));
      write(`${namespace}/${name}.${extension}`, show(list));
      if (name !== 'pods') continue;
      for (const pod of listAt(list, 'items')) for (const container of listAt(pod, 'spec', 'containers')) yield* dumpLog(ctx, namespace, pod, String(container['name']), write);
    }
  }
  if (folder !== '' && folder !== '-') ctx.out(`Cluster info dumped to ${folder}\n`);
  return 0;
}

function* namespacesOf(ctx: Invocation): Fiber<readonly string[]> {
  if (ctx.flags.bool('all-namespaces')) return listAt(asObject(yield* ctx.rest().get('/api/v1/namespaces')), 'items').map((n) => textAt(n, 'metadata', 'name'));
  const given = ctx.flags.list('namespaces');
  return given.length ? given : ['kube-system', ctx.namespace];
}

function* dumpLog(ctx: Invocation, namespace: string, pod: JsonObject, container: string, write: (name: string, text: string) => void): Fiber<void> {
  const name = textAt(pod, 'metadata', 'name');
  let text: string;
  try {
    const { body } = yield* ctx.rest().send('GET', `/api/v1/namespaces/${namespace}/pods/${name}/log`, { query: { container } });
    text = textOf(body);
  } catch (error) {
    text = `Failed to get logs: ${(error as Error).message}\n`;
  }
  write(`${namespace}/${name}/logs.txt`, `==== START logs for container ${container} of pod ${namespace}/${name} ====\n${text}==== END logs for container ${container} of pod ${namespace}/${name} ====\n`);
}

export const clusterInfo: Command = {
  name: 'cluster-info',
  short: 'Display cluster information',
  long: 'Display addresses of the control plane and services with label kubernetes.io/cluster-service=true. To further debug and diagnose cluster problems, use \'kubectl cluster-info dump\'.',
  examples: '# Print the address of the control plane and cluster services\nkubectl cluster-info',
  usage: 'cluster-info [flags]',
  commands: [dump],
  *run(ctx) {
    void ctx.cluster;
    const green = (text: string): string => (ctx.process.tty ? `\u001B[0;32m${text}\u001B[0m` : text);
    const blue = (text: string): string => (ctx.process.tty ? `\u001B[0;33m${text}\u001B[0m` : text);
    const hint = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";
    let services: JsonObject;
    try {
      services = asObject(yield* ctx.rest().get(`/api/v1/namespaces/${ctx.flags.string('namespace') || 'kube-system'}/services`, { labelSelector: 'kubernetes.io/cluster-service=true' }));
    } catch (error) {
      // What the server refuses is told after the hint.
      if (error instanceof ApiError) ctx.out(hint);
      throw error;
    }
    ctx.out(`${green('Kubernetes control plane')} is running at ${blue(ctx.rest().server)}\n`);
    for (const service of listAt(services, 'items')) {
      const name = textAt(service, 'metadata', 'name');
      const [port] = listAt(service, 'spec', 'ports');
      const labels = isObject(asObject(service['metadata'] ?? {})['labels']) ? asObject(asObject(service['metadata'] ?? {})['labels'] ?? {}) : {};
      const title = String(labels['kubernetes.io/name'] ?? name);
      ctx.out(`${green(title)} is running at ${blue(`${ctx.rest().server}/api/v1/namespaces/kube-system/services/${name}${port?.['name'] ? `:${String(port['name'])}` : ''}/proxy`)}\n`);
    }
    ctx.out(hint);
    return 0;
  },
};
