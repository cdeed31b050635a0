// What a status may become (pkg/apis/core/validation: ValidatePodStatusUpdate).
import { duplicate, forbiddenField, invalid } from '../../../kube/field-error.ts';
import type { ContainerStatus, Pod } from '../../../kube/types.generated.ts';
import { dnsSubdomain, immutable, qualifiedName, type Errors } from '../../validation/checks.ts';
import { isIpv6 } from '../../../kube/ip.ts';
import { checkIp } from '../../validation/ip.ts';
import { validateMetaUpdate } from '../../validation/object-meta.ts';
import { validatePodAnnotationUpdate } from '../../validation/pod/annotations.ts';

const systemConditions = ['PodScheduled', 'Ready', 'Initialized'];

export function validatePodStatusUpdate(errors: Errors, pod: Pod, old: Pod): void {
  const [status, before] = [pod.status ?? {}, old.status ?? {}];
  validateMetaUpdate(errors, pod.metadata, old.metadata);
  validatePodAnnotationUpdate(errors, pod.metadata.annotations, old.metadata.annotations, 'metadata.annotations');
  status.conditions?.forEach(({ type }, i) => {
    if (!systemConditions.includes(type)) qualifiedName(errors, `status.conditions[${i}].Type`, type ?? '');
  });
  if ((pod.spec.nodeName ?? '') !== (old.spec.nodeName ?? '')) errors.push(forbiddenField('status.nodeName', 'may not be changed directly'));
  if (status.nominatedNodeName && status.nominatedNodeName !== before.nominatedNodeName) dnsSubdomain(errors, 'status.nominatedNodeName', status.nominatedNodeName);
  immutable(errors, 'status.qosClass', status.qosClass ?? '', before.qosClass ?? '');
  const sidecars = new Set((old.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const policy = old.spec.restartPolicy ?? '';
  transitions(errors, status.containerStatuses, before.containerStatuses, 'status.containerStatuses', policy);
  transitions(errors, status.initContainerStatuses, before.initContainerStatuses?.filter((c) => !sidecars.has(c.name)), 'status.initContainerStatuses', policy);
  transitions(errors, status.ephemeralContainerStatuses, before.ephemeralContainerStatuses, 'status.ephemeralContainerStatuses', 'Never');
  const claims = (pod.spec.resourceClaims ?? []).map((claim) => claim.name);
  status.resourceClaimStatuses?.forEach(({ name }, i) => {
    if (!claims.includes(name)) errors.push(invalid(`status.resourceClaimStatuses[${i}].name`, name, 'must match the name of an entry in `spec.resourceClaims`'));
  });
  validateIps(errors, (status.podIPs ?? []).map((entry) => entry.ip), 'status.podIPs');
  const hostIps = (status.hostIPs ?? []).map((entry) => entry.ip);
  if (hostIps.length > 0 && status.hostIP !== hostIps[0]) errors.push(invalid('status.hostIPs[0].ip', hostIps[0], 'must be equal to `hostIP`'));
  validateIps(errors, hostIps, 'status.hostIPs');
}

/** What has ended for good does not run again. */
function transitions(errors: Errors, now: readonly ContainerStatus[] | undefined, old: readonly ContainerStatus[] | undefined, path: string, policy: string): void {
  if (policy === 'Always') return;
  old?.forEach((before, i) => {
    const ended = before.state?.terminated;
    if (!ended || (ended.exitCode !== 0 && policy === 'OnFailure')) return;
    if (now?.some((after) => after.name === before.name && !after.state?.terminated)) errors.push(forbiddenField(`${path}[${i}].state`, 'may not be transitioned to non-terminated state'));
  });
}

function validateIps(errors: Errors, ips: readonly string[], path: string): void {
  ips.forEach((ip, i) => checkIp(errors, `${path}[${i}]`, ip));
  if (ips.length < 2) return;
  const six = ips.filter(isIpv6).length;
  if (ips.length > 2 || six !== 1) errors.push(invalid(path, ips.map((ip) => ({ IP: ip })), 'may specify no more than one IP for each IP family'));
  ips.forEach((ip, i) => {
    if (ips.indexOf(ip) < i) errors.push(duplicate(`${path}[${i}]`, { IP: ip }));
  });
}
