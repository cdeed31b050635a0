// A container's environment (pkg/kubelet/kubelet_pods.go makeEnvironmentVariables, third_party/forked/golang/expansion).
import { decodeBase64 } from '../base/base64.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Container, EnvFromSource, EnvVar, EnvVarSource, Service } from '../kube/types.generated.ts';
import type { ContainerRecord } from './container-record.ts';
import { fieldValue, resourceValue } from './field-values.ts';
import type { PodWorker } from './pod-worker.ts';
import { serviceEnvironment } from './service-environment.ts';

/** The container cannot be configured; the message goes into its state and an event. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `$(NAME)` is replaced where NAME is known, `$$` is a dollar sign; anything else stays. */
export function expand(text: string, env: ReadonlyMap<string, string>): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(\$|\(([^)]*)\))/g, (whole, kind: string, name: string | undefined) => (kind === '$' ? '$' : (env.get(name as string) ?? whole)));
}

export function environment(worker: PodWorker, record: ContainerRecord, imageEnv: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const { namespace } = worker.pod.metadata;
  const container = record.spec as Container;
  const visible = visibleServices(worker, namespace);
  if (!container.env?.length && !container.envFrom?.length) return sharedEnvironment(imageEnv, visible);
  const result = new Map(Object.entries(imageEnv));
  const services = serviceEnvironment(visible);
  const own = new Map<string, string>();
  for (const source of container.envFrom ?? []) for (const [name, value] of fromSource(worker, source)) own.set(name, value);
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom ? valueFrom(worker, record, variable, variable.valueFrom) : expandVariable(variable, own, services);
    if (value !== undefined) own.set(variable.name, value);
  }
  for (const [name, value] of own) result.set(name, value);
  for (const [name, value] of services) if (!own.has(name)) result.set(name, value);
  return result;
}

interface Shared {
  readonly services: readonly Service[];
  readonly env: ReadonlyMap<string, string>;
}
const shared = new WeakMap<Readonly<Record<string, string>>, Shared>();

/** Of containers without variables of their own: a thousand of one image have one map. (The runtime adds the host name.) */
function sharedEnvironment(imageEnv: Readonly<Record<string, string>>, services: readonly Service[]): ReadonlyMap<string, string> {
  const known = shared.get(imageEnv);
  if (known && known.services.length === services.length && services.every((service, i) => service === known.services[i])) return known.env;
  const env = new Map([...Object.entries(imageEnv), ...serviceEnvironment(services)]);
  shared.set(imageEnv, { services, env });
  return env;
}

export function hostnameOf({ pod, context }: PodWorker): string {
  const { spec, metadata } = pod;
  if (spec.hostNetwork) return context.node.name;
  return (spec.hostnameOverride ?? spec.hostname ?? metadata.name).slice(0, 63).replace(/[-.]+$/, '');
}

/** Later variables see the earlier ones, and those of the Services. */
function expandVariable({ value = '' }: EnvVar, own: ReadonlyMap<string, string>, services: ReadonlyMap<string, string>): string {
  return value.includes('$') ? expand(value, new Map([...services, ...own])) : value;
}

function visibleServices({ pod, context }: PodWorker, namespace: string): readonly Service[] {
  const master = context.sources.find(kinds.services, 'default', 'kubernetes');
  const links = pod.spec.enableServiceLinks !== false ? context.sources.list(kinds.services, namespace) : [];
  return master && !(links.length > 0 && namespace === 'default') ? [master, ...links] : links;
}

function fromSource(worker: PodWorker, { prefix = '', configMapRef, secretRef }: EnvFromSource): readonly (readonly [string, string])[] {
  const { sources } = worker.context;
  const { namespace } = worker.pod.metadata;
  if (configMapRef) {
    const map = sources.find(kinds.configmaps, namespace, configMapRef.name ?? '');
    if (!map && !configMapRef.optional) throw new ConfigError(`configmap "${configMapRef.name ?? ''}" not found`);
    return Object.entries(map?.data ?? {}).map(([key, value]) => [prefix + key, value]);
  }
  if (secretRef) {
    const secret = sources.find(kinds.secrets, namespace, secretRef.name ?? '');
    if (!secret && !secretRef.optional) throw new ConfigError(`secret "${secretRef.name ?? ''}" not found`);
    return Object.entries(secret?.data ?? {}).map(([key, value]) => [prefix + key, decodeBase64(value) ?? '']);
  }
  return [];
}

/** Undefined: the source is optional and not there. */
function valueFrom(worker: PodWorker, record: ContainerRecord, { name }: EnvVar, source: EnvVarSource): string | undefined {
  const { pod, context, sandbox } = worker;
  const { namespace } = pod.metadata;
  if (source.fieldRef) {
    const value = fieldValue(pod, source.fieldRef.fieldPath, { podIp: sandbox?.ip ?? '', hostIp: context.node.ip });
    if (value === undefined) throw new ConfigError(`unsupported fieldPath: ${source.fieldRef.fieldPath}`);
    return value;
  }
  if (source.resourceFieldRef) return resourceValue(pod, record.name, source.resourceFieldRef, context.node);
  if (source.configMapKeyRef) {
    const { name: map = '', key, optional } = source.configMapKeyRef;
    const found = context.sources.find(kinds.configmaps, namespace, map);
    if (!found) return missing(optional, `configmap "${map}" not found`);
    return found.data?.[key] ?? missing(optional, `couldn't find key ${key} in ConfigMap ${namespace}/${map}`);
  }
  if (source.secretKeyRef) {
    const { name: secret = '', key, optional } = source.secretKeyRef;
    const found = context.sources.find(kinds.secrets, namespace, secret);
    if (!found) return missing(optional, `secret "${secret}" not found`);
    const value = found.data?.[key];
    return value === undefined ? missing(optional, `couldn't find key ${key} in Secret ${namespace}/${secret}`) : (decodeBase64(value) ?? '');
  }
  throw new ConfigError(`the source of variable ${name} is not simulated in Kubarium`);
}

function missing(optional: boolean | undefined, message: string): undefined {
  if (!optional) throw new ConfigError(message);
  return undefined;
}
