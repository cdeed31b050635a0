// What may change in a Pod (pkg/apis/core/validation: ValidatePodUpdate).
import { equal } from '../../../base/json.ts';
import { forbiddenField, invalid, required } from '../../../kube/field-error.ts';
import type { Affinity, Container, NodeAffinity, Pod, PodSpec } from '../../../kube/types.generated.ts';
import { inclusiveRange, type Errors } from '../../validation/checks.ts';
import { unifiedDiff } from '../../validation/diff.ts';
import { indented, internalForm } from '../../validation/internal-form.ts';
import { validateMetaUpdate } from '../../validation/object-meta.ts';
import { validatePodAnnotationUpdate } from '../../validation/pod/annotations.ts';
import { validateImageSpace } from '../../validation/pod/containers.ts';
import { validateOnlyAddedTolerations, validateOnlyRemovedGates } from '../../validation/pod/placement.ts';
import { validateMetaAndSpec } from './validate.ts';

const updatable =
  '`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

export function validatePodUpdate(errors: Errors, pod: Pod, old: Pod): void {
  validateMetaUpdate(errors, pod.metadata, old.metadata);
  validateMetaAndSpec(errors, pod);
  validatePodAnnotationUpdate(errors, pod.metadata.annotations, old.metadata.annotations, 'metadata.annotations');
  for (const list of ['containers', 'initContainers'] as const) if (!validateImages(errors, pod.spec[list] ?? [], old.spec[list] ?? [], `spec.${list}`)) return;
  if (!validateDeadline(errors, pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds)) return;
  validateOnlyAddedTolerations(errors, pod.spec.tolerations ?? [], old.spec.tolerations ?? [], 'spec.tolerations');
  validateOnlyRemovedGates(errors, pod.spec.schedulingGates ?? [], old.spec.schedulingGates ?? [], 'spec.schedulingGates');
  if (equal(pod.spec, old.spec)) return;
  const munged = withAllowedChanges(errors, pod.spec, old.spec);
  if (equal(munged, old.spec)) return;
  const [before, after] = [internalForm('PodSpec', old.spec), internalForm('PodSpec', munged)];
  if (equal(before, after)) return;
  errors.push(forbiddenField('spec', `pod updates may not change fields other than ${updatable}\n${unifiedDiff(indented(before), indented(after))}`));
}

function validateImages(errors: Errors, now: readonly Container[], old: readonly Container[], path: string): boolean {
  if (now.length !== old.length) {
    errors.push(forbiddenField(path, 'pod updates may not add or remove containers'));
    return false;
  }
  now.forEach((container, i) => {
    if (!container.image) errors.push(required(`${path}[${i}].image`));
    validateImageSpace(errors, container, `${path}[${i}]`);
  });
  return true;
}

/** From none to one, or to an earlier one. */
function validateDeadline(errors: Errors, now: number | undefined, old: number | undefined): boolean {
  const path = 'spec.activeDeadlineSeconds';
  if (now === undefined) {
    if (old !== undefined) errors.push(invalid(path, null, 'must not update from a positive integer to nil value'));
    return true;
  }
  if (now < 0 || now > 2147483647) errors.push(invalid(path, now, inclusiveRange(0, 2147483647)));
  else if (old !== undefined && old < now) errors.push(invalid(path, now, 'must be less than or equal to previous value'));
  else return true;
  return false;
}

/** The new spec with everything that may change set back to what it was, so that the rest can be compared. */
function withAllowedChanges(errors: Errors, spec: PodSpec, old: PodSpec): PodSpec {
  const images = (now: readonly Container[] | undefined, before: readonly Container[] | undefined): readonly Container[] | undefined =>
    now?.map((container, i) => ({ ...container, image: before?.[i]?.image ?? '' }));
  const wasNegative = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1;
  const munged: Record<string, unknown> = {
    ...spec,
    containers: images(spec.containers, old.containers),
    initContainers: images(spec.initContainers, old.initContainers),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
    ...(wasNegative ? { terminationGracePeriodSeconds: old.terminationGracePeriodSeconds } : {}),
  };
  if ((old.schedulingGates ?? []).length > 0) allowPlacement(errors, munged, spec, old);
  return munged as unknown as PodSpec;
}

/** While a Pod is gated its placement may be narrowed. */
function allowPlacement(errors: Errors, munged: Record<string, unknown>, spec: PodSpec, old: PodSpec): void {
  if (!equal(spec.nodeSelector, old.nodeSelector)) {
    const kept = Object.entries(old.nodeSelector ?? {}).every(([key, value]) => spec.nodeSelector?.[key] === value);
    if (!kept) errors.push(invalid('spec.nodeSelector', spec.nodeSelector ?? null, 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'));
    munged['nodeSelector'] = old.nodeSelector;
  }
  const [now, before] = [spec.affinity?.nodeAffinity, old.affinity?.nodeAffinity];
  if (equal(now, before)) return;
  validateNodeAffinityChange(errors, now, before);
  const rest: Record<string, unknown> = { ...spec.affinity, nodeAffinity: before };
  const onlyNode = !spec.affinity?.podAffinity && !spec.affinity?.podAntiAffinity;
  munged['affinity'] = old.affinity === undefined && onlyNode ? undefined : (rest as Affinity);
}

function validateNodeAffinityChange(errors: Errors, now: NodeAffinity | undefined, old: NodeAffinity | undefined): void {
  const terms = old?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return;
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const next = now?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (next.length !== terms.length) {
    errors.push(invalid(path, internalForm('NodeSelector', { nodeSelectorTerms: next })['NodeSelectorTerms'], 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'));
    return;
  }
  terms.forEach((term, i) => {
    const after = next[i] ?? {};
    const onlyAdded = (before: readonly unknown[] = [], later: readonly unknown[] = []): boolean => later.length >= before.length && before.every((item, k) => equal(item, later[k]));
    const wasEmpty = (term.matchExpressions ?? []).length === 0 && (term.matchFields ?? []).length === 0;
    if (wasEmpty ? !equal(term, after) : !onlyAdded(term.matchExpressions, after.matchExpressions) || !onlyAdded(term.matchFields, after.matchFields)) {
      errors.push(invalid(`${path}[${i}]`, internalForm('NodeSelectorTerm', after), 'only additions are allowed (no mutations or deletions)'));
    }
  });
}
