// ValidatingAdmissionPolicyBinding (pkg/registry/admissionregistration/validatingadmissionpolicybinding).
import { duplicate, invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { ValidatingAdmissionPolicyBinding } from '../../kube/types.generated.ts';
import { defaultMatchResources } from '../defaults/webhooks.ts';
import { strategy } from '../strategy.ts';
import { policyBindingCells, policyBindingColumns } from '../tables/policy-binding.ts';
import { validateMatchResources, validateParamRef } from '../validation/admission-policy.ts';
import { checked } from '../validation/checked.ts';
import { each } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';

const actions = ['Audit', 'Deny', 'Warn'];

export const validatingAdmissionPolicyBinding = strategy<ValidatingAdmissionPolicyBinding>({
  kind: kinds.validatingadmissionpolicybindings,
  allowUnconditionalUpdate: false,
  default(draft) {
    if (draft.spec?.matchResources) defaultMatchResources(draft.spec.matchResources);
  },
  ...checked<ValidatingAdmissionPolicyBinding>({ namespaced: false, name: nameIsSubdomain }, (errors, { spec = {} }) => {
    if (!spec.policyName) errors.push(required('spec.policyName'));
    else each(errors, 'spec.policyName', spec.policyName, nameIsSubdomain(spec.policyName));
    validateParamRef(errors, spec.paramRef, 'spec.paramRef');
    validateMatchResources(errors, spec.matchResources, 'spec.matchResources');
    const wanted = spec.validationActions ?? [];
    if (wanted.length === 0) errors.push(required('spec.validationActions', 'at least one validation action is required'));
    wanted.forEach((action, i) => {
      if (!actions.includes(action)) errors.push(notSupported(`spec.validationActions[${i}]`, action, actions));
      if (wanted.indexOf(action) < i) errors.push(duplicate(`spec.validationActions[${i}]`, action));
    });
    if (wanted.includes('Deny') && wanted.includes('Warn')) errors.push(invalid('spec.validationActions', wanted, 'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'));
  }),
  columns: policyBindingColumns,
  cells: policyBindingCells,
});
