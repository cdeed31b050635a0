// What a Deployment writes on its ReplicaSets: the revision with its history, and the sizes that proportional scaling needs (deployment_util.go).
import type { Deployment, ReplicaSet } from '../../kube/types.generated.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MAX = 'deployment.kubernetes.io/max-replicas';
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';
const HISTORY_CHARS = 2000;
const SKIPPED = new Set(['kubectl.kubernetes.io/last-applied-configuration', REVISION, HISTORY, DESIRED, MAX, ROLLBACK_TO]);

type Annotations = Readonly<Record<string, string>>;

const MAX_INT64 = 2n ** 63n - 1n;

/** An int64, as anybody may have written it; undefined where it is none. */
function int64(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value > MAX_INT64 || value < -MAX_INT64 - 1n ? undefined : value;
}

export function revisionOf(object: { readonly metadata: { readonly annotations?: Annotations } }): bigint {
  return int64(object.metadata.annotations?.[REVISION]) ?? 0n;
}

/** The revision that the annotation of extensions/v1beta1 asks for, 0 being the last one. */
export function rollbackTo(object: { readonly metadata: { readonly annotations?: Annotations } }): bigint {
  return int64(object.metadata.annotations?.[ROLLBACK_TO]) ?? 0n;
}

const int = (text: string | undefined): number | undefined => (text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined);

export const annotatedDesiredReplicas = (set: ReplicaSet): number | undefined => int(set.metadata.annotations?.[DESIRED]);
export const annotatedMaxReplicas = (set: ReplicaSet): number | undefined => int(set.metadata.annotations?.[MAX]);

/** The annotations with both sizes, or the same object where they are there already. */
export function withSizes(annotations: Annotations, desired: number, max: number): Annotations {
  if (annotations[DESIRED] === String(desired) && annotations[MAX] === String(max)) return annotations;
  return { ...annotations, [DESIRED]: String(desired), [MAX]: String(max) };
}

/** The annotations of the new ReplicaSet: the Deployment's own, the revision, and which revisions it had before. */
export function withRevision(deployment: Deployment, annotations: Annotations, revision: bigint): Annotations {
  let result: Record<string, string> | undefined;
  const set = (key: string, value: string): void => {
    if ((result ?? annotations)[key] !== value) result = { ...(result ?? annotations), [key]: value };
  };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!SKIPPED.has(key)) set(key, value);
  const old = annotations[REVISION];
  const oldRevision = old === undefined || old === '' ? 0n : int64(old);
  if (oldRevision === undefined || oldRevision >= revision) return result ?? annotations;
  set(REVISION, String(revision));
  if (old !== undefined) set(HISTORY, history(annotations[HISTORY] ?? '', old));
  return result ?? annotations;
}

function history(before: string, old: string): string {
  if (before === '') return old;
  const revisions = before.split(',');
  let length = before.length + old.length + 1;
  while (length > HISTORY_CHARS && revisions.length > 0) length -= (revisions.shift() as string).length + 1;
  return length <= HISTORY_CHARS ? [...revisions, old].join(',') : before;
}
