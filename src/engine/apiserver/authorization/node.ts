// The Node authorizer: a kubelet may do what kubelets do, and read only what the Pods on its node refer to (plugin/pkg/auth/authorizer/node/node_authorizer.go).
import { kinds } from '../../kube/kinds.generated.ts';
import type { PersistentVolume, Pod, PolicyRule } from '../../kube/types.generated.ts';
import type { ResourceTable } from '../resource-table.ts';
import type { Attributes, UserInfo } from './attributes.ts';
import { selectedValue } from './attributes.ts';
import type { Decision } from './decision.ts';
import { type Referred, refersTo } from './pod-references.ts';
import { ruleAllows } from './rules.ts';

const PREFIX = 'system:node:';
const LEASES = 'kube-node-lease';
const READS = ['get', 'list', 'watch'];
const yes: Decision = { allowed: true, reason: () => '' };
const noOpinion: Decision = { allowed: false, reason: () => '' };
const no = (why: string): Decision => ({ allowed: false, reason: () => why });
const unrelated = (node: string): Decision => no(`no relationship found between node '${node}' and this object`);

type Judge = (authorizer: NodeAuthorizer, node: string, attributes: Attributes) => Decision;

export class NodeAuthorizer {
  private readonly resources: ResourceTable;
  private readonly rules: readonly PolicyRule[];
  /** The Pod by which a node was last found to be related to an object; looked at again each time. */
  private readonly relations = new Map<string, { readonly namespace: string; readonly name: string }>();

  constructor(resources: ResourceTable, rules: readonly PolicyRule[]) {
    this.resources = resources;
    this.rules = rules;
  }

  /** Undefined for those who are no nodes. */
  authorize({ user, groups }: UserInfo, attributes: Attributes): Decision | undefined {
    if (!user.startsWith(PREFIX) || !groups.includes('system:nodes')) return undefined;
    const node = user.slice(PREFIX.length);
    if (attributes.isResource) {
      const judge = judges[attributes.group === '' ? attributes.resource : `${attributes.resource}.${attributes.group}`];
      if (judge) return judge(this, node, attributes);
    }
    return this.byRules(attributes);
  }

  byRules(attributes: Attributes): Decision {
    return this.rules.some((rule) => ruleAllows(rule, attributes)) ? yes : noOpinion;
  }

  /** Does a Pod on the node refer to the object? */
  isRelated(node: string, resource: Referred, namespace: string, name: string): boolean {
    const key = `${node}\n${resource}\n${namespace}\n${name}`;
    const known = this.relations.get(key);
    const last = known && this.pod(known.namespace, known.name);
    if (last && last.spec.nodeName === node && refersTo(last, resource, name)) return true;
    const pods = (this.resources.ofKind(kinds.pods)?.store.list(namespace) ?? []) as readonly Pod[];
    const found = pods.find((pod) => pod.spec.nodeName === node && refersTo(pod, resource, name));
    if (found) this.relations.set(key, { namespace, name: found.metadata.name });
    else this.relations.delete(key);
    return found !== undefined;
  }

  pod(namespace: string, name: string): Pod | undefined {
    return this.resources.ofKind(kinds.pods)?.store.get(namespace, name) as Pod | undefined;
  }

  volume(name: string): PersistentVolume | undefined {
    return this.resources.ofKind(kinds.persistentvolumes)?.store.get('', name) as PersistentVolume | undefined;
  }
}

const read = (resource: Referred, verbs: readonly string[]): Judge => (authorizer, node, { verb, name, namespace, subresource }) => {
  if (!verbs.includes(verb)) return no(`can only read resources of this type`);
  if (subresource !== '') return no('cannot read subresource');
  if (name === '') return no('No Object name found,');
  return authorizer.isRelated(node, resource, namespace, name) ? yes : unrelated(node);
};

const own = (what: string, isOwn: (node: string, attributes: Attributes) => boolean): Judge => (authorizer, node, attributes) => (isOwn(node, attributes) ? authorizer.byRules(attributes) : no(what));
const namedAlike = (node: string, { verb, name }: Attributes): boolean => verb === 'create' || name === node;

const judges: Readonly<Record<string, Judge>> = {
  secrets: read('secrets', ['get', 'list', 'watch']),
  configmaps: read('configmaps', ['get', 'list', 'watch']),
  persistentvolumeclaims(authorizer, node, attributes) {
    const { subresource, verb, namespace, name } = attributes;
    if (subresource !== 'status') return read('persistentvolumeclaims', ['get'])(authorizer, node, attributes);
    if (verb !== 'update' && verb !== 'patch') return no('can only update status');
    return authorizer.isRelated(node, 'persistentvolumeclaims', namespace, name) ? yes : unrelated(node);
  },
  persistentvolumes(authorizer, node, { verb, name }) {
    if (verb !== 'get') return no('can only get individual resources of this type');
    const claim = authorizer.volume(name)?.spec.claimRef;
    return claim && authorizer.isRelated(node, 'persistentvolumeclaims', claim.namespace ?? '', claim.name ?? '') ? yes : unrelated(node);
  },
  'resourceclaims.resource.k8s.io': read('resourceclaims', ['get']),
  serviceaccounts(authorizer, node, attributes) {
    const { verb, subresource, namespace, name } = attributes;
    if (!((verb === 'get' && subresource === '') || (verb === 'create' && subresource === 'token'))) return no('can only create tokens for individual service accounts');
    return authorizer.isRelated(node, 'serviceaccounts', namespace, name) ? yes : unrelated(node);
  },
  'leases.coordination.k8s.io': own('can only access node lease with the same name as the requesting node', (node, attributes) => attributes.namespace === LEASES && namedAlike(node, attributes)),
  'csinodes.storage.k8s.io': own('can only access CSINode with the same name as the requesting node', namedAlike),
  nodes(authorizer, node, attributes) {
    const { verb, subresource, name } = attributes;
    if (subresource !== '' || !READS.includes(verb) || name === node) return authorizer.byRules(attributes);
    return no(`node '${node}' cannot read ${name === '' ? 'all nodes' : `'${name}'`}, only its own Node object`);
  },
  pods(authorizer, node, attributes) {
    const { verb, subresource, namespace, name, fieldSelector } = attributes;
    if (subresource !== '' || !READS.includes(verb)) return authorizer.byRules(attributes);
    if (verb !== 'get') return selectedValue(fieldSelector, 'spec.nodeName') === node ? yes : no('can only list/watch pods with spec.nodeName field selector');
    // A Pod that is gone is not found, rather than nobody's.
    const pod = authorizer.pod(namespace, name);
    return !pod || pod.spec.nodeName === node ? yes : unrelated(node);
  },
};
