// /etc/hosts, /etc/resolv.conf and /etc/hostname of a Pod (pkg/kubelet/kubelet_pods.go, network/dns/dns.go).
import type { Pod } from '../kube/types.generated.ts';
import type { FileSystem, Mount } from '../machine/files.ts';
import { buildTree } from '../machine/file-tree.ts';
import { MemoryFiles } from '../machine/memory-files.ts';
import { hostnameOf } from './environment.ts';
import { LazyFiles } from './lazy-files.ts';
import type { PodWorker } from './pod-worker.ts';

const CLUSTER_DOMAIN = 'cluster.local';
const CLUSTER_DNS = '10.96.0.10';
const HOST_DNS = '192.168.65.7';

const paths = ['hosts', 'resolv.conf', 'hostname'].map((name) => ({ path: `/etc/${name}`, sourcePath: `/${name}` }));

/** The files are the Pod's: its containers share them. They are as they were when the first container started, and made when somebody looks. */
export function etcMounts(worker: PodWorker): readonly Mount[] {
  const source = (worker.etc ??= lazyFiles(worker));
  return paths.map(({ path, sourcePath }) => ({ path, source, sourcePath, readOnly: false }));
}

function lazyFiles(worker: PodWorker): FileSystem {
  const { pod, sandbox, context } = worker;
  const { clock } = context;
  const startedMs = clock.nowMs;
  return new LazyFiles(() => {
    const name = hostnameOf(worker);
    const files = buildTree({ '/hosts': hosts(pod, name, sandbox?.ip), '/resolv.conf': resolvConf(pod), '/hostname': `${name}\n` }, {}, { modifiedMs: startedMs });
    return new MemoryFiles({ nowMs: () => clock.nowMs, base: files });
  });
}

function hosts({ spec, metadata }: Pod, name: string, podIp: string | undefined): string {
  const lines = ['# Kubernetes-managed hosts file.', '127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', 'fe00::\tip6-localnet', 'fe00::\tip6-mcastprefix', 'fe00::1\tip6-allnodes', 'fe00::2\tip6-allrouters'];
  const domain = spec.subdomain ? `${name}.${spec.subdomain}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}\t` : '';
  if (podIp !== undefined) lines.push(`${podIp}\t${domain}${name}`);
  const aliases = (spec.hostAliases ?? []).filter(({ hostnames = [] }) => hostnames.length > 0);
  if (aliases.length > 0) {
    lines.push('', '# Entries added by HostAliases.');
    for (const { ip, hostnames = [] } of aliases) lines.push(`${ip}\t${hostnames.join('\t')}`);
  }
  return `${lines.join('\n')}\n`;
}

function resolvConf({ spec, metadata }: Pod): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig = {}, hostNetwork } = spec;
  const cluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const none = dnsPolicy === 'None';
  const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];
  const search = unique([...(cluster ? [`${metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN] : []), ...(dnsConfig.searches ?? [])]);
  const servers = unique([...(cluster ? [CLUSTER_DNS] : none ? [] : [HOST_DNS]), ...(dnsConfig.nameservers ?? [])]);
  const options = new Map<string, string | undefined>(cluster ? [['ndots', '5']] : []);
  for (const { name = '', value } of dnsConfig.options ?? []) options.set(name, value);
  const lines = [...(search.length > 0 ? [`search ${search.join(' ')}`] : []), ...servers.map((server) => `nameserver ${server}`)];
  if (options.size > 0) lines.push(`options ${[...options].map(([name, value]) => (value === undefined ? name : `${name}:${value}`)).join(' ')}`);
  return `${lines.join('\n')}\n`;
}
