// Node (pkg/registry/core/node, ValidateNode).
import type { Json, JsonObject } from '../../base/json.ts';
import { duplicate, forbiddenField, invalid, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import * as names from '../../kube/names.ts';
import type { Node, Taint } from '../../kube/types.generated.ts';
import { roundList } from '../defaults/pod-spec.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { errorsOf, qualifiedName, type Errors } from '../validation/checks.ts';
import { isIpv6 } from '../../kube/ip.ts';
import { checkCidr } from '../validation/ip.ts';
import { nameIsSubdomain, validateMeta, validateMetaUpdate } from '../validation/object-meta.ts';
import { validateTaintEffect } from '../validation/pod/placement.ts';
import { validateAmount } from '../validation/resources.ts';

function validateNode(errors: Errors, node: Node): void {
  validateMeta(errors, node.metadata, { namespaced: false, name: nameIsSubdomain });
  validateTaints(errors, node.spec?.taints, 'metadata.taints');
  validateResources(errors, node);
  const cidrs = node.spec?.podCIDRs ?? [];
  cidrs.forEach((cidr, i) => checkCidr(errors, `spec.podCIDRs[${i}]`, cidr));
  if (cidrs.length < 2) return;
  const six = cidrs.filter((cidr) => isIpv6(cidr.split('/')[0] ?? '')).length;
  if (cidrs.length > 2 || six !== 1) errors.push(invalid('spec.podCIDRs', cidrs, 'may specify no more than one CIDR for each IP family'));
  cidrs.forEach((cidr, i) => {
    if (cidrs.indexOf(cidr) < i) errors.push(duplicate(`spec.podCIDRs[${i}]`, cidr));
  });
}

function validateTaints(errors: Errors, taints: readonly Taint[] | undefined, path: string): void {
  const seen = new Set<string>();
  taints?.forEach((taint, i) => {
    const at = `${path}[${i}]`;
    qualifiedName(errors, `${at}.key`, taint.key ?? '');
    const wrong = names.labelValue(taint.value ?? '');
    if (wrong.length > 0) errors.push(invalid(`${at}.value`, taint.value, wrong.join(';')));
    validateTaintEffect(errors, taint.effect, `${at}.effect`);
    const key = `${taint.effect}\n${taint.key}`;
    if (seen.has(key)) errors.push({ type: 'Duplicate', field: at, value: internalTaint(taint), detail: 'taints must be unique by key and effect pair' });
    seen.add(key);
  });
}

function internalTaint(taint: Taint): JsonObject {
  return { Key: taint.key, Value: taint.value ?? '', Effect: taint.effect, TimeAdded: taint.timeAdded ?? null };
}

function validateResources(errors: Errors, node: Node): void {
  for (const field of ['capacity', 'allocatable'] as const) {
    for (const [name, value] of Object.entries(node.status?.[field] ?? {})) validateAmount(errors, `status.${field}.${name}`, name, value);
  }
}

function validateNodeUpdate(errors: Errors, node: Node, old: Node): void {
  validateMetaUpdate(errors, node.metadata, old.metadata);
  validateResources(errors, node);
  const addresses = node.status?.addresses ?? [];
  addresses.forEach((address, i) => {
    if (addresses.findIndex((a) => a.type === address.type && a.address === address.address) < i) {
      errors.push(duplicate(`status.addresses[${i}]`, { Type: address.type, Address: address.address }));
    }
  });
  const [before, after] = [old.spec?.podCIDRs ?? [], node.spec?.podCIDRs ?? []];
  if (before.length > 0 && (before.length !== after.length || before.some((cidr, i) => cidr !== after[i]))) {
    errors.push(forbiddenField('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec?.providerID && old.spec.providerID !== node.spec?.providerID) {
    errors.push(forbiddenField('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  validateConfigSource(errors, node);
  validateTaints(errors, node.spec?.taints, 'metadata.taints');
  if ((node.spec?.externalID ?? '') !== (old.spec?.externalID ?? '')) errors.push(forbiddenField('spec.externalID', 'may not be updated'));
}

function validateConfigSource(errors: Errors, node: Node): void {
  const source = node.spec?.configSource;
  if (!source) return;
  if (!source.configMap) errors.push(invalid('spec.configSource', source as unknown as Json, 'exactly one reference subfield must be non-nil'));
  else if (!source.configMap.name) errors.push(required('spec.configSource.configMap.name', 'name must be set'));
}

function status(node: Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const text = !ready ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec?.unschedulable ? `${text},SchedulingDisabled` : text;
}

const rolePrefix = 'node-role.kubernetes.io/';

function roles(node: Node): string {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) found.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') found.add(value);
  }
  return found.size === 0 ? '<none>' : [...found].sort().join(',');
}

function address(node: Node, type: string): string {
  return node.status?.addresses?.find((a) => a.type === type)?.address ?? '<none>';
}

const addressesDescription =
  'List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node\'s address in its own status or consumers of the downward API (status.hostIP).';

function kernel(node: Node): string {
  const { kernelVersion, architecture } = node.status?.nodeInfo ?? { kernelVersion: '', architecture: '' };
  if (!kernelVersion) return '<unknown>';
  return architecture ? `${kernelVersion} (${architecture})` : kernelVersion;
}

export const node = strategy<Node>({
  kind: kinds.nodes,
  generation: false,
  default(draft) {
    const spec = (draft.spec ??= {});
    if (spec.podCIDR && !spec.podCIDRs) spec.podCIDRs = [spec.podCIDR];
  },
  defaultStatus(draft) {
    if (!draft.status) return;
    if (draft.status.capacity) roundList(draft.status.capacity);
    if (!draft.status.allocatable && draft.status.capacity) draft.status.allocatable = { ...draft.status.capacity };
    if (draft.status.allocatable) roundList(draft.status.allocatable);
  },
  prepareForCreate(draft) {
    draft.status ??= {};
    draft.status.daemonEndpoints ??= { kubeletEndpoint: { Port: 0 } };
    draft.status.nodeInfo ??= { machineID: '', systemUUID: '', bootID: '', kernelVersion: '', osImage: '', containerRuntimeVersion: '', kubeletVersion: '', kubeProxyVersion: '', operatingSystem: '', architecture: '' };
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  validate: (object) => errorsOf((errors) => validateNode(errors, object)),
  validateUpdate: (object, old) =>
    errorsOf((errors) => {
      validateNode(errors, object);
      validateNodeUpdate(errors, object, old);
    }),
  validateStatusUpdate: (object, old) => errorsOf((errors) => validateNodeUpdate(errors, object, old)),
  fields: (object) => ({ 'spec.unschedulable': String(object.spec?.unschedulable ?? false) }),
  columns: [
    nameColumn,
    column('Status', 'string', 'The status of the node'),
    column('Roles', 'string', 'The roles of the node'),
    ageColumn,
    column('Version', 'string', 'Kubelet Version reported by the node.'),
    column('Internal-IP', 'string', addressesDescription, 1),
    column('External-IP', 'string', addressesDescription, 1),
    column('OS-Image', 'string', 'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).', 1),
    column('Kernel-Version', 'string', "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).", 1),
    column('Container-Runtime', 'string', 'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).', 1),
  ],
  cells: (object, nowMs) => [
    object.metadata.name,
    status(object),
    roles(object),
    age(object.metadata.creationTimestamp, nowMs),
    object.status?.nodeInfo?.kubeletVersion ?? '',
    address(object, 'InternalIP'),
    address(object, 'ExternalIP'),
    object.status?.nodeInfo?.osImage || '<unknown>',
    kernel(object),
    object.status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  ],
});
