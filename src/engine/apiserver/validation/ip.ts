// IP addresses and CIDRs as apimachinery/pkg/util/validation/ip.go and netutils parse and word them.
import { invalid } from '../../kube/field-error.ts';
import { isIp, parseCidr, parseIp } from '../../kube/ip.ts';
import type { Errors } from './checks.ts';

export function checkIp(errors: Errors, path: string, value: string): boolean {
  if (isIp(value)) return true;
  errors.push(invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
  return false;
}

export function checkCidr(errors: Errors, path: string, value: string): boolean {
  if (parseCidr(value)) return true;
  errors.push(invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'));
  return false;
}

/** Addresses that make no sense as endpoints or external IPs. */
export function checkNonSpecialIp(errors: Errors, path: string, value: string): void {
  const ip = parseIp(value);
  if (!ip) {
    errors.push(invalid(path, value, 'must be a valid IP address'));
    return;
  }
  const v4 = ip.length === 4;
  const loopback = v4 ? ip[0] === 127 : ip.slice(0, 15).every((b) => b === 0) && ip[15] === 1;
  if (ip.every((b) => b === 0)) errors.push(invalid(path, value, `may not be unspecified (${value})`));
  if (loopback) errors.push(invalid(path, value, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (v4 ? ip[0] === 169 && ip[1] === 254 : ip[0] === 0xfe && ((ip[1] ?? 0) & 0xc0) === 0x80) {
    errors.push(invalid(path, value, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  }
  if (v4 ? ip[0] === 224 && ip[1] === 0 && ip[2] === 0 : ip[0] === 0xff && ((ip[1] ?? 0) & 0x0f) === 2) {
    errors.push(invalid(path, value, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  }
}
