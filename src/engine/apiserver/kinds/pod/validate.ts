// What a new Pod must be (pkg/apis/core/validation: ValidatePodCreate, validatePodMetadataAndSpec).
import { forbiddenField } from '../../../kube/field-error.ts';
import type { Pod } from '../../../kube/types.generated.ts';
import type { Errors } from '../../validation/checks.ts';
import { nameIsSubdomain, validateMeta } from '../../validation/object-meta.ts';
import { validatePodAnnotations, validateProfilesAgree } from '../../validation/pod/annotations.ts';
import { validateImageSpace } from '../../validation/pod/containers.ts';
import { validatePodSpec } from '../../validation/pod/spec.ts';

export function validatePodCreate(errors: Errors, pod: Pod): void {
  validateMetaAndSpec(errors, pod);
  if ((pod.spec.ephemeralContainers ?? []).length > 0) errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'));
  if (pod.spec.nodeName && (pod.spec.schedulingGates ?? []).length > 0) errors.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  validateProfilesAgree(errors, pod.metadata, pod.spec, 'spec');
}

export function validateMetaAndSpec(errors: Errors, pod: Pod): void {
  const { metadata, spec } = pod;
  validateMeta(errors, metadata, { namespaced: true, name: nameIsSubdomain });
  validatePodAnnotations(errors, metadata.annotations, spec, 'metadata.annotations');
  validatePodSpec(errors, spec, metadata, 'spec');
  if (!spec.serviceAccountName) {
    spec.volumes?.forEach((volume, v) => {
      volume.projected?.sources?.forEach((source, s) => {
        if (source.serviceAccountToken) errors.push(forbiddenField(`spec.volumes[${v}].projected.sources[${s}].serviceAccountToken`, 'must not be specified when serviceAccountName is not set'));
      });
    });
  }
  spec.containers?.forEach((container, i) => validateImageSpace(errors, container, `spec.containers[${i}]`));
  spec.initContainers?.forEach((container, i) => validateImageSpace(errors, container, `spec.initContainers[${i}]`));
}
