// Environment variables of containers and what they may refer to (pkg/apis/core/validation: ValidateEnv, ValidateEnvFrom).
import { invalid, notSupported, required } from '../../../kube/field-error.ts';
import * as names from '../../../kube/names.ts';
import type { EnvFromSource, EnvVar, ObjectFieldSelector, ResourceFieldSelector } from '../../../kube/types.generated.ts';
import { isZero, text } from '../amounts.ts';
import { dnsSubdomain, each, localNonReservedPath, qualifiedName, type Errors } from '../checks.ts';

export const envFields = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
export const volumeFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const convertible = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'spec.schedulerName', 'status.phase', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs', 'spec.host'];
const containerResources = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];

export function validateEnv(errors: Errors, vars: readonly EnvVar[] | undefined, path: string): void {
  vars?.forEach((variable, i) => {
    const at = `${path}[${i}]`;
    if (!variable.name) errors.push(required(`${at}.name`));
    else each(errors, `${at}.name`, variable.name, names.relaxedEnvVarName(variable.name));
    validateValueFrom(errors, variable, `${at}.valueFrom`);
  });
}

function validateValueFrom(errors: Errors, variable: EnvVar, path: string): void {
  const from = variable.valueFrom;
  if (!from) return;
  let sources = 0;
  if (from.fieldRef && ++sources) validateFieldRef(errors, from.fieldRef, envFields, `${path}.fieldRef`);
  if (from.resourceFieldRef && ++sources) validateResourceFieldRef(errors, from.resourceFieldRef, `${path}.resourceFieldRef`, false);
  if (from.configMapKeyRef && ++sources) validateKeyRef(errors, from.configMapKeyRef, `${path}.configMapKeyRef`);
  if (from.secretKeyRef && ++sources) validateKeyRef(errors, from.secretKeyRef, `${path}.secretKeyRef`);
  if (from.fileKeyRef && ++sources) validateFileKeyRef(errors, from.fileKeyRef, `${path}.fileKeyRef`);
  if (sources === 0) errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
  else if (variable.value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (sources > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
}

export function validateFieldRef(errors: Errors, ref: ObjectFieldSelector, supported: readonly string[], path: string): void {
  if (!ref.apiVersion) {
    errors.push(required(`${path}.apiVersion`));
    return;
  }
  if (!ref.fieldPath) {
    errors.push(required(`${path}.fieldPath`));
    return;
  }
  const problem = conversionProblem(ref.apiVersion, ref.fieldPath);
  if (problem) {
    errors.push(invalid(`${path}.fieldPath`, ref.fieldPath, `error converting fieldPath: ${problem}`));
    return;
  }
  const subscripted = subscript(ref.fieldPath);
  if (!subscripted) {
    if (!supported.includes(ref.fieldPath)) errors.push(notSupported(`${path}.fieldPath`, ref.fieldPath, supported));
  } else if (subscripted.map === 'metadata.annotations') qualifiedName(errors, path, subscripted.key.toLowerCase());
  else if (subscripted.map === 'metadata.labels') qualifiedName(errors, path, subscripted.key);
  else errors.push(invalid(path, subscripted.map, 'does not support subscript'));
}

function subscript(fieldPath: string): { readonly map: string; readonly key: string } | undefined {
  const found = /^([^[]*)\['(.*)'\]$/.exec(fieldPath);
  return found ? { map: found[1] ?? '', key: found[2] ?? '' } : undefined;
}

/** pkg/apis/core/pods: ConvertDownwardAPIFieldLabel */
function conversionProblem(version: string, label: string): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  const subscripted = subscript(label);
  if (subscripted) return subscripted.map === 'metadata.annotations' || subscripted.map === 'metadata.labels' ? undefined : `field label does not support subscript: ${label}`;
  return convertible.includes(label) ? undefined : `field label not supported: ${label}`;
}

export function validateResourceFieldRef(errors: Errors, ref: ResourceFieldSelector, path: string, volume: boolean): void {
  const resource = ref.resource ?? '';
  if (volume && !ref.containerName) errors.push(required(`${path}.containerName`));
  else if (!resource) errors.push(required(`${path}.resource`));
  else if (!containerResources.includes(resource) && !resource.startsWith('requests.hugepages-') && !resource.startsWith('limits.hugepages-')) {
    errors.push(notSupported(`${path}.resource`, resource, containerResources));
  }
  if (ref.divisor !== undefined && !isZero(ref.divisor)) validateDivisor(errors, resource, text(ref.divisor), `${path}.divisor`);
}

function validateDivisor(errors: Errors, resource: string, divisor: string, path: string): void {
  if (resource === 'limits.cpu' || resource === 'requests.cpu') {
    if (divisor !== '1m' && divisor !== '1') errors.push(invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource"));
    return;
  }
  const what = resource.endsWith('.memory') ? 'memory' : resource.endsWith('.ephemeral-storage') ? 'local ephemeral storage' : resource.includes('.hugepages-') ? 'hugepages' : '';
  if (what === '' || /^1([kMGTPE]|[KMGTPE]i)?$/.test(divisor)) return;
  errors.push(invalid(path, resource, `only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the ${what} resource`));
}

function validateKeyRef(errors: Errors, ref: { readonly name?: string; readonly key?: string }, path: string): void {
  dnsSubdomain(errors, `${path}.name`, ref.name ?? '');
  if (!ref.key) errors.push(required(`${path}.key`));
  else each(errors, `${path}.key`, ref.key, names.configMapKey(ref.key));
}

function validateFileKeyRef(errors: Errors, ref: { readonly volumeName?: string; readonly path?: string; readonly key?: string }, path: string): void {
  if (!ref.volumeName) errors.push(required(`${path}.volumeName`));
  else each(errors, `${path}.volumeName`, ref.volumeName, names.dns1123Label(ref.volumeName));
  if (!ref.path) errors.push(required(`${path}.path`));
  else localNonReservedPath(errors, `${path}.path`, ref.path);
  if (!ref.key) errors.push(required(`${path}.key`));
  else each(errors, `${path}.key`, ref.key, names.relaxedEnvVarName(ref.key));
}

export function validateEnvFrom(errors: Errors, sources: readonly EnvFromSource[] | undefined, path: string): void {
  sources?.forEach((source, i) => {
    const at = `${path}[${i}]`;
    if (source.prefix) each(errors, `${at}.prefix`, source.prefix, names.relaxedEnvVarName(source.prefix));
    let count = 0;
    for (const key of ['configMapRef', 'secretRef'] as const) {
      const ref = source[key];
      if (!ref) continue;
      count++;
      if (!ref.name) errors.push(required(`${at}.${key}.name`));
      else dnsSubdomain(errors, `${at}.${key}.name`, ref.name);
    }
    if (count === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  });
}
