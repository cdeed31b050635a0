// Ingress (pkg/registry/networking/ingress, pkg/apis/networking/validation).
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { HTTPIngressPath, Ingress, IngressBackend, IngressRule } from '../../kube/types.generated.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { dnsSubdomain, each, errorsOf, portNumber, type Errors } from '../validation/checks.ts';
import { isIp } from '../../kube/ip.ts';
import { checkIp } from '../validation/ip.ts';
import { nameIsLabel, nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { validateTypedReference } from '../validation/typed-reference.ts';

const classAnnotation = 'kubernetes.io/ingress.class';

function validateIngress(errors: Errors, ingress: Ingress): void {
  validateMeta(errors, ingress.metadata, { namespaced: true, name: nameIsSubdomain });
  const { rules, defaultBackend, tls, ingressClassName } = ingress.spec ?? {};
  if ((rules ?? []).length === 0 && !defaultBackend) errors.push(invalid('spec', null, 'either `defaultBackend` or `rules` must be specified'));
  if (defaultBackend) validateBackend(errors, defaultBackend, 'spec.defaultBackend');
  rules?.forEach((rule, i) => validateRule(errors, rule, `spec.rules[${i}]`));
  tls?.forEach(({ hosts, secretName }, i) => {
    hosts?.forEach((host, h) => validateHost(errors, host, `spec.tls[${i}].hosts[${h}]`));
    if (secretName) dnsSubdomain(errors, `spec.tls[${i}].secretName`, secretName);
  });
  if (ingressClassName !== undefined) dnsSubdomain(errors, 'spec.ingressClassName', ingressClassName);
}

function validateHost(errors: Errors, host: string, path: string): void {
  if (host.includes('*')) each(errors, path, host, names.wildcardDns1123Subdomain(host));
  else dnsSubdomain(errors, path, host);
}

function validateRule(errors: Errors, rule: IngressRule, path: string): void {
  if (rule.host) {
    if (isIp(rule.host)) errors.push(invalid(`${path}.host`, rule.host, 'must be a DNS name, not an IP address'));
    validateHost(errors, rule.host, `${path}.host`);
  }
  if (!rule.http) return;
  const paths = rule.http.paths ?? [];
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  paths.forEach((entry, i) => validatePath(errors, entry, `${path}.http.paths[${i}]`));
}

const sequences = ['//', '/./', '/../', '%2f', '%2F'];
const suffixes = ['/..', '/.'];
const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix'];

function validatePath(errors: Errors, entry: HTTPIngressPath, at: string): void {
  const path = entry.path ?? '';
  const absolute = (): void => {
    if (!path.startsWith('/')) errors.push(invalid(`${at}.path`, path, 'must be an absolute path'));
  };
  if (!entry.pathType) {
    errors.push(required(`${at}.pathType`, 'pathType must be specified'));
    return;
  }
  if (entry.pathType === 'Exact' || entry.pathType === 'Prefix') {
    absolute();
    for (const sequence of sequences) if (path.includes(sequence)) errors.push(invalid(`${at}.path`, path, `must not contain '${sequence}'`));
    for (const suffix of suffixes) if (path.endsWith(suffix)) errors.push(invalid(`${at}.path`, path, `cannot end with '${suffix}'`));
  } else if (entry.pathType === 'ImplementationSpecific') {
    if (path !== '') absolute();
  } else errors.push(notSupported(`${at}.pathType`, entry.pathType, pathTypes));
  validateBackend(errors, entry.backend ?? {}, `${at}.backend`);
}

function validateBackend(errors: Errors, { resource, service }: IngressBackend, path: string): void {
  if (resource && service) errors.push(invalid(path, '', 'cannot set both resource and service backends'));
  else if (resource) validateTypedReference(errors, resource, `${path}.resource`);
  else if (service) {
    if (!service.name) errors.push(required(`${path}.service.name`));
    else each(errors, `${path}.service.name`, service.name, nameIsLabel(service.name));
    const { name, number } = service.port ?? {};
    if (name && number) errors.push(invalid(path, '', 'cannot set both port name & port number'));
    else if (name) each(errors, `${path}.service.port.name`, name, names.portName(name));
    else if (number) portNumber(errors, `${path}.service.port.number`, number);
    else errors.push(required(path, 'port name or number is required'));
  } else errors.push(invalid(path, '', 'resource or service backend is required'));
}

const shownHosts = 3;

function hosts(rules: readonly IngressRule[]): string {
  const named = rules.slice(0, shownHosts).map((rule) => rule.host ?? '').filter((host) => host !== '');
  if (named.length === 0) return '*';
  const more = rules.length > shownHosts && named.length === shownHosts;
  return more ? `${named.join(',')} + ${rules.length - shownHosts} more...` : named.join(',');
}

export const ingress = strategy<Ingress>({
  kind: kinds.ingresses,
  default(draft) {
    const paths = (draft.spec?.rules ?? []).flatMap((rule) => rule.http?.paths ?? []);
    for (const path of paths) if (path.pathType === undefined) delete (path as { pathType?: string }).pathType;
  },
  prepareForCreate(draft) {
    draft.status = { loadBalancer: {} };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  validate: (object) =>
    errorsOf((errors) => {
      validateIngress(errors, object);
      const annotation = object.metadata.annotations?.[classAnnotation];
      const name = object.spec?.ingressClassName;
      if (annotation !== undefined && name !== undefined && annotation !== name) errors.push(invalid(`annotations.${classAnnotation}`, annotation, 'must match `ingressClassName` when both are specified'));
    }),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateIngress(errors, object);
    }),
  validateStatusUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      object.status?.loadBalancer?.ingress?.forEach(({ ip, hostname }, i) => {
        const at = `status.loadBalancer.ingress[${i}]`;
        if (ip) checkIp(errors, `${at}.ip`, ip);
        if (!hostname) return;
        dnsSubdomain(errors, `${at}.hostname`, hostname);
        if (isIp(hostname)) errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'));
      });
    }),
  warnings: (object, old) =>
    object.metadata.annotations?.[classAnnotation] !== undefined && old?.metadata.annotations?.[classAnnotation] === undefined ? [`annotation "${classAnnotation}" is deprecated, please use 'spec.ingressClassName' instead`] : [],
  columns: [
    nameColumn,
    column('Class', 'string', 'The name of the IngressClass resource that should be used for additional configuration'),
    column('Hosts', 'string', 'Hosts that incoming requests are matched against before the ingress rule'),
    column('Address', 'string', 'Address is a list containing ingress points for the load-balancer'),
    column('Ports', 'string', 'Ports of TLS configurations that open'),
    ageColumn,
  ],
  cells: ({ metadata, spec = {}, status }, nowMs) => [
    metadata.name,
    spec.ingressClassName ?? '<none>',
    hosts(spec.rules ?? []),
    [...new Set((status?.loadBalancer?.ingress ?? []).map((entry) => entry.ip || entry.hostname || '').filter((text) => text !== ''))].sort().join(','),
    (spec.tls ?? []).length > 0 ? '80, 443' : '80',
    age(metadata.creationTimestamp, nowMs),
  ],
});
