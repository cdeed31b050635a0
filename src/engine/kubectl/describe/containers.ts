// Containers in a description: images, ports, states, resources, probes, environment, mounts (describeContainers).
import type { Container, ContainerState, ContainerStatus, EnvFromSource, EnvVar, Pod, Probe } from '../../kube/types.generated.ts';
import { byteOrder, goQuote } from '../../kube/go-format.ts';
import { toBytes, toMilli } from '../../kube/quantity.ts';
import { goSort } from '../printers/go-sort.ts';
import { hostPort } from './endpoints.ts';
import { sortedEntries, timeText } from './values.ts';
import type { DescriptionWriter } from './writer.ts';

/** @param pod of which the values of downward fields are taken; none for a template */
export function writeContainers(w: DescriptionWriter, label: string, containers: readonly Container[], statuses: readonly ContainerStatus[] | undefined, pod: Pod | undefined, space: string): void {
  const byName = new Map((statuses ?? []).map((status) => [status.name, status]));
  w.line(0, containers.length === 0 ? `${space}${label}: <none>` : `${space}${label}:`);
  for (const container of containers) {
    const status = byName.get(container.name);
    writeBasics(w, container, status, space);
    writeCommand(w, container);
    if (status) writeStatus(w, status);
    writeResources(w, container.resources, 2);
    writeProbes(w, container);
    writeEnvFrom(w, container.envFrom);
    writeEnvironment(w, container.env, container, pod);
    writeMounts(w, container);
  }
}

function writeBasics(w: DescriptionWriter, container: Container, status: ContainerStatus | undefined, space: string): void {
  w.line(1, `${space === '' ? '' : ' '}${container.name}:`);
  if (status) w.line(2, `Container ID:\t${status.containerID ?? ''}`);
  w.line(2, `Image:\t${container.image ?? ''}`);
  if (status) w.line(2, `Image ID:\t${status.imageID ?? ''}`);
  const ports = (container.ports ?? []).map((p) => `${p.containerPort}/${p.protocol ?? 'TCP'}${p.name ? ` (${p.name})` : ''}`);
  w.line(2, ports.length > 1 ? `Ports:\t${ports.join(', ')}` : `Port:\t${ports[0] ?? '<none>'}`);
  const hostPorts = (container.ports ?? []).map((p) => `${p.hostPort ?? 0}/${p.protocol ?? 'TCP'}${p.name ? ` (${p.name})` : ''}`);
  w.line(2, hostPorts.length > 1 ? `Host Ports:\t${hostPorts.join(', ')}` : `Host Port:\t${hostPorts[0] ?? '<none>'}`);
  const profile = container.securityContext?.seccompProfile;
  if (!profile) return;
  w.line(2, `SeccompProfile:\t${profile.type}`);
  if (profile.type === 'Localhost') w.line(3, `LocalhostProfile:\t${profile.localhostProfile ?? ''}`);
}

function writeCommand(w: DescriptionWriter, container: Container): void {
  for (const [title, words] of [['Command', container.command], ['Args', container.args]] as const) {
    if (!words || words.length === 0) continue;
    w.line(2, `${title}:`);
    for (const word of words) for (const line of word.split('\n')) w.line(3, line);
  }
}

function writeStatus(w: DescriptionWriter, status: ContainerStatus): void {
  writeState(w, 'State', status.state);
  if (status.lastState?.terminated) writeState(w, 'Last State', status.lastState);
  w.line(2, `Ready:\t${status.ready ? 'True' : 'False'}`);
  w.line(2, `Restart Count:\t${status.restartCount ?? 0}`);
}

function writeState(w: DescriptionWriter, title: string, state: ContainerState | undefined): void {
  if (state?.running) {
    w.line(2, `${title}:\tRunning`);
    w.line(3, `Started:\t${timeText(state.running.startedAt)}`);
  } else if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    w.line(2, `${title}:\tTerminated`);
    if (reason) w.line(3, `Reason:\t${reason}`);
    if (message) w.line(3, `Message:\t${message}`);
    w.line(3, `Exit Code:\t${exitCode}`);
    if (signal) w.line(3, `Signal:\t${signal}`);
    w.line(3, `Started:\t${timeText(startedAt)}`);
    w.line(3, `Finished:\t${timeText(finishedAt)}`);
  } else {
    w.line(2, `${title}:\tWaiting`);
    if (state?.waiting?.reason) w.line(3, `Reason:\t${state.waiting.reason}`);
  }
}

export function writeResources(w: DescriptionWriter, resources: Container['resources'], level: number): void {
  for (const [title, list] of [['Limits', resources?.limits], ['Requests', resources?.requests]] as const) {
    const entries = sortedEntries(list);
    if (entries.length === 0) continue;
    w.line(level, `${title}:`);
    for (const [name, quantity] of entries) w.line(level + 1, `${name}:\t${quantity}`);
  }
}

function writeProbes(w: DescriptionWriter, container: Container): void {
  if (container.livenessProbe) w.line(2, `Liveness:\t${probeText(container.livenessProbe)}`);
  if (container.readinessProbe) w.line(2, `Readiness:\t${probeText(container.readinessProbe)}`);
  if (container.startupProbe) w.line(2, `Startup:\t${probeText(container.startupProbe)}`);
}

function probeText(probe: Probe): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 1}s period=${probe.periodSeconds ?? 10}s #success=${probe.successThreshold ?? 1} #failure=${probe.failureThreshold ?? 3}`;
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${attributes}`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${hostPort(host, port)}${path === '' || path.startsWith('/') ? '' : '/'}${pathText(path)} ${attributes}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

/** As Go writes the path of a URL (net/url EscapedPath). */
const pathText = (path: string): string => encodeURIComponent(path).replace(/%(2F|24|26|2B|2C|3A|3B|3D|40)/g, (code) => decodeURIComponent(code)).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function writeEnvFrom(w: DescriptionWriter, sources: readonly EnvFromSource[] | undefined): void {
  if (!sources || sources.length === 0) return;
  w.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const from = source.configMapRef ? 'ConfigMap' : source.secretRef ? 'Secret' : '';
    const ref = source.configMapRef ?? source.secretRef;
    const prefix = source.prefix ? ` with prefix '${source.prefix}'` : '';
    w.line(3, `${ref?.name ?? ''}\t${from}${prefix}\tOptional: ${ref?.optional ?? false}`);
  }
}

function writeEnvironment(w: DescriptionWriter, env: readonly EnvVar[] | undefined, container: Container, pod: Pod | undefined): void {
  if (!env || env.length === 0) return w.line(2, 'Environment:\t<none>');
  w.line(2, 'Environment:');
  for (const variable of env) {
    const source = variable.valueFrom;
    if (!source) {
      for (const [i, line] of (variable.value ?? '').split('\n').entries()) w.line(3, i === 0 ? `${variable.name}:\t${line}` : `\t${line}`);
    } else if (source.fieldRef) {
      const { apiVersion = 'v1', fieldPath } = source.fieldRef;
      w.line(3, `${variable.name}:\t${pod ? fieldValue(pod, fieldPath) : ''} (${apiVersion}:${fieldPath})`);
    } else if (source.resourceFieldRef) {
      w.line(3, `${variable.name}:\t${resourceValue(container, source.resourceFieldRef.resource, source.resourceFieldRef.divisor)} (${source.resourceFieldRef.resource})`);
    } else if (source.secretKeyRef) {
      w.line(3, `${variable.name}:\t<set to the key '${source.secretKeyRef.key}' in secret '${source.secretKeyRef.name ?? ''}'>\tOptional: ${source.secretKeyRef.optional ?? false}`);
    } else if (source.configMapKeyRef) {
      w.line(3, `${variable.name}:\t<set to the key '${source.configMapKeyRef.key}' of config map '${source.configMapKeyRef.name ?? ''}'>\tOptional: ${source.configMapKeyRef.optional ?? false}`);
    }
  }
}

/** kubectl knows two fields of a Pod by their labels (runtime.DefaultMetaV1FieldSelectorConversion); the others stay empty. */
function fieldValue({ metadata }: Pod, path: string): string {
  return path === 'metadata.name' ? metadata.name : path === 'metadata.namespace' ? metadata.namespace : '';
}

/** What a container is given of a resource, in whole divisors, rounded up (ExtractContainerResourceValue). */
function resourceValue({ resources }: Container, resource: string, divisor: string | number | undefined): string {
  const [, kind = '', name = ''] = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.+)$/.exec(resource) ?? [];
  if (name === '') return '';
  const list = kind === 'limits' ? resources?.limits : resources?.requests;
  const amount = name === 'cpu' ? toMilli : toBytes;
  const by = amount(divisor) === 0 ? amount(1) : amount(divisor);
  const text = String(Math.ceil(amount(list?.[name]) / by));
  return text === '0' && (resource === 'limits.cpu' || resource === 'limits.memory') ? 'node allocatable' : text;
}

function writeMounts(w: DescriptionWriter, { volumeMounts = [], volumeDevices = [] }: Container): void {
  w.line(2, volumeMounts.length === 0 ? 'Mounts:\t<none>' : 'Mounts:');
  const mounts = goSort(volumeMounts, (a, b) => byteOrder(a.mountPath, b.mountPath) < 0);
  for (const { name, mountPath, readOnly, subPath } of mounts) w.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${goQuote(subPath)}` : ''})`);
  if (volumeDevices.length === 0) return;
  // That there are no mounts is said of devices, too.
  w.line(2, volumeMounts.length === 0 ? 'Devices:\t<none>' : 'Devices:');
  for (const device of goSort(volumeDevices, (a, b) => byteOrder(a.devicePath, b.devicePath) < 0)) w.line(3, `${device.devicePath} from ${device.name}`);
}
