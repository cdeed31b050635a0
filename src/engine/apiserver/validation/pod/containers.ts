// Containers, init containers and ephemeral containers of a Pod (pkg/apis/core/validation: validateContainers and its kin).
import { duplicate, forbiddenField, invalid, notFoundField, notSupported, required } from '../../../kube/field-error.ts';
import * as names from '../../../kube/names.ts';
import type { Container, ContainerPort, EphemeralContainer, PodSpec } from '../../../kube/types.generated.ts';
import { dnsLabel, each, oneOf, portNumber, protocols, type Errors } from '../checks.ts';
import { validateRequirements } from '../resources.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateLifecycle, validateProbe } from './handlers.ts';
import { validateDevices, validateMounts, type Volumes } from './mounts.ts';
import { validateRestartRules } from './restart-rules.ts';
import { validateSecurityContext } from './security.ts';

interface Surroundings {
  readonly volumes: Volumes;
  readonly claimNames: readonly string[];
  readonly spec: PodSpec;
}

export function validateContainers(errors: Errors, spec: PodSpec, volumes: Volumes, path: string): void {
  const claimNames = (spec.resourceClaims ?? []).map((claim) => claim.name).filter((name) => name);
  const around: Surroundings = { volumes, claimNames, spec };
  validateRegular(errors, around, `${path}.containers`);
  validateInit(errors, around, `${path}.initContainers`);
  validateEphemeral(errors, around, `${path}.ephemeralContainers`);
}

function validateRegular(errors: Errors, around: Surroundings, path: string): void {
  const containers = around.spec.containers ?? [];
  if (containers.length === 0) {
    errors.push(required(path));
    return;
  }
  const seen = new Set<string>();
  containers.forEach((container, i) => {
    const at = `${path}[${i}]`;
    validateCommon(errors, container, around, at);
    if (seen.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    seen.add(container.name);
    validateHooks(errors, container, around.spec, at);
    validateRestartRules(errors, container, at);
  });
  hostPortConflicts(errors, containers, path);
}

function validateHooks(errors: Errors, container: Container, spec: PodSpec, at: string): void {
  const grace = spec.terminationGracePeriodSeconds;
  validateLifecycle(errors, container.lifecycle, grace, spec.os?.name, `${at}.lifecycle`);
  for (const kind of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) validateProbe(errors, container[kind], kind, grace, `${at}.${kind}`);
}

function validateInit(errors: Errors, around: Surroundings, path: string): void {
  const seen = new Set((around.spec.containers ?? []).map((c) => c.name));
  around.spec.initContainers?.forEach((container, i) => {
    const at = `${path}[${i}]`;
    validateCommon(errors, container, around, at);
    validateRestartRules(errors, container, at);
    if (seen.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else if (container.name) seen.add(container.name);
    hostPortConflicts(errors, [container], path);
    if (container.restartPolicy === 'Always') validateHooks(errors, container, around.spec, at);
    else {
      for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[field]) errors.push(forbiddenField(`${at}.${field}`, 'may not be set for init containers without restartPolicy=Always'));
      }
    }
  });
}

const allowedInEphemeral: readonly string[] = ['name', 'image', 'command', 'args', 'workingDir', 'env', 'envFrom', 'volumeMounts', 'volumeDevices', 'terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy', 'securityContext', 'stdin', 'stdinOnce', 'tty', 'targetContainerName'];
/** Every field of EphemeralContainerCommon that an ephemeral container may not have, in the order of the type. */
const forbiddenInEphemeral = ['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

function validateEphemeral(errors: Errors, around: Surroundings, path: string): void {
  const others = [...(around.spec.containers ?? []), ...(around.spec.initContainers ?? [])].map((c) => c.name);
  const seen = new Set(others);
  around.spec.ephemeralContainers?.forEach((container, i) => {
    const at = `${path}[${i}]`;
    validateCommon(errors, container, around, at);
    validateImageSpace(errors, container, at);
    if (seen.has(container.name)) errors.push(duplicate(`${at}.name`, container.name));
    else seen.add(container.name);
    const target = container.targetContainerName;
    if (target && !others.includes(target)) errors.push(notFoundField(`${at}.targetContainerName`, target));
    for (const field of forbiddenInEphemeral) if (isSet(container, field)) errors.push(forbiddenField(`${at}.${field}`, 'cannot be set for an Ephemeral Container'));
    container.volumeMounts?.forEach((mount, m) => {
      if (mount.subPath) errors.push(forbiddenField(`${at}.volumeMounts[${m}].subPath`, 'cannot be set for an Ephemeral Container'));
      if (mount.subPathExpr) errors.push(forbiddenField(`${at}.volumeMounts[${m}].subPathExpr`, 'cannot be set for an Ephemeral Container'));
    });
  });
}

function isSet(container: EphemeralContainer, field: (typeof forbiddenInEphemeral)[number]): boolean {
  const value: unknown = container[field];
  if (value === undefined || allowedInEphemeral.includes(field)) return false;
  return field === 'resources' ? Object.keys(value as object).length > 0 : true;
}

function validateCommon(errors: Errors, container: Container, around: Surroundings, path: string): void {
  if (!container.name) errors.push(required(`${path}.name`));
  else dnsLabel(errors, `${path}.name`, container.name);
  if (!container.image) errors.push(required(`${path}.image`));
  oneOf(errors, `${path}.terminationMessagePolicy`, container.terminationMessagePolicy, ['File', 'FallbackToLogsOnError']);
  validatePorts(errors, container.ports, `${path}.ports`);
  validateEnv(errors, container.env, `${path}.env`);
  validateEnvFrom(errors, container.envFrom, `${path}.envFrom`);
  validateMounts(errors, container, around.volumes, `${path}.volumeMounts`);
  validateDevices(errors, container, around.volumes, `${path}.volumeDevices`);
  oneOf(errors, `${path}.imagePullPolicy`, container.imagePullPolicy, ['Always', 'IfNotPresent', 'Never']);
  validateRequirements(errors, `${path}.resources`, container.resources ?? {}, around.claimNames);
  validateResizePolicy(errors, container, around.spec, `${path}.resizePolicy`);
  validateSecurityContext(errors, container.securityContext, `${path}.securityContext`, around.spec.hostUsers !== false);
}

function validatePorts(errors: Errors, ports: readonly ContainerPort[] | undefined, path: string): void {
  const seen = new Set<string>();
  ports?.forEach((port, i) => {
    const at = `${path}[${i}]`;
    if (port.name) {
      const wrong = names.portName(port.name);
      if (wrong.length > 0) each(errors, `${at}.name`, port.name, wrong);
      else if (seen.has(port.name)) errors.push(duplicate(`${at}.name`, port.name));
      else seen.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${at}.containerPort`));
    else portNumber(errors, `${at}.containerPort`, port.containerPort);
    if (port.hostPort) portNumber(errors, `${at}.hostPort`, port.hostPort);
    oneOf(errors, `${at}.protocol`, port.protocol, protocols);
  });
}

function hostPortConflicts(errors: Errors, containers: readonly Container[], path: string): void {
  const taken = new Set<string>();
  containers.forEach((container, c) => {
    container.ports?.forEach((port, p) => {
      if (!port.hostPort) return;
      const key = `${port.protocol}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (taken.has(key)) errors.push(duplicate(`${path}[${c}].ports[${p}].hostPort`, key));
      taken.add(key);
    });
  });
}

function validateResizePolicy(errors: Errors, container: Container, spec: PodSpec, path: string): void {
  const seen = new Set<string>();
  container.resizePolicy?.forEach(({ resourceName, restartPolicy }, i) => {
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${i}]`, resourceName));
    seen.add(resourceName);
    oneOf(errors, path, resourceName, ['cpu', 'memory']);
    oneOf(errors, path, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (spec.restartPolicy === 'Never' && restartPolicy !== 'NotRequired') errors.push(invalid(path, restartPolicy ?? '', "must be 'NotRequired' when `restartPolicy` is 'Never'"));
  });
}

/** Of Pods only, not of templates. */
export function validateImageSpace(errors: Errors, container: Pick<Container, 'image'>, path: string): void {
  const image = container.image ?? '';
  if (image.trim() !== image) errors.push(invalid(`${path}.image`, image, 'must not have leading or trailing whitespace'));
}

export function validateRestartPolicy(errors: Errors, policy: string | undefined, path: string): void {
  const supported = ['Always', 'OnFailure', 'Never'];
  if (!policy) errors.push(required(path));
  else if (!supported.includes(policy)) errors.push(notSupported(path, policy, supported));
}
