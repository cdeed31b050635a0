// /etc/hosts, /etc/resolv.conf and /etc/hostname of a Pod (pkg/kubelet/kubelet_pods.go, network/dns/dns.go).
import type { Mount } from '../machine/files.ts';
import { filesOf } from '../machine/memory-files.ts';
import { hostnameOf } from './environment.ts';
import type { PodWorker } from './pod-worker.ts';

const CLUSTER_DOMAIN = 'cluster.local';
const CLUSTER_DNS = '10.96.0.10';
const HOST_DNS = '192.168.65.7';

/** The files are the Pod's: its containers share them. */
export function etcMounts(worker: PodWorker): readonly Mount[] {
  const { clock } = worker.context;
  const source = (worker.etc ??= filesOf(() => clock.nowMs, { '/hosts': hosts(worker), '/resolv.conf': resolvConf(worker), '/hostname': `${hostnameOf(worker)}\n` }));
  return ['hosts', 'resolv.conf', 'hostname'].map((name) => ({ path: `/etc/${name}`, source, sourcePath: `/${name}`, readOnly: false }));
}

function hosts(worker: PodWorker): string {
  const { pod, sandbox } = worker;
  const { spec, metadata } = pod;
  const lines = ['# Kubernetes-managed hosts file.', '127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', 'fe00::\tip6-localnet', 'fe00::\tip6-mcastprefix', 'fe00::1\tip6-allnodes', 'fe00::2\tip6-allrouters'];
  const name = hostnameOf(worker);
  const domain = spec.subdomain ? `${name}.${spec.subdomain}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}\t` : '';
  if (sandbox) lines.push(`${sandbox.ip}\t${domain}${name}`);
  const aliases = (spec.hostAliases ?? []).filter(({ hostnames = [] }) => hostnames.length > 0);
  if (aliases.length > 0) {
    lines.push('', '# Entries added by HostAliases.');
    for (const { ip, hostnames = [] } of aliases) lines.push(`${ip}\t${hostnames.join('\t')}`);
  }
  return `${lines.join('\n')}\n`;
}

function resolvConf({ pod }: PodWorker): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig = {}, hostNetwork } = pod.spec;
  const cluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const none = dnsPolicy === 'None';
  const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];
  const search = unique([...(cluster ? [`${pod.metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN] : []), ...(dnsConfig.searches ?? [])]);
  const servers = unique([...(cluster ? [CLUSTER_DNS] : none ? [] : [HOST_DNS]), ...(dnsConfig.nameservers ?? [])]);
  const options = new Map<string, string | undefined>(cluster ? [['ndots', '5']] : []);
  for (const { name = '', value } of dnsConfig.options ?? []) options.set(name, value);
  const lines = [...(search.length > 0 ? [`search ${search.join(' ')}`] : []), ...servers.map((server) => `nameserver ${server}`)];
  if (options.size > 0) lines.push(`options ${[...options].map(([name, value]) => (value === undefined ? name : `${name}:${value}`)).join(' ')}`);
  return `${lines.join('\n')}\n`;
}
