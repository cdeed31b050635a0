// What a failed Pod means for its Job (pkg/controller/job/pod_failure_policy.go, success_policy.go).
import type { ContainerStatus, Job, Pod, PodFailurePolicy, PodFailurePolicyRule } from '../../kube/types.generated.ts';

export interface FailureVerdict {
  readonly action: 'FailJob' | 'FailIndex' | 'Ignore' | 'Count';
  readonly message: string;
}

/** The first rule that matches; without one the failure counts. */
export function judgeFailure(policy: PodFailurePolicy | undefined, pod: Pod): FailureVerdict | undefined {
  if (!policy || pod.status.phase !== 'Failed') return undefined;
  for (const [index, rule] of policy.rules.entries()) {
    const message = ruleMatch(rule, pod, index);
    if (message !== undefined) return { action: rule.action as FailureVerdict['action'], message };
  }
  return undefined;
}

function ruleMatch({ action, onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: Pod, index: number): string | undefined {
  const where = `${pod.metadata.namespace}/${pod.metadata.name}`;
  if (onExitCodes) {
    const { containerName, operator, values } = onExitCodes;
    const statuses: readonly ContainerStatus[] = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])];
    for (const { name, state } of statuses) {
      const code = state?.terminated?.exitCode;
      if (code === undefined || code === 0 || (containerName !== undefined && containerName !== name)) continue;
      if ((operator === 'In') === values.includes(code)) return `Container ${name} for pod ${where} failed with exit code ${code} matching ${action} rule at index ${index}`;
    }
    return undefined;
  }
  for (const pattern of onPodConditions ?? []) {
    const found = pod.status.conditions?.find(({ type, status }) => type === pattern.type && status === (pattern.status ?? 'True'));
    if (found) return `Pod ${where} has condition ${found.type} matching ${action} rule at index ${index}`;
  }
  return undefined;
}

/** The message about the first rule that is met. */
export function matchSuccess(job: Job, succeeded: ReadonlySet<number>, parse: (text: string) => ReadonlySet<number>): string | undefined {
  for (const [index, rule] of (job.spec.successPolicy?.rules ?? []).entries()) {
    const wanted = rule.succeededIndexes === undefined ? undefined : parse(rule.succeededIndexes);
    const matching = wanted ? [...wanted].filter((one) => succeeded.has(one)).length : succeeded.size;
    const needed = rule.succeededCount ?? wanted?.size ?? 0;
    if (needed > 0 && matching >= needed) return `Matched rules at index ${index}`;
  }
  return undefined;
}
