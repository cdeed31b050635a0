// The order of objects in the output, and of field specs among each other (sigs.k8s.io/kustomize/api/internal/builtins/SortOrderTransformer.go, kyaml/resid/gvk.go).
import { CliError } from '../cli/errors.ts';
import { type Gvk, type GvkPattern, gvkText, sameGvk } from './identity.ts';
import type { Resource } from './resource.ts';
import { listOf, mapOf, type NodeMap, textOf } from './tree.ts';

const first = ['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget'];
const last = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

type Ranks = ReadonlyMap<string, number>;

function ranksOf(orderFirst: readonly string[], orderLast: readonly string[]): Ranks {
  return new Map([...orderFirst.map((kind, i) => [kind, i - orderFirst.length] as const), ...orderLast.map((kind, i) => [kind, i + 1] as const)]);
}

const usual = ranksOf(first, last);
const gvkKey = ({ group, version, kind }: GvkPattern): string => `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

export function compareGvk(a: GvkPattern, b: GvkPattern, ranks: Ranks = usual): number {
  return (ranks.get(a.kind ?? '') ?? 0) - (ranks.get(b.kind ?? '') ?? 0) || compare(gvkKey(a), gvkKey(b));
}

/** As `sortOptions` asks: as they came, or what others need first. */
export function inOrder(resources: readonly Resource[], options: NodeMap | undefined): readonly Resource[] {
  const order = options === undefined ? 'legacy' : textOf(options['order']);
  const legacy = options?.['legacySortOptions'];
  if (order !== 'fifo' && order !== 'legacy') throw new CliError("the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (order === 'fifo') {
    if (legacy !== undefined) throw new CliError("the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'");
    return resources;
  }
  const kinds = (field: string): readonly string[] => listOf(mapOf(legacy)[field]).map(textOf);
  const ranks = legacy === undefined ? usual : ranksOf(kinds('orderFirst'), kinds('orderLast'));
  const keyed = resources.map((resource) => ({ resource, id: resource.id, key: idKey(resource) }));
  return keyed.sort((a, b) => (sameGvk(a.id as Gvk, b.id) ? compare(a.key, b.key) : compareGvk(a.id, b.id, ranks))).map(({ resource }) => resource);
}

function idKey({ id }: Resource): string {
  return `${gvkText(id)}|${id.namespace || '~X'}|${id.name || '~N'}`;
}
