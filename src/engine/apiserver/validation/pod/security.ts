// Security contexts of Pods and containers (pkg/apis/core/validation: ValidateSecurityContext, validatePodSpecSecurityContext).
import { duplicate, forbiddenField, invalid, notSupported, required, tooLong } from '../../../kube/field-error.ts';
import type { AppArmorProfile, PodSecurityContext, PodSpec, SeccompProfile, SecurityContext, WindowsSecurityContextOptions } from '../../../kube/types.generated.ts';
import { descendingPath, dnsSubdomain, inclusiveRange, type Errors } from '../checks.ts';
import { internalForm } from '../internal-form.ts';

const maxId = 2147483647;

function id(errors: Errors, path: string, value: number | undefined): void {
  if (value !== undefined && (value < 0 || value > maxId)) errors.push(invalid(path, value, inclusiveRange(0, maxId)));
}

export function validateSecurityContext(errors: Errors, context: SecurityContext | undefined, path: string, hostUsers: boolean): void {
  if (!context) return;
  id(errors, `${path}.runAsUser`, context.runAsUser);
  id(errors, `${path}.runAsGroup`, context.runAsGroup);
  const mount = context.procMount;
  if (mount !== undefined) {
    if (mount !== 'Default' && mount !== 'Unmasked') errors.push(notSupported(`${path}.procMount`, mount, ['Default', 'Unmasked']));
    if (hostUsers && mount === 'Unmasked') errors.push(invalid(`${path}.procMount`, mount, '`hostUsers` must be false to use `Unmasked`'));
  }
  validateSeccomp(errors, context.seccompProfile, `${path}.seccompProfile`);
  if (context.allowPrivilegeEscalation === false) {
    const shown = internalForm('SecurityContext', context);
    if (context.privileged) errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) errors.push(invalid(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
  }
  validateWindowsOptions(errors, context.windowsOptions, `${path}.windowsOptions`);
  validateAppArmor(errors, context.appArmorProfile, `${path}.appArmorProfile`);
}

export function validatePodSecurityContext(errors: Errors, spec: PodSpec, path: string): void {
  const context = spec.securityContext ?? {};
  id(errors, `${path}.fsGroup`, context.fsGroup);
  id(errors, `${path}.runAsUser`, context.runAsUser);
  id(errors, `${path}.runAsGroup`, context.runAsGroup);
  context.supplementalGroups?.forEach((group, i) => id(errors, `${path}.supplementalGroups[${i}]`, group));
  if (spec.shareProcessNamespace && spec.hostPID) {
    errors.push(invalid(`${path}.shareProcessNamespace`, true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  }
  validateSysctls(errors, spec, context, `${path}.sysctls`);
  oneOfOptional(errors, `${path}.fsGroupChangePolicy`, context.fsGroupChangePolicy, ['Always', 'OnRootMismatch']);
  validateSeccomp(errors, context.seccompProfile, `${path}.seccompProfile`);
  validateWindowsOptions(errors, context.windowsOptions, `${path}.windowsOptions`);
  validateAppArmor(errors, context.appArmorProfile, `${path}.appArmorProfile`);
  oneOfOptional(errors, `${path}.supplementalGroupsPolicy`, context.supplementalGroupsPolicy, ['Merge', 'Strict']);
  oneOfOptional(errors, `${path}.seLinuxChangePolicy`, context.seLinuxChangePolicy, ['MountOption', 'Recursive']);
}

function oneOfOptional(errors: Errors, path: string, value: string | undefined, supported: readonly string[]): void {
  if (value !== undefined && !supported.includes(value)) errors.push(notSupported(path, value, supported));
}

const sysctlName = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;

function validateSysctls(errors: Errors, spec: PodSpec, context: PodSecurityContext, path: string): void {
  const seen = new Set<string>();
  context.sysctls?.forEach(({ name }, i) => {
    const at = `${path}[${i}].name`;
    if (!name) errors.push(required(at));
    else if (name.length > 253 || !sysctlName.test(name)) errors.push(invalid(at, name, 'must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'));
    else if (seen.has(name)) errors.push(duplicate(at, name));
    seen.add(name);
    const dotted = name.replaceAll('/', '.');
    if (spec.hostNetwork && dotted.startsWith('net.')) errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"));
    else if (spec.hostIPC && /^(kernel\.(sem$|shm|msg)|fs\.mqueue\.)/.test(dotted)) errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"));
  });
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'];

function validateSeccomp(errors: Errors, profile: SeccompProfile | undefined, path: string): void {
  if (!profile) return;
  if (!profile.type) errors.push(required(`${path}.type`, 'type is required when seccompProfile is set'));
  else if (!profileTypes.includes(profile.type)) errors.push(notSupported(`${path}.type`, profile.type, profileTypes));
  const local = profile.localhostProfile;
  if (profile.type === 'Localhost') {
    if (local === undefined) errors.push(required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'));
    else descendingPath(errors, `${path}.localhostProfile`, local);
  } else if (local !== undefined) {
    errors.push(invalid(`${path}.localhostProfile`, { Type: profile.type ?? '', LocalhostProfile: local }, 'can only be set when seccomp type is Localhost'));
  }
}

function validateAppArmor(errors: Errors, profile: AppArmorProfile | undefined, path: string): void {
  if (!profile) return;
  const local = profile.localhostProfile;
  const at = `${path}.localhostProfile`;
  if (profile.type === 'Localhost') {
    if (local === undefined) errors.push(required(at, 'must be set when AppArmor type is Localhost'));
    else if (local.trim() !== local) errors.push(invalid(at, local, 'must not be padded with whitespace'));
    else if (local === '') errors.push(required(at, 'must be set when AppArmor type is Localhost'));
    if (local !== undefined && local.length > 4095) errors.push(tooLong(at, 4095));
  } else if (profile.type === 'RuntimeDefault' || profile.type === 'Unconfined') {
    if (local !== undefined) errors.push(invalid(at, local, 'can only be set when AppArmor type is Localhost'));
  } else if (!profile.type) errors.push(required(`${path}.type`, 'type is required when appArmorProfile is set'));
  else errors.push(notSupported(`${path}.type`, profile.type, profileTypes));
}

const maxCredentialSpec = 64 * 1024;
const netBiosName = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const domainName = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;

function validateWindowsOptions(errors: Errors, options: WindowsSecurityContextOptions | undefined, path: string): void {
  if (!options) return;
  if (options.gmsaCredentialSpecName !== undefined) dnsSubdomain(errors, `${path}.gmsaCredentialSpecName`, options.gmsaCredentialSpecName);
  const spec = options.gmsaCredentialSpec;
  if (spec === '') errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
  else if (spec !== undefined && spec.length > maxCredentialSpec) errors.push(invalid(`${path}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  if (options.runAsUserName !== undefined) for (const message of userNameProblems(options.runAsUserName)) errors.push(invalid(`${path}.runAsUserName`, options.runAsUserName, message));
}

function userNameProblems(name: string): readonly string[] {
  if (name === '') return ['runAsUserName cannot be an empty string'];
  if (/[\x00-\x1f\x7f]/.test(name)) return ['runAsUserName cannot contain control characters'];
  const parts = name.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const found: string[] = [];
  const user = parts[parts.length - 1] ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : '';
  if (domain.length >= 256) found.push("runAsUserName's Domain length must be under 256 characters");
  if (parts.length === 2 && !netBiosName.test(domain) && !domainName.test(domain)) found.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
  if (user === '') found.push("runAsUserName's User cannot be empty");
  else if (user.length > 104) found.push("runAsUserName's User length must not be longer than 104 characters");
  if (/^[. ]+$/.test(user)) found.push("runAsUserName's User cannot contain only periods or spaces");
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) found.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  return found;
}

/** hostUsers: false shares no other namespace with the host. */
export function validateHostUsers(errors: Errors, spec: PodSpec, path: string): void {
  if (spec.hostUsers !== false) return;
  if (spec.hostNetwork) errors.push(forbiddenField(`${path}.hostNetwork`, 'when `hostUsers` is false'));
  if (spec.hostPID) errors.push(forbiddenField(`${path}.HostPID`, 'when `hostUsers` is false'));
  if (spec.hostIPC) errors.push(forbiddenField(`${path}.HostIPC`, 'when `hostUsers` is false'));
}

