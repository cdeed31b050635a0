// The files of ConfigMap, Secret, downward API and projected volumes (pkg/volume/{configmap,secret,downwardapi,projected}).
import { decodeBase64 } from '../base/base64.ts';
import { rfc3339 } from '../base/time.ts';
import { isRefusal } from '../client/refusal.ts';
import { pathOf } from '../kube/kind.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { DownwardAPIVolumeFile, KeyToPath, Pod, ServiceAccountTokenProjection, Volume, VolumeProjection } from '../kube/types.generated.ts';
import type { KubeletContext } from './context.ts';
import { fieldValue, resourceValue } from './field-values.ts';

export interface VolumeFile {
  readonly text: string;
  readonly mode: number;
  /** Where it is not root. */
  readonly owner?: string;
}
export type Content = ReadonlyMap<string, VolumeFile>;

/** The volume cannot be set up now; the message goes into the event FailedMount. */
export class VolumeError extends Error {
  override readonly name = 'VolumeError';
  /** What failed, as the event begins; '' where there is nothing to tell yet. */
  readonly step: string;

  constructor(message: string, step = 'MountVolume.SetUp failed') {
    super(message);
    this.step = step;
  }
}

/** Undefined: a volume of another kind, with no content of its own. */
export function contentOf(volume: Volume, pod: Pod, context: KubeletContext): Content | undefined {
  if (volume.configMap) return configMap(volume.configMap.name ?? '', volume.configMap, volume.configMap.defaultMode ?? 0o644, pod, context);
  if (volume.secret) return secret(volume.secret.secretName ?? '', volume.secret, volume.secret.defaultMode ?? 0o644, pod, context);
  if (volume.downwardAPI) return downward(volume.downwardAPI.items ?? [], volume.downwardAPI.defaultMode ?? 0o644, pod, context);
  if (!volume.projected) return undefined;
  const content = new Map<string, VolumeFile>();
  for (const source of volume.projected.sources ?? []) {
    for (const [path, file] of projection(source, volume.projected.defaultMode ?? 0o644, pod, context)) content.set(path, file);
  }
  return content;
}

function projection(source: VolumeProjection, mode: number, pod: Pod, context: KubeletContext): Content {
  if (source.configMap) return configMap(source.configMap.name ?? '', source.configMap, mode, pod, context);
  if (source.secret) return secret(source.secret.name ?? '', source.secret, mode, pod, context);
  if (source.downwardAPI) return downward(source.downwardAPI.items ?? [], mode, pod, context);
  if (source.serviceAccountToken) return new Map([[source.serviceAccountToken.path, { text: token(source.serviceAccountToken, pod, context), ...tokenAccess(pod, mode) }]]);
  throw new VolumeError('this projected source is not simulated in Kubarium');
}

/** A token is for its Pod's user alone where all containers run as one, and for its group where there is one (pkg/volume/projected). */
function tokenAccess({ spec }: Pod, mode: number): Pick<VolumeFile, 'mode' | 'owner'> {
  const users = new Set([...(spec.initContainers ?? []), ...spec.containers].map((container) => container.securityContext?.runAsUser ?? spec.securityContext?.runAsUser));
  const [user] = users;
  if (users.size === 1 && user !== undefined) return { mode: 0o600, ...(user === 0 ? {} : { owner: String(user) }) };
  return { mode: spec.securityContext?.fsGroup === undefined ? mode : 0o600 };
}

interface Choice {
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
}

function configMap(name: string, choice: Choice, mode: number, pod: Pod, { sources }: KubeletContext): Content {
  const found = sources.find(kinds.configmaps, pod.metadata.namespace, name);
  if (!found && !choice.optional) throw new VolumeError(`configmap "${name}" not found`);
  const binary = Object.entries(found?.binaryData ?? {}).map(([key, value]) => [key, decodeBase64(value) ?? ''] as const);
  return chosen(new Map([...Object.entries(found?.data ?? {}), ...binary]), choice, mode, 'configmap');
}

function secret(name: string, choice: Choice, mode: number, pod: Pod, { sources }: KubeletContext): Content {
  const found = sources.find(kinds.secrets, pod.metadata.namespace, name);
  if (!found && !choice.optional) throw new VolumeError(`secret "${name}" not found`);
  return chosen(new Map(Object.entries(found?.data ?? {}).map(([key, value]) => [key, decodeBase64(value) ?? ''] as const)), choice, mode, 'secret');
}

function chosen(data: ReadonlyMap<string, string>, { items, optional }: Choice, mode: number, what: string): Content {
  const content = new Map<string, VolumeFile>();
  if (!items || items.length === 0) {
    for (const [key, text] of data) content.set(key, { text, mode });
    return content;
  }
  for (const item of items) {
    const text = data.get(item.key);
    if (text !== undefined) content.set(item.path, { text, mode: item.mode ?? mode });
    else if (!optional) throw new VolumeError(`${what} references non-existent ${what === 'configmap' ? 'config' : 'secret'} key: ${item.key}`);
  }
  return content;
}

function downward(items: readonly DownwardAPIVolumeFile[], mode: number, pod: Pod, { node }: KubeletContext): Content {
  const content = new Map<string, VolumeFile>();
  for (const { path, fieldRef, resourceFieldRef, mode: own } of items) {
    const text = fieldRef ? fieldValue(pod, fieldRef.fieldPath, { podIp: pod.status.podIP ?? '', hostIp: node.ip }) : resourceFieldRef ? resourceValue(pod, '', resourceFieldRef, node) : '';
    content.set(path, { text: text ?? '', mode: own ?? mode });
  }
  return content;
}

interface TokenAnswer {
  readonly status?: { readonly token?: string };
}

function token({ audience, expirationSeconds }: ServiceAccountTokenProjection, pod: Pod, { client }: KubeletContext): string {
  const { namespace, name, uid } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? 'default';
  try {
    const answer = client.call<TokenAnswer>('POST', pathOf(kinds.serviceaccounts, namespace, account, 'token'), {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { audiences: audience ? [audience] : [], expirationSeconds: expirationSeconds ?? 3600, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } },
    });
    return answer.status?.token ?? '';
  } catch (error) {
    if (isRefusal(error)) throw new VolumeError(`failed to fetch token: ${error.message}`);
    throw error;
  }
}

/** The directory in which one state of the files lies: `..2026_01_02_03_04_05.123456789`. */
export function stateDirectory(nowMs: number, serial: number): string {
  return `..${rfc3339(nowMs).slice(0, 19).replaceAll(/[-T:]/g, '_')}.${String(Math.trunc((nowMs % 1000) * 1e6) + serial).padStart(9, '0')}`;
}
