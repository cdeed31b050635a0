// What a Service must be (pkg/apis/core/validation: ValidateService, ValidateServiceUpdate).
import { duplicate, forbiddenField, invalid, notSupported, required } from '../../../kube/field-error.ts';
import type { Service, ServicePort } from '../../../kube/types.generated.ts';
import { dnsLabel, dnsSubdomain, labels, oneOf, portNumber, portNumberOrName, protocols, qualifiedName, type Errors } from '../../validation/checks.ts';
import { internalForm } from '../../validation/internal-form.ts';
import { isIp } from '../../../kube/ip.ts';
import { checkCidr, checkIp, checkNonSpecialIp } from '../../validation/ip.ts';
import { nameIsLabel, validateMeta, validateMetaUpdate } from '../../validation/object-meta.ts';
import { externallyAccessible, isHeadless, needsClusterIp, needsHealthCheck } from './fields.ts';
import { validateClusterIps } from './validate-ips.ts';

const sourceRanges = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const hints = 'service.kubernetes.io/topology-aware-hints';
const mode = 'service.kubernetes.io/topology-mode';

export function validateService(errors: Errors, service: Service): void {
  const { spec, metadata } = service;
  validateMeta(errors, metadata, { namespaced: true, name: nameIsLabel });
  const { [mode]: topology, [hints]: oldTopology } = metadata.annotations ?? {};
  if (topology !== undefined && oldTopology !== undefined && topology !== oldTopology) {
    errors.push(invalid(`metadata.annotations[${mode}]`, topology, `must match annotations[${hints}] when both are specified`));
  }
  if ((spec.ports ?? []).length === 0 && !isHeadless(service) && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  validateType(errors, service);
  const names = new Set<string>();
  spec.ports?.forEach((port, i) => validatePort(errors, port, (spec.ports ?? []).length > 1, names, `spec.ports[${i}]`));
  labels(errors, 'spec.selector', spec.selector);
  validateAffinity(errors, service);
  validateClusterIps(errors, service);
  spec.externalIPs?.forEach((ip, i) => {
    if (checkIp(errors, `spec.externalIPs[${i}]`, ip)) checkNonSpecialIp(errors, `spec.externalIPs[${i}]`, ip);
  });
  oneOf(errors, 'spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);
  validatePortUse(errors, service);
  validateSourceRanges(errors, service);
  const allocates = spec.allocateLoadBalancerNodePorts;
  if (allocates !== undefined && spec.type !== 'LoadBalancer') errors.push(forbiddenField('spec.allocateLoadBalancerNodePorts', "may only be used when `type` is 'LoadBalancer'"));
  if (allocates === undefined && spec.type === 'LoadBalancer') errors.push(required('allocateLoadBalancerNodePorts'));
  validateLoadBalancerClass(errors, service, undefined);
  validateTraffic(errors, service);
}

function validateType(errors: Errors, service: Service): void {
  const { spec } = service;
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(service)) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type !== 'ExternalName') return;
  const detail = 'may not be set for ExternalName services';
  if ((spec.clusterIPs ?? []).length > 0) errors.push(forbiddenField('spec.clusterIPs', detail));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbiddenField('spec.ipFamilies', detail));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbiddenField('spec.ipFamilyPolicy', detail));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else dnsSubdomain(errors, 'spec.externalName', name);
}

function validatePort(errors: Errors, port: ServicePort, needsName: boolean, names: Set<string>, path: string): void {
  if (port.name) {
    dnsLabel(errors, `${path}.name`, port.name);
    if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
    names.add(port.name);
  } else if (needsName) errors.push(required(`${path}.name`));
  portNumber(errors, `${path}.port`, port.port ?? 0);
  oneOf(errors, `${path}.protocol`, port.protocol, protocols);
  portNumberOrName(errors, `${path}.targetPort`, port.targetPort);
  if (port.appProtocol !== undefined) qualifiedName(errors, `${path}.appProtocol`, port.appProtocol);
}

function validateAffinity(errors: Errors, { spec }: Service): void {
  oneOf(errors, 'spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  const config = spec.sessionAffinityConfig;
  const path = 'spec.sessionAffinityConfig';
  if (spec.sessionAffinity === 'None' && config) errors.push(forbiddenField(path, 'must not be set when session affinity is None'));
  if (spec.sessionAffinity !== 'ClientIP') return;
  const why = 'when session affinity type is ClientIP';
  const seconds = config?.clientIP?.timeoutSeconds;
  if (!config) errors.push(required(path, why));
  else if (!config.clientIP) errors.push(required(`${path}.clientIP`, why));
  else if (seconds === undefined) errors.push(required(`${path}.clientIP.timeoutSeconds`, why));
  else if (seconds <= 0 || seconds > 86400) errors.push(invalid(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400'));
}

function validatePortUse(errors: Errors, { spec }: Service): void {
  const ports = spec.ports ?? [];
  if (spec.type === 'ClusterIP') {
    ports.forEach((port, i) => {
      if (port.nodePort) errors.push(forbiddenField(`spec.ports[${i}].nodePort`, "may not be used when `type` is 'ClusterIP'"));
    });
  }
  const nodePorts = new Set<string>();
  ports.forEach(({ protocol, nodePort }, i) => {
    if (!nodePort) return;
    const key = `${protocol}/${nodePort}`;
    if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${i}].nodePort`, nodePort));
    nodePorts.add(key);
  });
  const seen = new Set<string>();
  ports.forEach(({ protocol = '', port }, i) => {
    const key = `${protocol}/${port}`;
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${i}]`, internalForm('ServicePort', { protocol, port, targetPort: 0 })));
    seen.add(key);
  });
}

function validateSourceRanges(errors: Errors, { spec, metadata }: Service): void {
  const onlyFor = "may only be used when `type` is 'LoadBalancer'";
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotation = metadata.annotations?.[sourceRanges];
  if (ranges.length > 0) {
    if (spec.type !== 'LoadBalancer') errors.push(forbiddenField('spec.LoadBalancerSourceRanges', onlyFor));
    ranges.forEach((range, i) => checkCidr(errors, `spec.LoadBalancerSourceRanges[${i}]`, range.trim()));
  } else if (annotation !== undefined) {
    const path = `metadata.annotations[${sourceRanges}]`;
    if (spec.type !== 'LoadBalancer') errors.push(forbiddenField(path, onlyFor));
    if (annotation.trim() !== '') for (const range of annotation.trim().split(',')) checkCidr(errors, path, range.trim());
  }
}

function validateLoadBalancerClass(errors: Errors, service: Service, old: Service | undefined): void {
  const path = 'spec.loadBalancerClass';
  const [now, before] = [service.spec.loadBalancerClass, old?.spec.loadBalancerClass];
  if (old) {
    if (old.spec.type === 'LoadBalancer' && service.spec.type === 'LoadBalancer' && now !== before) errors.push(invalid(path, now ?? null, 'may not change once set'));
    return;
  }
  if (now === undefined) return;
  if (service.spec.type !== 'LoadBalancer') errors.push(forbiddenField(path, "may only be used when `type` is 'LoadBalancer'"));
  else qualifiedName(errors, path, now);
}

const trafficPolicies = ['Cluster', 'Local'];

function validateTraffic(errors: Errors, service: Service): void {
  const { spec } = service;
  const policy = spec.externalTrafficPolicy ?? '';
  if (!externallyAccessible(service)) {
    if (policy !== '') errors.push(invalid('spec.externalTrafficPolicy', policy, 'may only be set for externally-accessible services'));
  } else oneOf(errors, 'spec.externalTrafficPolicy', policy, trafficPolicies);
  const health = spec.healthCheckNodePort ?? 0;
  if (!needsHealthCheck(service)) {
    if (health !== 0) errors.push(invalid('spec.healthCheckNodePort', health, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  } else if (health === 0) errors.push(required('spec.healthCheckNodePort'));
  else portNumber(errors, 'spec.healthCheckNodePort', health);
  const internal = spec.internalTrafficPolicy;
  if (internal === undefined) {
    if (needsClusterIp(service)) errors.push(required('spec.internalTrafficPolicy'));
  } else if (!trafficPolicies.includes(internal)) errors.push(notSupported('spec.internalTrafficPolicy', internal, trafficPolicies));
  const distribution = spec.trafficDistribution;
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (distribution !== undefined && !distributions.includes(distribution)) errors.push(notSupported('spec.trafficDistribution', distribution, distributions));
}

export function validateServiceUpdate(errors: Errors, service: Service, old: Service): void {
  validateMetaUpdate(errors, service.metadata, old.metadata);
  validateSameIps(errors, service, old);
  validateLoadBalancerClass(errors, service, old);
  if (needsHealthCheck(old) && needsHealthCheck(service) && service.spec.healthCheckNodePort !== old.spec.healthCheckNodePort) errors.push(forbiddenField('spec.healthCheckNodePort', 'field is immutable'));
  validateService(errors, service);
}

/** Addresses and families stay, unless the Service becomes or was an ExternalName. */
function validateSameIps(errors: Errors, service: Service, old: Service): void {
  if (old.spec.type === 'ExternalName' || service.spec.type === 'ExternalName') return;
  const [before, after] = [old.spec.clusterIPs ?? [], service.spec.clusterIPs ?? []];
  if (before.length > 0 && after[0] !== before[0]) errors.push(invalid('spec.clusterIPs[0]', after, 'may not change once set'));
  const [oldFamilies, families] = [old.spec.ipFamilies ?? [], service.spec.ipFamilies ?? []];
  if (oldFamilies.length > 0 && families.length > 0 && oldFamilies[0] !== families[0]) errors.push(invalid('spec.ipFamilies[0]', families, 'may not change once set'));
}

export function validateLoadBalancerStatus(errors: Errors, { spec, status }: Service): void {
  const ingress = status?.loadBalancer?.ingress ?? [];
  const path = 'status.loadBalancer.ingress';
  if (spec.type !== 'LoadBalancer' && ingress.length > 0) {
    errors.push(forbiddenField(path, "may only be used when `spec.type` is 'LoadBalancer'"));
    return;
  }
  ingress.forEach(({ ip, ipMode, hostname }, i) => {
    const at = `${path}[${i}]`;
    if (ip) checkIp(errors, `${at}.ip`, ip);
    if (ip && ipMode === undefined) errors.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'));
    else if (!ip && ipMode !== undefined) errors.push(forbiddenField(`${at}.ipMode`, 'may not be specified when `ip` is not set'));
    else if (ipMode !== undefined && ipMode !== 'VIP' && ipMode !== 'Proxy') errors.push(notSupported(`${at}.ipMode`, ipMode, ['Proxy', 'VIP']));
    if (!hostname) return;
    dnsSubdomain(errors, `${at}.hostname`, hostname);
    if (isIp(hostname)) errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
  });
}
