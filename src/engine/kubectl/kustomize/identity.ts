// What names an object in a kustomization: group, version, kind, name and namespace (sigs.k8s.io/kustomize/kyaml/resid).
import { builtinKinds } from '../../kube/kinds.generated.ts';

export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface ResourceId extends Gvk {
  readonly name: string;
  readonly namespace: string;
}

export type GvkPattern = Partial<Gvk>;
export type IdPattern = Partial<ResourceId>;

const DEFAULT_NAMESPACE = 'default';
const NOT_A_NAMESPACE = '_non_namespaceable_';

// kustomize carries the API of Kubernetes 1.21: what is newer counts as namespaced there.
const NEWER = new Set(['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'ClusterTrustBundle', 'DeviceClass', 'DeviceTaintRule', 'ResourceSlice', 'IPAddress', 'ServiceCIDR', 'VolumeAttributesClass', 'StorageVersionMigration', 'SelfSubjectReview', 'PodCertificateRequest']);
const OLDER_VERSIONS = new Set(['flowcontrol.apiserver.k8s.io/v1', 'flowcontrol.apiserver.k8s.io/v1beta3', 'flowcontrol.apiserver.k8s.io/v1beta2']);
const clusterScoped = new Set<string>(['policy/v1beta1/PodSecurityPolicy', 'flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema', 'flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration']);
for (const { group, version, kind, namespaced } of builtinKinds) {
  if (!namespaced && !NEWER.has(kind) && !OLDER_VERSIONS.has(`${group}/${version}`)) clusterScoped.add(`${apiVersionOf({ group, version })}/${kind}`);
}

export function apiVersionOf({ group, version }: { readonly group: string; readonly version: string }): string {
  return group === '' ? version : `${group}/${version}`;
}

export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const cut = apiVersion.indexOf('/');
  return cut < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, cut), version: apiVersion.slice(cut + 1) };
}

export const isClusterScoped = (gvk: Gvk): boolean => clusterScoped.has(`${apiVersionOf(gvk)}/${gvk.kind}`);

export function effectiveNamespace(id: ResourceId): string {
  return isClusterScoped(id) ? NOT_A_NAMESPACE : id.namespace === '' ? DEFAULT_NAMESPACE : id.namespace;
}

export const isPlaced = (namespace: string): boolean => namespace !== NOT_A_NAMESPACE;
export const sameNamespace = (a: ResourceId, b: ResourceId): boolean => effectiveNamespace(a) === effectiveNamespace(b);
export const sameGvk = (a: Gvk, b: Gvk): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind;
export const sameGvkn = (a: ResourceId, b: ResourceId): boolean => a.name === b.name && sameGvk(a, b);
export const sameId = (a: ResourceId, b: ResourceId): boolean => sameNamespace(a, b) && sameGvkn(a, b);

/** What a pattern leaves out, it does not ask for. */
export function gvkMatches(gvk: Gvk, { group, version, kind }: GvkPattern): boolean {
  return (!group || group === gvk.group) && (!version || version === gvk.version) && (!kind || kind === gvk.kind);
}

export function idMatches(id: ResourceId, pattern: IdPattern): boolean {
  const { name, namespace } = pattern;
  if (name && name !== id.name) return false;
  if (namespace && effectiveNamespace(wholeId(pattern)) !== effectiveNamespace(id)) return false;
  return gvkMatches(id, pattern);
}

export function wholeId({ group = '', version = '', kind = '', name = '', namespace = '' }: IdPattern): ResourceId {
  return { group, version, kind, name, namespace };
}

/** `Deployment.v1.apps` */
export function gvkText({ group, version, kind }: GvkPattern): string {
  return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;
}

/** `Deployment.v1.apps/web.[noNs]` */
export function idText(id: IdPattern): string {
  return `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;
}

/** As Go writes the value itself. */
export function idSyntax(id: ResourceId): string {
  const q = JSON.stringify;
  return `resid.ResId{Gvk:resid.Gvk{Group:${q(id.group)}, Version:${q(id.version)}, Kind:${q(id.kind)}, isClusterScoped:${String(isClusterScoped(id))}}, Name:${q(id.name)}, Namespace:${q(id.namespace)}}`;
}
