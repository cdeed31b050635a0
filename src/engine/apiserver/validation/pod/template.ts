// The template of a Pod in a workload (pkg/apis/core/validation: ValidatePodTemplateSpec).
import { forbiddenField } from '../../../kube/field-error.ts';
import type { PodTemplateSpec } from '../../../kube/types.generated.ts';
import { annotations, labels, type Errors } from '../checks.ts';
import { validatePodAnnotations, validateProfilesAgree } from './annotations.ts';
import { validatePodSpec } from './spec.ts';

export function validatePodTemplate(errors: Errors, template: PodTemplateSpec, path: string): void {
  const meta = template.metadata ?? {};
  const spec = template.spec ?? { containers: [] };
  labels(errors, `${path}.labels`, meta.labels);
  annotations(errors, `${path}.annotations`, meta.annotations);
  validatePodAnnotations(errors, meta.annotations, spec, `${path}.annotations`);
  validatePodSpec(errors, spec, undefined, `${path}.spec`);
  validateProfilesAgree(errors, meta, spec, `${path}.spec`);
  if ((spec.ephemeralContainers ?? []).length > 0) errors.push(forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
}
