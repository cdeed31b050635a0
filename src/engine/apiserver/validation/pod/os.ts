// What spec.os forbids, and Windows host processes (pkg/apis/core/validation: validateLinux, validateWindows, validateWindowsHostProcessPod).
import { forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import type { Container, PodSpec, SecurityContext } from '../../../kube/types.generated.ts';
import type { Errors } from '../checks.ts';

type AnyContainer = Pick<Container, 'name' | 'securityContext' | 'image'>;

/** All containers in upstream's order of visit: init, regular, ephemeral. */
export function visitContainers(spec: PodSpec, path: string, visit: (container: AnyContainer, path: string) => void): void {
  spec.initContainers?.forEach((c, i) => visit(c, `${path}.initContainers[${i}]`));
  spec.containers?.forEach((c, i) => visit(c, `${path}.containers[${i}]`));
  spec.ephemeralContainers?.forEach((c, i) => visit(c, `${path}.ephemeralContainers[${i}]`));
}

const linuxOnlyInContainers: readonly (keyof SecurityContext)[] = ['appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup'];

export function validateOs(errors: Errors, spec: PodSpec, path: string): void {
  if (!spec.os) return;
  const { name } = spec.os;
  if (!name) errors.push(required(`${path}.os.name`, 'cannot be empty'));
  else if (name === 'linux') validateLinux(errors, spec, path);
  else if (name === 'windows') validateWindows(errors, spec, path);
  else errors.push(notSupported(`${path}.os`, name, ['linux', 'windows']));
}

function validateLinux(errors: Errors, spec: PodSpec, path: string): void {
  const detail = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions) errors.push(forbiddenField(`${path}.securityContext.windowsOptions`, detail));
  visitContainers(spec, path, (container, at) => {
    if (container.securityContext?.windowsOptions) errors.push(forbiddenField(`${at}.securityContext.windowsOptions`, detail));
  });
}

function validateWindows(errors: Errors, spec: PodSpec, path: string): void {
  const context = spec.securityContext ?? {};
  const forbid = (set: boolean, field: string): void => {
    if (set) errors.push(forbiddenField(`${path}.${field}`, 'cannot be set for a windows pod'));
  };
  forbid(context.appArmorProfile !== undefined, 'securityContext.appArmorProfile');
  forbid(context.seLinuxOptions !== undefined, 'securityContext.seLinuxOptions');
  forbid(spec.hostUsers !== undefined, 'hostUsers');
  forbid(spec.hostPID === true, 'hostPID');
  forbid(spec.hostIPC === true, 'hostIPC');
  forbid(context.seccompProfile !== undefined, 'securityContext.seccompProfile');
  forbid(context.fsGroup !== undefined, 'securityContext.fsGroup');
  forbid(context.fsGroupChangePolicy !== undefined, 'securityContext.fsGroupChangePolicy');
  forbid((context.sysctls ?? []).length > 0, 'securityContext.sysctls');
  forbid(spec.shareProcessNamespace !== undefined, 'shareProcessNamespace');
  forbid(context.runAsUser !== undefined, 'securityContext.runAsUser');
  forbid(context.runAsGroup !== undefined, 'securityContext.runAsGroup');
  forbid(context.supplementalGroups !== undefined, 'securityContext.supplementalGroups');
  forbid(context.supplementalGroupsPolicy !== undefined, 'securityContext.supplementalGroupsPolicy');
  forbid(context.seLinuxChangePolicy !== undefined, 'securityContext.seLinuxChangePolicy');
  visitContainers(spec, path, (container, at) => {
    for (const field of linuxOnlyInContainers) {
      if (container.securityContext?.[field] !== undefined) errors.push(forbiddenField(`${at}.securityContext.${field}`, 'cannot be set for a windows pod'));
    }
  });
}

export function validateHostProcess(errors: Errors, spec: PodSpec, path: string): void {
  const pod = spec.securityContext?.windowsOptions?.hostProcess;
  let count = 0;
  let hostProcesses = 0;
  visitContainers(spec, path, (container, at) => {
    count++;
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (pod !== undefined && own !== undefined && pod !== own) {
      errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, `pod hostProcess value must be identical if both are specified, was ${pod}`));
    }
    if (own ?? pod) hostProcesses++;
  });
  if (hostProcesses === 0) return;
  if (hostProcesses !== count) errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  if (!spec.hostNetwork) errors.push(invalid(`${path}.hostNetwork`, false, 'hostNetwork must be true if pod contains any hostProcess containers'));
}
