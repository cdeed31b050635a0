// Containers in a description: images, ports, states, resources, probes, environment, mounts (describeContainers).
import type { Container, ContainerState, ContainerStatus, EnvFromSource, EnvVar, Pod, Probe } from '../../kube/types.generated.ts';
import { toMilli } from '../../kube/quantity.ts';
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
    writeResources(w, container);
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
  if (container.securityContext?.seccompProfile) w.line(2, `SeccompProfile:\t${container.securityContext.seccompProfile.type}`);
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

function writeResources(w: DescriptionWriter, container: Container): void {
  for (const [title, list] of [['Limits', container.resources?.limits], ['Requests', container.resources?.requests]] as const) {
    const entries = sortedEntries(list);
    if (entries.length === 0) continue;
    w.line(2, `${title}:`);
    for (const [name, quantity] of entries) w.line(3, `${name}:\t${quantity}`);
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
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path.startsWith('/') || path === '' ? path : `/${path}`} ${attributes}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${attributes}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function writeEnvFrom(w: DescriptionWriter, sources: readonly EnvFromSource[] | undefined): void {
  if (!sources || sources.length === 0) return;
  w.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const from = source.configMapRef ? 'ConfigMap' : 'Secret';
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

/** Only metadata is resolved: the rest depends on where the Pod runs (fieldpath.ExtractFieldPathAsString). */
function fieldValue(pod: Pod, path: string): string {
  const map = (values: { readonly [key: string]: string } | undefined): string => sortedEntries(values).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n');
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed) return pod.metadata[keyed[1] as 'labels' | 'annotations']?.[keyed[2] as string] ?? '';
  switch (path) {
    case 'metadata.name': return pod.metadata.name;
    case 'metadata.namespace': return pod.metadata.namespace;
    case 'metadata.uid': return pod.metadata.uid;
    case 'metadata.labels': return map(pod.metadata.labels);
    case 'metadata.annotations': return map(pod.metadata.annotations);
    default: return '';
  }
}

function resourceValue(container: Container, resource: string, divisor: string | number | undefined): string {
  const [kind, ...rest] = resource.split('.');
  const quantity = (kind === 'limits' ? container.resources?.limits : container.resources?.requests)?.[rest.join('.')] ?? '0';
  const by = divisor === undefined || divisor === '0' ? 1 : amount(divisor);
  return String(Math.ceil(amount(quantity) / by));
}

const amount = (text: string | number): number => toMilli(text) / 1000;

function writeMounts(w: DescriptionWriter, container: Container): void {
  const mounts = [...(container.volumeMounts ?? [])].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  if (mounts.length === 0) w.line(2, 'Mounts:\t<none>');
  else {
    w.line(2, 'Mounts:');
    for (const { name, mountPath, readOnly, subPath } of mounts) w.line(3, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${JSON.stringify(subPath)}` : ''})`);
  }
  const devices = [...(container.volumeDevices ?? [])].sort((a, b) => (a.devicePath < b.devicePath ? -1 : 1));
  if (devices.length === 0) return;
  w.line(2, 'Devices:');
  for (const device of devices) w.line(3, `${device.devicePath} from ${device.name}`);
}
