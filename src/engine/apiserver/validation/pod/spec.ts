// The spec of a Pod, wherever it stands (pkg/apis/core/validation: ValidatePodSpec).
import { duplicate, forbiddenField, invalid, required } from '../../../kube/field-error.ts';
import type { ObjectMeta } from '../../../kube/object.ts';
import type { PodDNSConfig, PodSpec } from '../../../kube/types.generated.ts';
import { internalForm } from '../internal-form.ts';
import { checkIp } from '../ip.ts';
import { validateRequirements } from '../resources.ts';
import { dnsLabel, dnsSubdomain, each, inclusiveRange, labels, oneOf, qualifiedName, type Errors } from '../checks.ts';
import { validateAffinity } from './affinity.ts';
import { validateContainers, validateRestartPolicy } from './containers.ts';
import { validateHostProcess, validateOs } from './os.ts';
import { validateGates, validateSpread, validateTolerations } from './placement.ts';
import { validatePodLevelResources } from './pod-resources.ts';
import { validateHostUsers, validatePodSecurityContext } from './security.ts';
import { validateVolumes } from './volumes.ts';

/** `meta` is given for a Pod, not for a template. */
export function validatePodSpec(errors: Errors, spec: PodSpec, meta: ObjectMeta | undefined, path: string): void {
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(`${path}.terminationGracePeriodSeconds`));
  const volumes = validateVolumes(errors, spec.volumes, meta, `${path}.volumes`);
  validateResourceClaims(errors, spec, `${path}.resourceClaims`);
  validateContainers(errors, spec, volumes, path);
  validatePodLevelResources(errors, spec, `${path}.resources`);
  validateHostPorts(errors, spec, meta !== undefined, path);
  validateRestartPolicy(errors, spec.restartPolicy, `${path}.restartPolicy`);
  oneOf(errors, `${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
  labels(errors, `${path}.nodeSelector`, spec.nodeSelector);
  validatePodSecurityContext(errors, spec, `${path}.securityContext`);
  validateAffinity(errors, spec.affinity, `${path}.affinity`);
  validateDns(errors, spec.dnsConfig, spec.dnsPolicy, `${path}.dnsConfig`);
  spec.readinessGates?.forEach((gate, i) => qualifiedName(errors, `${path}.readinessGates[${i}].conditionType`, gate.conditionType ?? ''));
  validateGates(errors, spec.schedulingGates, `${path}.schedulingGates`);
  validateSpread(errors, spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`);
  validateHostProcess(errors, spec, path);
  validateHostUsers(errors, spec, path);
  validateNames(errors, spec, path);
  if (spec.overhead) validateRequirements(errors, `${path}.overhead`, { limits: spec.overhead }, []);
  validateOs(errors, spec, path);
}

function validateNames(errors: Errors, spec: PodSpec, path: string): void {
  if (spec.serviceAccountName) dnsSubdomain(errors, `${path}.serviceAccountName`, spec.serviceAccountName);
  if (spec.nodeName) dnsSubdomain(errors, `${path}.nodeName`, spec.nodeName);
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647)) errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, inclusiveRange(1, 2147483647)));
  if (spec.hostname) dnsLabel(errors, `${path}.hostname`, spec.hostname);
  if (spec.subdomain) dnsLabel(errors, `${path}.subdomain`, spec.subdomain);
  validateTolerations(errors, spec.tolerations, `${path}.tolerations`);
  spec.hostAliases?.forEach((alias, i) => {
    checkIp(errors, `${path}.hostAliases[${i}].ip`, alias.ip ?? '');
    alias.hostnames?.forEach((name, h) => dnsSubdomain(errors, `${path}.hostAliases[${i}].hostnames[${h}]`, name));
  });
  if (spec.priorityClassName) dnsSubdomain(errors, `${path}.priorityClassName`, spec.priorityClassName);
  if (spec.runtimeClassName !== undefined) dnsSubdomain(errors, `${path}.runtimeClassName`, spec.runtimeClassName);
  if (spec.preemptionPolicy !== undefined) oneOf(errors, `${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']);
  if (spec.hostnameOverride !== undefined) validateHostnameOverride(errors, spec, path);
}

function validateHostnameOverride(errors: Errors, spec: PodSpec, path: string): void {
  const name = spec.hostnameOverride ?? '';
  if (name.length > 64) errors.push({ type: 'TooLong', field: `${path}.hostnameOverride`, detail: 'may not be more than 64 bytes' });
  dnsSubdomain(errors, `${path}.hostnameOverride`, name);
  if (spec.setHostnameAsFQDN) errors.push(forbiddenField(`${path}.hostnameOverride`, 'may not be set when setHostnameAsFQDN is true'));
  if (spec.hostNetwork) errors.push(forbiddenField(`${path}.hostnameOverride`, 'may not be set when hostNetwork is true'));
}

function validateResourceClaims(errors: Errors, spec: PodSpec, path: string): void {
  const seen = new Set<string>();
  spec.resourceClaims?.forEach((claim, i) => {
    const at = `${path}[${i}]`;
    const { name, resourceClaimName, resourceClaimTemplateName } = claim;
    if (!name) errors.push(required(`${at}.name`));
    else if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    else {
      dnsLabel(errors, `${at}.name`, name);
      seen.add(name);
    }
    const shown = internalForm('PodResourceClaim', claim);
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) errors.push(invalid(at, shown, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) errors.push(invalid(at, shown, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    if (resourceClaimName !== undefined) dnsSubdomain(errors, `${at}.resourceClaimName`, resourceClaimName);
    if (resourceClaimTemplateName !== undefined) dnsSubdomain(errors, `${at}.resourceClaimTemplateName`, resourceClaimTemplateName);
  });
}

function validateHostPorts(errors: Errors, spec: PodSpec, isPod: boolean, path: string): void {
  if (!spec.hostNetwork) return;
  spec.containers?.forEach((container, c) => {
    container.ports?.forEach(({ hostPort = 0, containerPort }, p) => {
      if ((isPod || hostPort !== 0) && hostPort !== containerPort) {
        errors.push(invalid(`${path}.containers[${c}].ports[${p}].hostPort`, hostPort, 'must match `containerPort` when `hostNetwork` is true'));
      }
    });
  });
}

function validateDns(errors: Errors, config: PodDNSConfig | undefined, policy: string | undefined, path: string): void {
  if (policy === 'None' && !config) {
    errors.push(required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    return;
  }
  if (!config) return;
  const { nameservers = [], searches = [], options = [] } = config;
  if (policy === 'None' && nameservers.length === 0) {
    errors.push(required(`${path}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'));
    return;
  }
  if (nameservers.length > 3) errors.push(invalid(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers'));
  nameservers.forEach((server, i) => checkIp(errors, `${path}.nameservers[${i}]`, server));
  if (searches.length > 32) errors.push(invalid(`${path}.searches`, searches, 'must not have more than 32 search paths'));
  if (searches.join(' ').length > 2048) errors.push(invalid(`${path}.searches`, searches, 'must not have more than 2048 characters (including spaces) in the search list'));
  searches.forEach((search, i) => {
    if (search === '.') return;
    const bare = search.endsWith('.') ? search.slice(0, -1) : search;
    each(errors, `${path}.searches[${i}]`, bare, relaxedSubdomain(bare));
  });
  options.forEach((option, i) => {
    if (!option.name) errors.push(required(`${path}.options[${i}]`, 'must not be empty'));
  });
}

const relaxedText =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*')";

/** DNS search paths may have underscores (validation.IsDNS1123SubdomainWithUnderscore). */
function relaxedSubdomain(value: string): readonly string[] {
  const found: string[] = [];
  if (value.length > 253) found.push('must be no more than 253 characters');
  if (!/^[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?(\.[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?)*$/.test(value)) found.push(relaxedText);
  return found;
}
