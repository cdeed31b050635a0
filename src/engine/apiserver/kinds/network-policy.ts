// NetworkPolicy (pkg/registry/networking/networkpolicy, pkg/apis/networking/{v1,validation}).
import { forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../kube/types.generated.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { formatLabelSelector } from '../../kube/labels.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { checked } from '../validation/checked.ts';
import { each, portNumber, type Errors } from '../validation/checks.ts';
import { contains, parseCidr } from '../../kube/ip.ts';
import { checkCidr } from '../validation/ip.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const policyTypes = ['Ingress', 'Egress'];

function validateSpec(errors: Errors, { spec = {} }: NetworkPolicy): void {
  validateLabelSelector(errors, spec.podSelector, 'spec.podSelector');
  spec.ingress?.forEach(({ ports, from }, i) => {
    ports?.forEach((port, p) => validatePort(errors, port, `spec.ingress[${i}].ports[${p}]`));
    from?.forEach((peer, p) => validatePeer(errors, peer, `spec.ingress[${i}].from[${p}]`));
  });
  spec.egress?.forEach(({ ports, to }, i) => {
    ports?.forEach((port, p) => validatePort(errors, port, `spec.egress[${i}].ports[${p}]`));
    to?.forEach((peer, p) => validatePeer(errors, peer, `spec.egress[${i}].to[${p}]`));
  });
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) errors.push(invalid('spec.policyTypes', types, 'may not specify more than two policyTypes'));
  else types.forEach((type, i) => {
    if (!policyTypes.includes(type)) errors.push(notSupported(`spec.policyTypes[${i}]`, type, policyTypes));
  });
}

function validatePort(errors: Errors, { protocol, port, endPort }: NetworkPolicyPort, path: string): void {
  const protocols = ['TCP', 'UDP', 'SCTP'];
  if (protocol !== undefined && !protocols.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, protocols));
  if (typeof port === 'number') {
    portNumber(errors, `${path}.port`, port);
    if (endPort === undefined) return;
    if (endPort < port) errors.push(invalid(`${path}.endPort`, port, 'must be greater than or equal to `port`'));
    portNumber(errors, `${path}.endPort`, endPort);
  } else if (port !== undefined) {
    if (endPort !== undefined) errors.push(invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
    each(errors, `${path}.port`, port, names.portName(port));
  } else if (endPort !== undefined) errors.push(invalid(`${path}.endPort`, endPort, 'may not be specified when `port` is not specified'));
}

function validatePeer(errors: Errors, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: string): void {
  validateLabelSelector(errors, podSelector, `${path}.podSelector`);
  validateLabelSelector(errors, namespaceSelector, `${path}.namespaceSelector`);
  if (ipBlock) validateBlock(errors, ipBlock, `${path}.ipBlock`);
  if (!podSelector && !namespaceSelector && !ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector)) errors.push(forbiddenField(path, 'may not specify both ipBlock and another peer'));
}

function validateBlock(errors: Errors, { cidr, except }: IPBlock, path: string): void {
  if (!cidr) {
    errors.push(required(`${path}.cidr`));
    return;
  }
  const block = parseCidr(cidr);
  if (!checkCidr(errors, `${path}.cidr`, cidr) || !block) return;
  except?.forEach((text, i) => {
    const at = `${path}.except[${i}]`;
    const hole = parseCidr(text);
    if (!checkCidr(errors, at, text) || !hole) return;
    if (!contains(block, hole.address) || block.bits >= hole.bits) errors.push(invalid(at, text, 'must be a strict subset of `cidr`'));
  });
}

export const networkPolicy = strategy<NetworkPolicy>({
  kind: kinds.networkpolicies,
  default(draft) {
    const spec = (draft.spec ??= {});
    spec.podSelector ??= {};
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
    if ((spec.policyTypes ?? []).length === 0) spec.policyTypes = (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  ...checked<NetworkPolicy>({ namespaced: true, name: nameIsSubdomain }, validateSpec),
  columns: [
    nameColumn,
    column('Pod-Selector', 'string', "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is applied to any pods selected by this field. An empty selector matches all pods in the policy's namespace. Multiple network policies can select the same set of pods. In this case, the ingress rules for each are combined additively. This field is optional. If it is not specified, it defaults to an empty selector."),
    ageColumn,
  ],
  cells: (object, nowMs) => [object.metadata.name, formatLabelSelector(object.spec?.podSelector), age(object.metadata.creationTimestamp, nowMs)],
});
