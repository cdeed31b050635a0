// The conditions of a namespace that is going away (pkg/controller/namespace/deletion/status_condition_utils.go).
import { rfc3339 } from '../../base/time.ts';
import type { NamespaceCondition } from '../../kube/types.generated.ts';

/** What one attempt found and left. */
export interface Attempt {
  readonly discoveryFailure?: string;
  readonly contentFailures: readonly string[];
  /** `pods.` or `widgets.example.com` → how many are left. */
  readonly remaining: ReadonlyMap<string, number>;
  /** Finalizer → how many objects have it. */
  readonly finalizers: ReadonlyMap<string, number>;
}

const sorted = (map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

export function conditionsAfter(attempt: Attempt, before: readonly NamespaceCondition[], nowMs: number): readonly NamespaceCondition[] {
  const { discoveryFailure, contentFailures, remaining, finalizers } = attempt;
  const count = contentFailures.length;
  const content =
    count === 0
      ? undefined
      : `Failed to delete all resource types, ${count} remaining: ${count === 1 ? contentFailures[0] : `[${[...contentFailures].sort().join(', ')}]`}`;
  const left = remaining.size === 0 ? undefined : `Some resources are remaining: ${sorted(remaining).map(([resource, number]) => `${resource} has ${number} resource instances`).join(', ')}`;
  const held =
    finalizers.size === 0 ? undefined : `Some content in the namespace has finalizers remaining: ${sorted(finalizers).map(([name, number]) => `${name} in ${number} resource instances`).join(', ')}`;
  const wanted = [
    entry('NamespaceDeletionDiscoveryFailure', discoveryFailure, 'DiscoveryFailed', 'ResourcesDiscovered', 'All resources successfully discovered'),
    entry('NamespaceDeletionGroupVersionParsingFailure', undefined, 'GroupVersionParsingFailed', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'),
    entry('NamespaceDeletionContentFailure', content, 'ContentDeletionFailed', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'),
    entry('NamespaceContentRemaining', left, 'SomeResourcesRemain', 'ContentRemoved', 'All content successfully removed'),
    entry('NamespaceFinalizersRemaining', held, 'SomeFinalizersRemain', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'),
  ];
  const now = rfc3339(nowMs);
  return wanted.map((condition): NamespaceCondition => {
    const old = before.find(({ type }) => type === condition.type);
    const same = old?.status === condition.status && old.message === condition.message && old.reason === condition.reason;
    if (same) return old;
    return { ...condition, lastTransitionTime: now };
  });
}

function entry(type: string, failure: string | undefined, badReason: string, goodReason: string, good: string): NamespaceCondition {
  return failure === undefined ? { type, status: 'False', reason: goodReason, message: good } : { type, status: 'True', reason: badReason, message: failure };
}
