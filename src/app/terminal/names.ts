// Which object a name in the terminal's output means, where several have it.
import type { ObjectSummary } from '../../bridge/summary.ts';

/** Of objects with the same name the one that a person most likely means. */
const ORDER: readonly string[] = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'services', 'nodes', 'replicasets'];
const rank = (object: ObjectSummary): number => (ORDER.indexOf(object.kind) + ORDER.length + 1) % (ORDER.length + 1);

/** Of several with one name: the kind that stands before it (`service/web`), then the namespace that its row names. */
export function meant(objects: readonly ObjectSummary[], row: string, at: number): ObjectSummary | undefined {
  const kind = /([a-z]+)(?:\.[a-z0-9.-]+)?\/$/.exec(row.slice(0, at))?.[1];
  const words = new Set(row.split(/\s+/));
  const score = (object: ObjectSummary): number => (kind !== undefined && (object.kind === `${kind}s` || object.kind === `${kind}es`) ? 100 : 0) + (words.has(object.namespace) ? 20 : 0) - rank(object);
  return objects.toSorted((a, b) => score(b) - score(a))[0];
}
