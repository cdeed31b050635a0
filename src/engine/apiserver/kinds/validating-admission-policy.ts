// ValidatingAdmissionPolicy (pkg/registry/admissionregistration/validatingadmissionpolicy).
import { invalid, notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { AdmissionCompiler } from '../../kube/cel/admission.ts';
import * as names from '../../kube/names.ts';
import type { ValidatingAdmissionPolicy, Validation } from '../../kube/types.generated.ts';
import { defaultMatchResources } from '../defaults/webhooks.ts';
import { keepStatus } from '../defaults/status.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { policyCompiler } from '../validation/cel.ts';
import { checkExpression, validateMatchConditions, validateMatchResources, validateParamKind, validateVariables } from '../validation/admission-policy.ts';
import { checked } from '../validation/checked.ts';
import { each, type Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { failurePolicies } from '../validation/webhooks.ts';

const reasons = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized'];

function validateSpec(errors: Errors, { spec = {} }: ValidatingAdmissionPolicy): void {
  if (spec.failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
  else if (!failurePolicies.includes(spec.failurePolicy)) errors.push(notSupported('spec.failurePolicy', spec.failurePolicy, failurePolicies));
  validateParamKind(errors, spec.paramKind, 'spec.paramKind');
  if (!spec.matchConstraints) errors.push(required('spec.matchConstraints'));
  else {
    validateMatchResources(errors, spec.matchConstraints, 'spec.matchConstraints');
    if ((spec.matchConstraints.resourceRules ?? []).length === 0) errors.push(required('spec.matchConstraints.resourceRules'));
  }
  const compiler = policyCompiler(spec);
  validateVariables(errors, compiler, spec.variables, 'spec.variables');
  validateMatchConditions(errors, compiler, spec.matchConditions, 'spec.matchConditions');
  const both = 'validations or auditAnnotations must contain at least one item';
  if ((spec.validations ?? []).length === 0 && (spec.auditAnnotations ?? []).length === 0) errors.push(required('spec.validations', both), required('spec.auditAnnotations', both));
  spec.validations?.forEach((validation, i) => validateValidation(errors, compiler, validation, `spec.validations[${i}]`));
  spec.auditAnnotations?.forEach(({ key, valueExpression }, i) => {
    const at = `spec.auditAnnotations[${i}]`;
    each(errors, `${at}.key`, key ?? '', names.qualifiedName(key ?? ''));
    if (!valueExpression?.trim()) errors.push(required(`${at}.valueExpression`, 'valueExpression is not specified'));
    else checkExpression(errors, compiler, `${at}.valueExpression`, valueExpression, ['string', 'null_type']);
  });
}

function validateValidation(errors: Errors, compiler: AdmissionCompiler, { expression, message, messageExpression, reason }: Validation, path: string): void {
  if (!expression?.trim()) errors.push(required(`${path}.expression`, 'expression is not specified'));
  else checkExpression(errors, compiler, `${path}.expression`, expression, ['bool']);
  if (messageExpression !== undefined && messageExpression.trim() === '') errors.push(invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified'));
  else if (messageExpression !== undefined) checkExpression(errors, compiler, `${path}.messageExpression`, messageExpression, ['string']);
  if (message !== undefined && message !== '' && message.trim() === '') errors.push(invalid(`${path}.message`, message, 'message must be non-empty if specified'));
  else if (message?.includes('\n')) errors.push(invalid(`${path}.message`, message, 'message must not contain line breaks'));
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(`${path}.reason`, reason, reasons));
}

export const validatingAdmissionPolicy = strategy<ValidatingAdmissionPolicy>({
  kind: kinds.validatingadmissionpolicies,
  allowUnconditionalUpdate: false,
  default(draft) {
    const spec = (draft.spec ??= {});
    spec.failurePolicy ??= 'Fail';
    if (spec.matchConstraints) defaultMatchResources(spec.matchConstraints);
  },
  prepareForCreate(draft) {
    draft.status = {};
  },
  prepareForUpdate(draft, stored) {
    keepStatus(draft, stored);
  },
  ...checked<ValidatingAdmissionPolicy>({ namespaced: false, name: nameIsSubdomain }, validateSpec),
  columns: [
    nameColumn,
    column('Validations', 'integer', 'Validations indicates the number of validation rules defined in this configuration'),
    column('ParamKind', 'string', 'ParamKind specifies the kind of resources used to parameterize this policy'),
    ageColumn,
  ],
  cells: ({ metadata, spec = {} }, nowMs) => [
    metadata.name,
    (spec.validations ?? []).length,
    spec.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>',
    age(metadata.creationTimestamp, nowMs),
  ],
});
