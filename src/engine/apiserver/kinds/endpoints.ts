// Endpoints (pkg/registry/core/endpoint, ValidateEndpoints).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { dnsLabel, dnsSubdomain, errorsOf, oneOf, portNumber, protocols, qualifiedName, type Errors } from '../validation/checks.ts';
import { checkIp, checkNonSpecialIp } from '../validation/ip.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

function validateEndpoints(errors: Errors, endpoints: Endpoints): void {
  validateMeta(errors, endpoints.metadata, { namespaced: true, name: nameIsSubdomain });
  endpoints.subsets?.forEach((subset, i) => validateSubset(errors, subset, `subsets[${i}]`));
}

function validateSubset(errors: Errors, subset: EndpointSubset, path: string): void {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  if (addresses.length === 0 && notReadyAddresses.length === 0) errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
  addresses.forEach((address, i) => validateAddress(errors, address, `${path}.addresses[${i}]`));
  notReadyAddresses.forEach((address, i) => validateAddress(errors, address, `${path}.notReadyAddresses[${i}]`));
  ports.forEach((port, i) => {
    const at = `${path}.ports[${i}]`;
    if (port.name) dnsLabel(errors, `${at}.name`, port.name);
    else if (ports.length > 1) errors.push(required(`${at}.name`));
    portNumber(errors, `${at}.port`, port.port ?? 0);
    oneOf(errors, `${at}.protocol`, port.protocol, protocols);
    if (port.appProtocol !== undefined) qualifiedName(errors, `${at}.appProtocol`, port.appProtocol);
  });
}

function validateAddress(errors: Errors, address: EndpointAddress, path: string): void {
  checkIp(errors, `${path}.ip`, address.ip ?? '');
  if (address.hostname) dnsLabel(errors, `${path}.hostname`, address.hostname);
  if (address.nodeName !== undefined) dnsSubdomain(errors, `${path}.nodeName`, address.nodeName);
  checkNonSpecialIp(errors, `${path}.ip`, address.ip ?? '');
}

const shown = 3;

/** `10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more...` */
export function formatEndpoints(subsets: readonly EndpointSubset[] | undefined): string {
  if (!subsets || subsets.length === 0) return '<none>';
  const all: string[] = [];
  for (const { addresses = [], ports = [] } of subsets) {
    if (ports.length === 0) all.push(...addresses.map((a) => a.ip));
    for (const { port } of ports) all.push(...addresses.map((a) => (a.ip.includes(':') ? `[${a.ip}]:${port}` : `${a.ip}:${port}`)));
  }
  const text = all.slice(0, shown).join(',');
  return all.length > shown ? `${text} + ${all.length - shown} more...` : text;
}

export const endpoints = strategy<Endpoints>({
  kind: kinds.endpoints,
  generation: false,
  allowCreateOnUpdate: true,
  default(draft) {
    for (const subset of draft.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  },
  validate: (object) => errorsOf((errors) => validateEndpoints(errors, object)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      validateEndpoints(errors, object);
    }),
  columns: [
    nameColumn,
    column(
      'Endpoints',
      'string',
      'The set of all endpoints is the union of all subsets. Addresses are placed into subsets according to the IPs they share. A single address with multiple ports, some of which are ready and some of which are not (because they come from different containers) will result in the address being displayed in different subsets for the different ports. No address will appear in both Addresses and NotReadyAddresses in the same subset. Sets of addresses and ports that comprise a service.',
    ),
    ageColumn,
  ],
  cells: (object, nowMs) => [object.metadata.name, formatEndpoints(object.subsets), age(object.metadata.creationTimestamp, nowMs)],
});
