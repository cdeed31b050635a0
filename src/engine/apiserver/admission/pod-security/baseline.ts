// The checks of the baseline level (pod-security-admission/policy/check_*.go).
import { type Check, containersOf, namesWhere, named, plural, quoted, setters } from './report.ts';

const DEFAULT_CAPABILITIES = ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'];
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const SYSCTLS = [
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
];
const APPARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = (spec, { annotations = {} }) => {
  const bad = (type: string | undefined): boolean => type !== undefined && type !== 'RuntimeDefault' && type !== 'Localhost';
  const values = new Set<string>();
  const containers = namesWhere(spec, ({ securityContext }) => bad(securityContext?.appArmorProfile?.type) && values.add(securityContext?.appArmorProfile?.type ?? '') !== undefined);
  const pod = bad(spec.securityContext?.appArmorProfile?.type);
  if (pod) values.add(spec.securityContext?.appArmorProfile?.type ?? '');
  const marks = Object.entries(annotations).filter(([key, value]) => key.startsWith(APPARMOR_PREFIX) && value !== '' && value !== 'runtime/default' && !value.startsWith('localhost/'));
  const details = [
    ...(pod || containers.length > 0 ? [`${setters(pod, containers)} must not set AppArmor profile type to ${quoted([...values].sort())}`] : []),
    ...(marks.length > 0 ? [`${plural('annotation', 'annotations', marks.length)} ${marks.map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort().join(', ')}`] : []),
  ];
  return details.length === 0 ? undefined : { reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.size + marks.length), detail: details.join(' and ') };
};

export const capabilitiesBaseline: Check = (spec) => {
  const added = (container: ReturnType<typeof containersOf>[number]): readonly string[] => (container.securityContext?.capabilities?.add ?? []).filter((name) => !DEFAULT_CAPABILITIES.includes(name));
  const names = namesWhere(spec, (container) => added(container).length > 0);
  if (names.length === 0) return undefined;
  const capabilities = [...new Set(containersOf(spec).flatMap(added))].sort();
  return { reason: 'non-default capabilities', detail: `${named(names)} must not include ${quoted(capabilities)} in securityContext.capabilities.add` };
};

export const hostNamespaces: Check = ({ hostNetwork, hostPID, hostIPC }) => {
  const set = [...(hostNetwork ? ['hostNetwork=true'] : []), ...(hostPID ? ['hostPID=true'] : []), ...(hostIPC ? ['hostIPC=true'] : [])];
  return set.length === 0 ? undefined : { reason: 'host namespaces', detail: set.join(', ') };
};

export const hostPathVolumes: Check = ({ volumes = [] }) => {
  const names = volumes.filter(({ hostPath }) => hostPath).map(({ name }) => name);
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', names.length)} ${quoted(names)}` };
};

export const hostPorts: Check = (spec) => {
  const ports = (container: ReturnType<typeof containersOf>[number]): readonly number[] => (container.ports ?? []).flatMap(({ hostPort }) => (hostPort ? [hostPort] : []));
  const names = namesWhere(spec, (container) => ports(container).length > 0);
  if (names.length === 0) return undefined;
  const all = [...new Set(containersOf(spec).flatMap(ports).map(String))].sort();
  return { reason: 'hostPort', detail: `${named(names)} ${plural('uses', 'use', names.length)} ${plural('hostPort', 'hostPorts', all.length)} ${all.join(', ')}` };
};

export const hostProbes: Check = (spec) => {
  const hosts = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: ReturnType<typeof containersOf>[number]): readonly string[] =>
    [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop].flatMap((handler) => [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''].filter((host) => host !== ''));
  const names = namesWhere(spec, (container) => hosts(container).length > 0);
  if (names.length === 0) return undefined;
  const all = [...new Set(containersOf(spec).flatMap(hosts))].sort();
  return { reason: 'probe or lifecycle host', detail: `${named(names)} ${plural('uses', 'use', names.length)} probe or lifecycle ${plural('host', 'hosts', all.length)} ${quoted(all)}` };
};

export const privileged: Check = (spec) => {
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.privileged === true);
  return names.length === 0 ? undefined : { reason: 'privileged', detail: `${named(names)} must not set securityContext.privileged=true` };
};

export const procMount: Check = (spec) => {
  const bad = (type: string | undefined): boolean => type !== undefined && type !== 'Default';
  const names = namesWhere(spec, ({ securityContext }) => bad(securityContext?.procMount));
  if (names.length === 0) return undefined;
  const types = [...new Set(containersOf(spec).flatMap(({ securityContext }) => (bad(securityContext?.procMount) ? [securityContext?.procMount ?? ''] : [])))].sort();
  return { reason: 'procMount', detail: `${named(names)} must not set securityContext.procMount to ${quoted(types)}` };
};

export const seLinuxOptions: Check = (spec) => {
  const contexts = [{ name: undefined, options: spec.securityContext?.seLinuxOptions }, ...containersOf(spec).map(({ name, securityContext }) => ({ name, options: securityContext?.seLinuxOptions }))];
  const bad = contexts.filter(({ options }) => options && (!SELINUX_TYPES.includes(options.type ?? '') || options.user || options.role));
  if (bad.length === 0) return undefined;
  const types = [...new Set(bad.map(({ options }) => options?.type ?? '').filter((type) => !SELINUX_TYPES.includes(type)))].sort();
  const faults = [
    ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
    ...(bad.some(({ options }) => options?.user) ? ['user may not be set'] : []),
    ...(bad.some(({ options }) => options?.role) ? ['role may not be set'] : []),
  ];
  const who = setters(bad.some(({ name }) => name === undefined), bad.flatMap(({ name }) => (name === undefined ? [] : [name])));
  return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}` };
};

export const seccompBaseline: Check = (spec) => {
  const bad = (type: string | undefined): boolean => type === 'Unconfined';
  const pod = bad(spec.securityContext?.seccompProfile?.type);
  const names = namesWhere(spec, ({ securityContext }) => bad(securityContext?.seccompProfile?.type));
  return pod || names.length > 0 ? { reason: 'seccompProfile', detail: `${setters(pod, names)} must not set securityContext.seccompProfile.type to "Unconfined"` } : undefined;
};

export const sysctls: Check = ({ securityContext }) => {
  const names = (securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !SYSCTLS.includes(name));
  return names.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: names.join(', ') };
};

export const windowsHostProcess: Check = (spec) => {
  const pod = spec.securityContext?.windowsOptions?.hostProcess === true;
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true);
  return pod || names.length > 0 ? { reason: 'hostProcess', detail: `${setters(pod, names)} must not set securityContext.windowsOptions.hostProcess=true` } : undefined;
};
