// EndpointSlice (pkg/registry/discovery/endpointslice, pkg/apis/discovery/validation).
import { duplicate, invalid, notSupported, required, tooMany } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { DiscoveryV1EndpointPort, Endpoint, EndpointSlice } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { dnsLabel, dnsSubdomain, errorsOf, immutable, labelValue, oneOf, protocols, qualifiedName, type Errors } from '../validation/checks.ts';
import { isIp, isIpv6 } from '../../kube/ip.ts';
import { checkIp, checkNonSpecialIp } from '../validation/ip.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const maxPorts = 20000;
const maxEndpoints = 1000;
const maxAddresses = 100;

function validateSlice(errors: Errors, slice: EndpointSlice): void {
  validateMeta(errors, slice.metadata, { namespaced: true, name: nameIsSubdomain });
  oneOf(errors, 'addressType', slice.addressType, addressTypes);
  validatePorts(errors, slice.ports ?? []);
  validateEndpoints(errors, slice);
}

function validatePorts(errors: Errors, ports: readonly DiscoveryV1EndpointPort[]): void {
  if (ports.length > maxPorts) {
    errors.push(tooMany('ports', ports.length, maxPorts));
    return;
  }
  const seen = new Set<string>();
  ports.forEach((port, i) => {
    const at = `ports[${i}]`;
    const name = port.name ?? '';
    if (name) dnsLabel(errors, `${at}.name`, name);
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    oneOf(errors, `${at}.protocol`, port.protocol, protocols);
    if (port.appProtocol !== undefined) qualifiedName(errors, `${at}.appProtocol`, port.appProtocol);
  });
}

function validateEndpoints(errors: Errors, slice: EndpointSlice): void {
  const all = slice.endpoints ?? [];
  if (all.length > maxEndpoints) {
    errors.push(tooMany('endpoints', all.length, maxEndpoints));
    return;
  }
  all.forEach((endpoint, i) => {
    const at = `endpoints[${i}]`;
    const addresses = endpoint.addresses ?? [];
    if (addresses.length === 0) errors.push(required(`${at}.addresses`, 'must contain at least 1 address'));
    else if (addresses.length > maxAddresses) errors.push(tooMany(`${at}.addresses`, addresses.length, maxAddresses));
    addresses.forEach((address, a) => validateAddress(errors, slice.addressType, address, `${at}.addresses`, a));
    validateTopology(errors, endpoint, at);
  });
}

function validateAddress(errors: Errors, type: string, address: string, path: string, index: number): void {
  const at = `${path}[${index}]`;
  if (type === 'FQDN') {
    dnsSubdomain(errors, at, address);
    return;
  }
  if (type !== 'IPv4' && type !== 'IPv6') return;
  if (!isIp(address)) {
    checkIp(errors, at, address);
    return;
  }
  if (isIpv6(address) !== (type === 'IPv6')) errors.push(invalid(path, address, `must be an ${type} address`));
  checkNonSpecialIp(errors, at, address);
}

function validateTopology(errors: Errors, endpoint: Endpoint, path: string): void {
  if (endpoint.nodeName !== undefined) dnsSubdomain(errors, `${path}.nodeName`, endpoint.nodeName);
  const topology = endpoint.deprecatedTopology ?? {};
  for (const [key, value] of Object.entries(topology)) {
    qualifiedName(errors, `${path}.deprecatedTopology`, key);
    labelValue(errors, `${path}.deprecatedTopology`, value);
  }
  if (endpoint.hostname !== undefined) dnsLabel(errors, `${path}.hostname`, endpoint.hostname);
  for (const [kind, list] of [['forZones', endpoint.hints?.forZones], ['forNodes', endpoint.hints?.forNodes]] as const) {
    if ((list ?? []).length > 8) errors.push(tooMany(`${path}.hints.${kind}`, list?.length ?? 0, 8));
    list?.forEach(({ name }, i) => {
      if (!name) errors.push(required(`${path}.hints.${kind}[${i}].name`));
    });
  }
}

const shown = 3;

function listed(all: readonly string[]): string {
  if (all.length === 0) return '<unset>';
  const text = all.slice(0, shown).join(',');
  return all.length > shown ? `${text} + ${all.length - shown} more...` : text;
}

export const endpointSlice = strategy<EndpointSlice>({
  kind: kinds.endpointslices,
  generation: true,
  default(draft) {
    for (const port of draft.ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
    for (const endpoint of draft.endpoints ?? []) endpoint.conditions ??= {};
  },
  validate: (object) => errorsOf((errors) => validateSlice(errors, object)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateMetaUpdate(errors, object.metadata, old.metadata);
      immutable(errors, 'addressType', object.addressType, old.addressType);
      if (object.addressType === old.addressType || addressTypes.includes(object.addressType)) validatePorts(errors, object.ports ?? []);
      else errors.push(notSupported('addressType', object.addressType, addressTypes));
      if (object.addressType === old.addressType) validateEndpoints(errors, object);
    }),
  warnings: (object, old) => (object.addressType === 'FQDN' && !old ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  columns: [
    nameColumn,
    column('AddressType', 'string', 'addressType specifies the type of address carried by this EndpointSlice. All addresses in this slice must be the same type. This field is immutable after creation. The following address types are currently supported: * IPv4: Represents an IPv4 Address. * IPv6: Represents an IPv6 Address. * FQDN: Represents a Fully Qualified Domain Name. (Deprecated) The EndpointSlice controller only generates, and kube-proxy only processes, slices of addressType "IPv4" and "IPv6". No semantics are defined for the "FQDN" type.'),
    column('Ports', 'string', 'ports specifies the list of network ports exposed by each endpoint in this slice. Each port must have a unique name. Each slice may include a maximum of 100 ports. Services always have at least 1 port, so EndpointSlices generated by the EndpointSlice controller will likewise always have at least 1 port. EndpointSlices used for other purposes may have an empty ports list.'),
    column('Endpoints', 'string', 'endpoints is a list of unique endpoints in this slice. Each slice may include a maximum of 1000 endpoints.'),
    ageColumn,
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    object.addressType,
    listed((object.ports ?? []).map((port) => (port.port === undefined ? (port.name ?? '*') : String(port.port)))),
    listed((object.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? [])),
    age(object.metadata.creationTimestamp, nowMs),
  ],
});
