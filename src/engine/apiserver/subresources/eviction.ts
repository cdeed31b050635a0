// Evicting a Pod: a deletion that its disruption budget may forbid (pkg/registry/core/pod/storage/eviction.go).
import { isObject, type Json } from '../../base/json.ts';
import { rfc3339 } from '../../base/time.ts';
import { ApiError, badRequest, forbidden, notFound } from '../../kube/api-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { selects } from '../../kube/labels.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { Pod, PodDisruptionBudget } from '../../kube/types.generated.ts';
import { typedBody } from '../body.ts';
import type { Context } from '../context.ts';
import { plainError } from '../errors.ts';
import type { Answer } from '../handlers/answer.ts';
import { admissionRequest } from '../handlers/write.ts';
import { queryValues } from '../request-info.ts';
import { type DeletionOptions, deleteStored } from '../registry/delete.ts';
import { commitUpdate } from '../registry/update.ts';
import type { Resource } from '../resource.ts';
import { success } from './success.ts';

const WOULD_VIOLATE = "Cannot evict pod as it would violate the pod's disruption budget.";
const MAX_DISRUPTED = 2000;

export function handleEviction(context: Context, pods: Resource): Answer {
  const { name, namespace } = context.info;
  const value = typedBody(context.request, { group: 'policy', version: 'v1', kind: 'Eviction' });
  const body = isObject(value) ? value : {};
  const meta = isObject(body['metadata']) ? body['metadata'] : {};
  if (meta['name'] !== undefined && meta['name'] !== name) throw badRequest('name in URL does not match name in Eviction object');
  const asked = isObject(body['deleteOptions']) ? body['deleteOptions'] : {};
  const dryRun = [...queryValues(context.request.query, 'dryRun'), ...((asked['dryRun'] ?? []) as readonly string[])];
  context.dryRun = dryRun.includes('All');
  const pod = pods.store.get(namespace, name) as Pod | undefined;
  if (!pod) throw notFound(pods.kind, name);
  const request = admissionRequest(context, pods, 'CREATE', undefined, pod, 'eviction');
  context.core.admission.mutate(request);
  context.core.admission.validate(request);
  if (!ignoresBudgets(pod)) spendBudget(context, pod);
  evict(context, pods, pod, optionsFrom(asked));
  return success(201);
}

function optionsFrom(asked: { readonly [key: string]: Json | undefined }): DeletionOptions {
  const preconditions = isObject(asked['preconditions']) ? asked['preconditions'] : {};
  return {
    gracePeriodSeconds: asked['gracePeriodSeconds'] as number | undefined,
    propagationPolicy: asked['propagationPolicy'] as DeletionOptions['propagationPolicy'],
    uid: preconditions['uid'] as string | undefined,
    resourceVersion: preconditions['resourceVersion'] as string | undefined,
  };
}

function ignoresBudgets({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined || ['Succeeded', 'Failed', 'Pending'].includes(status.phase ?? '');
}

function spendBudget(context: Context, pod: Pod): void {
  const budgets = context.list<PodDisruptionBudget>(kinds.poddisruptionbudgets, pod.metadata.namespace).filter((budget) => selects(budget.spec.selector, pod.metadata.labels));
  const [budget] = budgets;
  if (!budget) return;
  if (budgets.length > 1) throw plainError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  const ready = (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status;
  if (!ready) {
    if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    if (currentHealthy >= desiredHealthy && desiredHealthy > 0) return;
  }
  decrement(context, budget, pod.metadata.name);
}

function tooMany(message: string, retryAfterSeconds: number): ApiError {
  return new ApiError(429, 'TooManyRequests', WOULD_VIOLATE, { causes: [{ reason: 'DisruptionBudget', message }], ...(retryAfterSeconds > 0 ? { retryAfterSeconds } : {}) });
}

function decrement(context: Context, budget: PodDisruptionBudget, podName: string): void {
  const { metadata, status } = budget;
  const { disruptionsAllowed = 0, currentHealthy = 0, desiredHealthy = 0, disruptedPods = {}, conditions = [] } = status;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) throw tooMany(`The disruption budget ${metadata.name} is still being processed by the server.`, 10);
  if (disruptionsAllowed < 0) throw forbidden(kinds.poddisruptionbudgets, metadata.name, 'pod disruption budget allowance is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED) throw forbidden(kinds.poddisruptionbudgets, metadata.name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (disruptionsAllowed === 0) {
    const failed = conditions.find(({ type, reason }) => type === 'DisruptionAllowed' && reason === 'SyncFailed');
    const why = failed ? `The disruption budget ${metadata.name} does not allow evicting pods currently because it failed sync: ${failed.message}` : `The disruption budget ${metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw tooMany(why, 0);
  }
  if (context.dryRun) return;
  const left = disruptionsAllowed - 1;
  const now = rfc3339(context.nowMs);
  const next = {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: left,
      disruptedPods: { ...disruptedPods, [podName]: now },
      ...(left === 0 ? { conditions: conditions.map((condition) => (condition.type === 'DisruptionAllowed' ? { ...condition, status: 'False', reason: 'InsufficientPods', lastTransitionTime: now } : condition)) } : {}),
    },
  };
  const resource = context.core.resources.ofKind(kinds.poddisruptionbudgets);
  if (resource) commitUpdate(context, resource, budget, next as KubeObject);
}

function evict(context: Context, pods: Resource, pod: Pod, options: DeletionOptions): void {
  const target = { type: 'DisruptionTarget', status: 'True', lastProbeTime: null, lastTransitionTime: rfc3339(context.nowMs), reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting' };
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  const marked = { ...pod, status: { ...pod.status, conditions: [...others, target] } } as unknown as KubeObject;
  deleteStored(context, pods, context.dryRun ? pod : commitUpdate(context, pods, pod, marked).object, options);
}
