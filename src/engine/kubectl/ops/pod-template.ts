// Pod templates without the label that tells a Deployment's ReplicaSets apart (pkg/controller/deployment/util EqualIgnoreHash).
import { equal } from '../../base/json.ts';
import type { PodTemplateSpec } from '../../kube/types.generated.ts';

const HASH = 'pod-template-hash';

export function withoutHash(template: PodTemplateSpec): PodTemplateSpec {
  const { [HASH]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The same templates but for the hash label. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return equal(withoutHash(a), withoutHash(b));
}
