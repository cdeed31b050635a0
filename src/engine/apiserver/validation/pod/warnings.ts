// Warnings about Pods and templates (pkg/api/pod/warnings.go).
import type { ObjectMeta } from '../../../kube/object.ts';
import type { Affinity, Container, PodSpec, PodTemplateSpec, Volume } from '../../../kube/types.generated.ts';
import { milli, text } from '../amounts.ts';

export function templateWarnings(template: PodTemplateSpec | undefined, old: PodTemplateSpec | undefined): readonly string[] {
  if (!template || template === old) return [];
  return podWarnings('template', template.metadata ?? {}, template.spec);
}

/** `path` is empty for a Pod. */
export function podWarnings(path: string, meta: ObjectMeta, spec: PodSpec | undefined): readonly string[] {
  if (!spec) return [];
  const found: string[] = [];
  const at = path === '' ? 'spec' : `${path}.spec`;
  labelWarnings(found, spec, at);
  secretNames(found, spec, at);
  if (spec.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0) found.push(`${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`);
  volumeWarnings(found, spec.volumes ?? [], at);
  annotationWarnings(found, meta, spec, path);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    (spec[list] as readonly Container[] | undefined)?.forEach((container, i) => containerWarnings(found, container, `${at}.${list}[${i}]`, list === 'ephemeralContainers'));
  }
  duplicatePorts(found, spec, at);
  if (spec.overhead) fractions(found, spec.overhead, `${at}.overhead`);
  affinityWarnings(found, spec.affinity, at);
  spreadWarnings(found, spec, at);
  return found;
}

const deprecatedLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
};

function labelWarnings(found: string[], spec: PodSpec, at: string): void {
  for (const key of Object.keys(spec.nodeSelector ?? {}).sort()) if (deprecatedLabels[key]) found.push(`${at}.nodeSelector[${key}]: ${deprecatedLabels[key]}`);
  const node = spec.affinity?.nodeAffinity;
  const path = `${at}.affinity.nodeAffinity`;
  node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms?.forEach((term, i) => {
    term.matchExpressions?.forEach(({ key }, j) => {
      if (deprecatedLabels[key]) found.push(`${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}].matchExpressions[${j}].key: ${key} is ${deprecatedLabels[key]}`);
    });
  });
  node?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => {
    term.preference.matchExpressions?.forEach(({ key }, j) => {
      if (deprecatedLabels[key]) found.push(`${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}].preference.matchExpressions[${j}].key: ${key} is ${deprecatedLabels[key]}`);
    });
  });
  spec.topologySpreadConstraints?.forEach(({ topologyKey }, i) => {
    if (deprecatedLabels[topologyKey]) found.push(`${at}.topologySpreadConstraints[${i}].topologyKey: ${topologyKey} is ${deprecatedLabels[topologyKey]}`);
  });
}

function secretNames(found: string[], spec: PodSpec, at: string): void {
  const seen = new Map<string, number>();
  spec.imagePullSecrets?.forEach(({ name = '' }, i) => {
    if (name === '') found.push(`${at}.imagePullSecrets[${i}].name: invalid empty name ""`);
    seen.set(name, (seen.get(name) ?? 0) + 1);
  });
}

const removedSources: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

function volumeWarnings(found: string[], volumes: readonly Volume[], at: string): void {
  volumes.forEach((volume, i) => {
    const path = `${at}.volumes[${i}]`;
    for (const [source, why] of Object.entries(removedSources)) if (volume[source as keyof Volume] !== undefined) found.push(`${path}.${source === 'storageos' ? 'storageOS' : source}: ${why}`);
    overlappingPaths(found, volume, path);
    const claim = volume.ephemeral?.volumeClaimTemplate?.spec?.resources?.requests?.['storage'];
    if (claim !== undefined && milli(claim) % 1000 !== 0) found.push(`${path}.ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: fractional byte value "${text(claim)}" is invalid, must be an integer`);
    if (volume.emptyDir?.sizeLimit !== undefined && milli(volume.emptyDir.sizeLimit) % 1000 !== 0) found.push(`${path}.emptyDir.sizeLimit: fractional byte value "${text(volume.emptyDir.sizeLimit)}" is invalid, must be an integer`);
  });
}

/** Two sources of one projected volume that write the same path. */
function overlappingPaths(found: string[], volume: Volume, path: string): void {
  const seen = new Map<string, string>();
  volume.projected?.sources?.forEach((source, i) => {
    const files: readonly (readonly [string, string])[] = [
      ...(source.configMap?.items ?? []).map((item): readonly [string, string] => [item.path, `ConfigMap "${source.configMap?.name ?? ''}"`]),
      ...(source.secret?.items ?? []).map((item): readonly [string, string] => [item.path, `Secret "${source.secret?.name ?? ''}"`]),
      ...(source.downwardAPI?.items ?? []).map((item): readonly [string, string] => [item.path, 'DownwardAPI']),
      ...(source.serviceAccountToken ? [[source.serviceAccountToken.path, 'ServiceAccountToken'] as const] : []),
    ];
    for (const [file, owner] of files) {
      const other = seen.get(file);
      if (other !== undefined && other !== owner) found.push(`${path}.projected.sources[${i}]: path "${file}" from ${owner} with overlapping path "${file}" of ${other}`);
      else seen.set(file, owner);
    }
  });
}

function annotationWarnings(found: string[], meta: ObjectMeta, spec: PodSpec, path: string): void {
  const annotations = meta.annotations ?? {};
  const at = path === '' ? 'metadata.annotations' : `${path}.metadata.annotations`;
  if (annotations['scheduler.alpha.kubernetes.io/critical-pod'] !== undefined) found.push(`${at}[scheduler.alpha.kubernetes.io/critical-pod]: non-functional in v1.16+; use the "priorityClassName" field instead`);
  if (annotations['seccomp.security.alpha.kubernetes.io/pod'] !== undefined && !spec.securityContext?.seccompProfile) found.push(`${at}[seccomp.security.alpha.kubernetes.io/pod]: non-functional in v1.27+; use the "seccompProfile" field instead`);
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    const seccomp = `container.seccomp.security.alpha.kubernetes.io/${container.name}`;
    if (annotations[seccomp] !== undefined && !container.securityContext?.seccompProfile) found.push(`${at}[${seccomp}]: non-functional in v1.27+; use the "seccompProfile" field instead`);
    const armor = `container.apparmor.security.beta.kubernetes.io/${container.name}`;
    if (annotations[armor] !== undefined && !container.securityContext?.appArmorProfile && !spec.securityContext?.appArmorProfile) found.push(`${at}[${armor}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
}

function containerWarnings(found: string[], container: Container, at: string, ephemeral: boolean): void {
  const variables = new Map<string, number>();
  container.env?.forEach(({ name, value, valueFrom }, i) => {
    if (variables.has(name)) {
      // A later variable that uses the earlier one does not hide it.
      if (valueFrom || !(value ?? '').includes(`$(${name})`)) found.push(`${at}.env[${i}]: hides previous definition of "${name}", which may be dropped when using apply`);
    } else variables.set(name, i);
  });
  if (container.resources?.limits) fractions(found, container.resources.limits, `${at}.resources.limits`);
  if (container.resources?.requests) fractions(found, container.resources.requests, `${at}.resources.requests`);
  if (ephemeral) return;
  container.ports?.forEach((port, i) => {
    const first = container.ports?.findIndex((other) => other.containerPort === port.containerPort && other.protocol === port.protocol && other.hostPort === port.hostPort && other.hostIP === port.hostIP) ?? i;
    if (first < i) found.push(`${at}.ports[${i}]: duplicate port definition with ${at}.ports[${first}]`);
  });
}

/** The same port of the Pod in two containers. */
function duplicatePorts(found: string[], spec: PodSpec, at: string): void {
  const seen = new Map<string, string>();
  spec.containers?.forEach((container, c) => {
    container.ports?.forEach((port, p) => {
      const key = `${port.protocol}/${port.containerPort}/${port.hostPort ?? 0}/${port.hostIP ?? ''}`;
      const path = `${at}.containers[${c}].ports[${p}]`;
      const other = seen.get(key);
      if (other === undefined) seen.set(key, path);
      else if (!other.startsWith(`${at}.containers[${c}]`)) found.push(`${path}: duplicate port definition with ${other}`);
    });
  });
}

function fractions(found: string[], list: Readonly<Record<string, string | number>>, at: string): void {
  for (const name of ['memory', 'ephemeral-storage']) {
    const value = list[name];
    if (value !== undefined && milli(value) % 1000 !== 0) found.push(`${at}[${name}]: fractional byte value "${text(value)}" is invalid, must be an integer`);
  }
}

function affinityWarnings(found: string[], affinity: Affinity | undefined, at: string): void {
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const path = `${at}.affinity.${kind}`;
    affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => {
      if (!term.labelSelector) found.push(`${path}.requiredDuringSchedulingIgnoredDuringExecution[${i}].labelSelector: a null labelSelector results in matching no pod`);
    });
    affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution?.forEach((term, i) => {
      if (!term.podAffinityTerm.labelSelector) found.push(`${path}.preferredDuringSchedulingIgnoredDuringExecution[${i}].podAffinityTerm.labelSelector: a null labelSelector results in matching no pod`);
    });
  }
}

function spreadWarnings(found: string[], spec: PodSpec, at: string): void {
  spec.topologySpreadConstraints?.forEach((constraint, i) => {
    if (!constraint.labelSelector) found.push(`${at}.topologySpreadConstraints[${i}].labelSelector: a null labelSelector results in matching no pod`);
  });
}
