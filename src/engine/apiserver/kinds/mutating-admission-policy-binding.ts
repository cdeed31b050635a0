// MutatingAdmissionPolicyBinding (pkg/registry/admissionregistration/mutatingadmissionpolicybinding).
import { required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { MutatingAdmissionPolicyBinding } from '../../kube/types.generated.ts';
import { defaultMatchResources } from '../defaults/webhooks.ts';
import { strategy } from '../strategy.ts';
import { policyBindingCells, policyBindingColumns } from '../tables/policy-binding.ts';
import { validateMatchResources, validateParamRef } from '../validation/admission-policy.ts';
import { checked } from '../validation/checked.ts';
import { each } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

export const mutatingAdmissionPolicyBinding = strategy<MutatingAdmissionPolicyBinding>({
  kind: kinds.mutatingadmissionpolicybindings,
  allowUnconditionalUpdate: false,
  default(draft) {
    if (draft.spec?.matchResources) defaultMatchResources(draft.spec.matchResources);
  },
  ...checked<MutatingAdmissionPolicyBinding>({ namespaced: false, name: nameIsSubdomain }, (errors, { spec = {} }) => {
    if (!spec.policyName) errors.push(required('spec.policyName'));
    else each(errors, 'spec.policyName', spec.policyName, nameIsSubdomain(spec.policyName));
    validateParamRef(errors, spec.paramRef, 'spec.paramRef');
    validateMatchResources(errors, spec.matchResources, 'spec.matchResources');
  }),
  columns: policyBindingColumns,
  cells: policyBindingCells,
});
