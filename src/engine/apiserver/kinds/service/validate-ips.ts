// Cluster IPs, families and their policy (pkg/apis/core/validation: ValidateServiceClusterIPsRelatedFields).
import { duplicate, invalid, notSupported, required } from '../../../kube/field-error.ts';
import type { Service } from '../../../kube/types.generated.ts';
import type { Errors } from '../../validation/checks.ts';
import { isIpv6 } from '../../../kube/ip.ts';
import { checkIp } from '../../validation/ip.ts';
import { isHeadless } from './fields.ts';

const families = ['IPv4', 'IPv6'];
const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export function validateClusterIps(errors: Errors, service: Service): void {
  const { spec } = service;
  if (spec.type === 'ExternalName') return;
  const ip = spec.clusterIP ?? '';
  const ips = spec.clusterIPs ?? [];
  const path = 'spec.clusterIPs';
  if (ip !== '') {
    if (ips.length === 0) errors.push(required(path));
    else if (ips[0] !== ip) errors.push(invalid(path, ips, 'first value must match `clusterIP`'));
  } else if (ips.length > 0) errors.push(invalid(path, ips, 'must be empty when `clusterIP` is not specified'));
  spec.ipFamilies?.forEach((family, i) => {
    if (!families.includes(family)) errors.push(notSupported(`spec.ipFamilies[${i}]`, family, families));
    if ((spec.ipFamilies ?? []).indexOf(family) < i) errors.push(duplicate(`spec.ipFamilies[${i}]`, family));
  });
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy)) errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  if (!validateAddresses(errors, ips, path)) return;
  if (ips.length > 1 && !(ips.length === 2 && ips.filter(isIpv6).length === 1)) errors.push(invalid(path, ips, 'may specify no more than one IP for each IP family'));
  if (isHeadless(service)) return;
  ips.forEach((address, i) => {
    const family = spec.ipFamilies?.[i];
    if (family === 'IPv4' && isIpv6(address)) errors.push(invalid(`${path}[${i}]`, address, `expected an IPv4 value as indicated by \`ipFamilies[${i}]\``));
    if (family === 'IPv6' && !isIpv6(address)) errors.push(invalid(`${path}[${i}]`, address, `expected an IPv6 value as indicated by \`ipFamilies[${i}]\``));
  });
}

/** False when the addresses themselves are wrong, which would make the later errors misleading. */
function validateAddresses(errors: Errors, ips: readonly string[], path: string): boolean {
  let valid = true;
  ips.forEach((address, i) => {
    if (i === 0 && address === 'None') {
      if (ips.length > 1) {
        valid = false;
        errors.push(invalid(path, ips, "'None' must be the first and only value"));
      }
    } else if (!checkIp(errors, `${path}[${i}]`, address)) valid = false;
  });
  if (ips.length > 2) errors.push(invalid(path, ips, 'may only hold up to 2 values'));
  return valid;
}
