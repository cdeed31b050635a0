// Cluster IPs and node ports (pkg/registry/core/service/storage/alloc.go, ipallocator, portallocator); what is taken is read from the stored Services.
import type { Mutable } from '../../../base/json.ts';
import { equal } from '../../../base/json.ts';
import { ApiError } from '../../../kube/api-error.ts';
import type { FieldError } from '../../../kube/field-error.ts';
import { invalid } from '../../../kube/field-error.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { Service, ServiceCIDR } from '../../../kube/types.generated.ts';
import { invalidObject } from '../../errors.ts';
import type { StrategyContext } from '../../strategy.ts';
import { errorsOf } from '../../validation/checks.ts';
import { ipText, isIpv6, parseIp } from '../../../kube/ip.ts';
import { isHeadless, needsClusterIp, needsHealthCheck, needsNodePort } from './fields.ts';
import { validateClusterIps } from './validate-ips.ts';

type Draft = Mutable<Service>;

const firstPort = 30000;
const lastPort = 32767;

/** Fails as upstream does: before validation, with the allocation's error alone. */
export function allocate(draft: Draft, stored: Service | undefined, context: StrategyContext): void {
  if (needsClusterIp(draft) || draft.spec.type !== 'ExternalName') {
    fail(draft, errorsOf((errors) => validateClusterIps(errors, draft)));
    fail(draft, familyErrors(draft));
  }
  const others = context.list<Service>(kinds.services).filter((other) => other.metadata.namespace !== draft.metadata.namespace || other.metadata.name !== draft.metadata.name);
  allocateIp(draft, stored, others, context);
  allocatePorts(draft, stored, others, context);
}

function fail(draft: Draft, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidObject({ group: '', kind: 'Service' }, draft.metadata.name, errors);
}

/** Families and policy of a cluster that has only IPv4. */
function familyErrors(draft: Draft): readonly FieldError[] {
  const { spec } = draft;
  const errors: FieldError[] = [];
  const ips = spec.clusterIPs ?? [];
  const policy = spec.ipFamilyPolicy;
  if (policy === undefined || policy === 'SingleStack') {
    const several = 'must be RequireDualStack or PreferDualStack when multiple';
    if (policy !== undefined || !selectorless(draft)) {
      if (ips.length === 2) errors.push(invalid('spec.ipFamilyPolicy', policy ?? null, `${several} clusterIPs are specified`));
      if (spec.ipFamilies?.length === 2) errors.push(invalid('spec.ipFamilyPolicy', policy ?? null, `${several} ipFamilies are specified`));
    }
  }
  ips.forEach((ip, i) => {
    if (ip === 'None' || i < (spec.ipFamilies ?? []).length) return;
    if (isIpv6(ip)) errors.push(invalid(`spec.clusterIPs[${i}]`, ips, 'IPv6 is not configured on this cluster'));
    else spec.ipFamilies = [...(spec.ipFamilies ?? []), 'IPv4'];
  });
  if (errors.length > 0) return errors;
  if (selectorless(draft)) {
    spec.ipFamilies ??= ['IPv4'];
    if (spec.ipFamilyPolicy === undefined) spec.ipFamilyPolicy = 'RequireDualStack';
    if (spec.ipFamilies.length < 2 && spec.ipFamilyPolicy !== 'SingleStack') spec.ipFamilies.push(spec.ipFamilies[0] === 'IPv4' ? 'IPv6' : 'IPv4');
    return errors;
  }
  if (policy === 'RequireDualStack') errors.push(invalid('spec.ipFamilyPolicy', policy, 'this cluster is not configured for dual-stack services'));
  spec.ipFamilies?.forEach((family, i) => {
    if (family !== 'IPv4') errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
  });
  if (errors.length > 0) return errors;
  if ((spec.ipFamilies ?? []).length === 0) spec.ipFamilies = ['IPv4'];
  spec.ipFamilyPolicy ??= 'SingleStack';
  return errors;
}

const selectorless = (service: Draft): boolean => isHeadless(service) && Object.keys(service.spec.selector ?? {}).length === 0;

function allocateIp(draft: Draft, stored: Service | undefined, others: readonly Service[], context: StrategyContext): void {
  const { spec } = draft;
  if (!needsClusterIp(draft) || isHeadless(draft)) return;
  const wanted = spec.clusterIPs?.[0] ?? '';
  const had = stored?.spec.clusterIPs?.[0];
  if (wanted !== '' && wanted === had) return;
  // Changing an address is for validation to refuse.
  if (stored && had !== undefined && needsClusterIp(stored)) return;
  const taken = new Set(others.map((other) => other.spec.clusterIP ?? ''));
  if (wanted === '') {
    const ip = freeIp(taken, context);
    spec.clusterIP = ip;
    spec.clusterIPs = [ip];
    return;
  }
  const bytes = parseIp(wanted);
  const inside = bytes?.length === 4 && rangesOf(context).some(({ first, size }) => numberOf(bytes) >= first && numberOf(bytes) < first + size);
  const why = !inside ? 'the provided network does not match the current range' : taken.has(ipText(bytes)) ? 'provided IP is already allocated' : '';
  if (why !== '') fail(draft, [invalid('spec.clusterIPs', spec.clusterIPs as readonly string[], `failed to allocate IP ${wanted}: ${why}`)]);
}

/** The addresses of a ServiceCIDR that may be given out: all but those of the network itself and of its broadcast. */
interface Range {
  readonly first: number;
  readonly size: number;
}

/** The ServiceCIDRs that new addresses come from, the oldest first (pkg/registry/core/service/ipallocator/cidrallocator.go). */
function rangesOf(context: StrategyContext): readonly Range[] {
  const cidrs = context.list<ServiceCIDR>(kinds.servicecidrs).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const oldest = [...cidrs].sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : a.metadata.creationTimestamp > b.metadata.creationTimestamp ? 1 : 0));
  return oldest.flatMap(({ spec }) => (spec?.cidrs ?? []).flatMap((cidr) => rangeOf(cidr)));
}

function rangeOf(cidr: string): readonly Range[] {
  const [network = '', prefix = ''] = cidr.split('/');
  const bytes = parseIp(network);
  const size = 2 ** (32 - Number(prefix)) - 2;
  return bytes?.length === 4 && size > 0 ? [{ first: numberOf(bytes) + 1, size }] : [];
}

const numberOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const addressOf = (number: number): string => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) & 255).join('.');

/** From the upper part of a range, as addresses asked for are rather from the lower (ipallocator's band). */
function freeIp(taken: ReadonlySet<string>, context: StrategyContext): string {
  for (const { first, size } of rangesOf(context)) {
    const band = size < 16 ? 0 : Math.min(Math.max(16, Math.floor(size / 16)), 256);
    const start = context.randomInt(size - band);
    for (let i = 0; i < size; i++) {
      const offset = i < size - band ? band + ((start + i) % (size - band)) : i - (size - band);
      const ip = addressOf(first + offset);
      if (!taken.has(ip)) return ip;
    }
  }
  throw new ApiError(500, 'InternalError', 'Internal error occurred: failed to allocate a serviceIP: range is full');
}

function allocatePorts(draft: Draft, stored: Service | undefined, others: readonly Service[], context: StrategyContext): void {
  const taken = new Set<number>();
  for (const other of others) {
    for (const port of other.spec.ports ?? []) if (port.nodePort) taken.add(port.nodePort);
    if (other.spec.healthCheckNodePort) taken.add(other.spec.healthCheckNodePort);
  }
  const own = new Set((stored?.spec.ports ?? []).map((port) => port.nodePort ?? 0));
  const ports = draft.spec.ports ?? [];
  if (needsNodePort(draft) || (draft.spec.type === 'LoadBalancer' && ports.some((port) => port.nodePort))) {
    ports.forEach((port, i) => {
      if (port.nodePort && !own.has(port.nodePort)) claim(draft, port.nodePort, taken, `spec.ports[${i}].nodePort`);
    });
    for (const port of ports) if (port.nodePort) taken.add(port.nodePort);
    if (needsNodePort(draft)) for (const port of ports) port.nodePort ||= twin(ports, port) ?? freePort(taken, context);
  }
  if (!needsHealthCheck(draft)) return;
  const health = draft.spec.healthCheckNodePort;
  if (!health) draft.spec.healthCheckNodePort = freePort(taken, context);
  else if (health !== stored?.spec.healthCheckNodePort) claim(draft, health, taken, 'spec.healthCheckNodePort');
}

type Port = Mutable<NonNullable<Service['spec']['ports']>>[number];

/** The same port number for another protocol shares the node port. */
function twin(ports: readonly Port[], port: Port): number | undefined {
  return ports.find((other) => other !== port && other.nodePort && other.port === port.port && other.protocol !== port.protocol)?.nodePort;
}

function claim(draft: Draft, port: number, taken: ReadonlySet<number>, field: string): void {
  if (port < firstPort || port > lastPort) fail(draft, [invalid(field, port, `provided port is not in the valid range. The range of valid ports is ${firstPort}-${lastPort}`)]);
  if (taken.has(port)) fail(draft, [invalid(field, port, 'provided port is already allocated')]);
}

function freePort(taken: Set<number>, context: StrategyContext): number {
  const size = lastPort - firstPort + 1;
  const start = context.randomInt(size);
  for (let i = 0; i < size; i++) {
    const port = firstPort + ((start + i) % size);
    if (taken.has(port)) continue;
    taken.add(port);
    return port;
  }
  throw new Error('range is full');
}

/** What the server gave and the client left out of its update stays (patchAllocatedValues). */
export function keepAllocated(draft: Draft, stored: Service): void {
  const { spec } = draft;
  if (needsClusterIp(stored) && needsClusterIp(draft)) {
    spec.clusterIP ||= stored.spec.clusterIP ?? '';
    if ((spec.clusterIPs ?? []).length === 0 && spec.clusterIP === stored.spec.clusterIP && stored.spec.clusterIPs) spec.clusterIPs = [...stored.spec.clusterIPs];
    if (spec.ipFamilies === undefined && stored.spec.ipFamilies) spec.ipFamilies = [...stored.spec.ipFamilies];
    if (spec.ipFamilyPolicy === undefined && stored.spec.ipFamilyPolicy !== undefined && equal(spec.ipFamilies, stored.spec.ipFamilies)) spec.ipFamilyPolicy = stored.spec.ipFamilyPolicy;
  }
  if (needsNodePort(stored) && needsNodePort(draft)) {
    const used = new Set((spec.ports ?? []).map((port) => port.nodePort ?? 0));
    const byName = new Map((stored.spec.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]));
    for (const port of spec.ports ?? []) {
      const old = byName.get(port.name ?? '');
      if (!port.nodePort && old && !used.has(old)) port.nodePort = old;
    }
  }
  if (needsHealthCheck(stored) && needsHealthCheck(draft) && !spec.healthCheckNodePort && stored.spec.healthCheckNodePort) spec.healthCheckNodePort = stored.spec.healthCheckNodePort;
}
