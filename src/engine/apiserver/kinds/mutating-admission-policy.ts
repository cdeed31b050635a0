// MutatingAdmissionPolicy (pkg/registry/admissionregistration/mutatingadmissionpolicy).
import type { AdmissionCompiler } from '../../kube/cel/admission.ts';
import { notSupported, required } from '../../kube/field-error.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { MutatingAdmissionPolicy, Mutation } from '../../kube/types.generated.ts';
import { defaultMatchResources } from '../defaults/webhooks.ts';
import { strategy } from '../strategy.ts';
import { age } from '../../kube/duration.ts';
import { ageColumn, column, nameColumn } from '../tables/columns.ts';
import { policyCompiler } from '../validation/cel.ts';
import { checkExpression, validateMatchConditions, validateMatchResources, validateParamKind, validateVariables } from '../validation/admission-policy.ts';
import { checked } from '../validation/checked.ts';
import type { Errors } from '../validation/checks.ts';
import { nameIsSubdomain } from '../validation/object-meta.ts';
import { failurePolicies } from '../validation/webhooks.ts';

const reinvocations = ['IfNeeded', 'Never'];

function validateMutation(errors: Errors, compiler: AdmissionCompiler, { patchType, applyConfiguration, jsonPatch }: Mutation, path: string): void {
  const types = ['ApplyConfiguration', 'JSONPatch'];
  const [field, part] = patchType === 'ApplyConfiguration' ? (['applyConfiguration', applyConfiguration] as const) : (['jsonPatch', jsonPatch] as const);
  if (!types.includes(patchType)) errors.push(notSupported(`${path}.patchType`, patchType ?? '', types));
  else if (!part) errors.push(required(`${path}.${field}`, `${field} is required when patchType is ${patchType}`));
  else if (!part.expression?.trim()) errors.push(required(`${path}.${field}.expression`, 'expression is not specified'));
  else checkExpression(errors, compiler, `${path}.${field}.expression`, part.expression, [patchType === 'JSONPatch' ? 'list(JSONPatch)' : 'Object']);
}

export const mutatingAdmissionPolicy = strategy<MutatingAdmissionPolicy>({
  kind: kinds.mutatingadmissionpolicies,
  allowUnconditionalUpdate: false,
  default(draft) {
    const spec = (draft.spec ??= {});
    spec.failurePolicy ??= 'Fail';
    if (spec.matchConstraints) defaultMatchResources(spec.matchConstraints);
  },
  ...checked<MutatingAdmissionPolicy>({ namespaced: false, name: nameIsSubdomain }, (errors, { spec = {} }) => {
    if (spec.failurePolicy === undefined) errors.push(required('spec.failurePolicy'));
    else if (!failurePolicies.includes(spec.failurePolicy)) errors.push(notSupported('spec.failurePolicy', spec.failurePolicy, failurePolicies));
    validateParamKind(errors, spec.paramKind, 'spec.paramKind');
    if (!spec.matchConstraints) errors.push(required('spec.matchConstraints'));
    else validateMatchResources(errors, spec.matchConstraints, 'spec.matchConstraints');
    const compiler = policyCompiler(spec, true);
    validateVariables(errors, compiler, spec.variables, 'spec.variables');
    validateMatchConditions(errors, compiler, spec.matchConditions, 'spec.matchConditions');
    if ((spec.mutations ?? []).length === 0) errors.push(required('spec.mutations', 'mutations must contain at least one item'));
    spec.mutations?.forEach((mutation, i) => validateMutation(errors, compiler, mutation, `spec.mutations[${i}]`));
    if (!spec.reinvocationPolicy) errors.push(required('spec.reinvocationPolicy'));
    else if (!reinvocations.includes(spec.reinvocationPolicy)) errors.push(notSupported('spec.reinvocationPolicy', spec.reinvocationPolicy, reinvocations));
  }),
  columns: [
    nameColumn,
    column('Mutations', 'integer', 'Mutations indicates the number of mutations rules defined in this configuration'),
    column('ParamKind', 'string', 'ParamKind specifies the kind of resources used to parameterize this policy'),
    ageColumn,
  ],
  cells: ({ metadata, spec = {} }, nowMs) => [
    metadata.name,
    (spec.mutations ?? []).length,
    spec.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>',
    age(metadata.creationTimestamp, nowMs),
  ],
});
