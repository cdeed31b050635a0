// What validating and mutating admission policies and their bindings share (pkg/apis/admissionregistration/validation/validation.go).
import { duplicate, forbiddenField, invalid, notSupported, required } from '../../kube/field-error.ts';
import type { MatchCondition, MatchResources, ParamKind, ParamRef, Variable } from '../../kube/types.generated.ts';
import type { AdmissionCompiler } from '../../kube/cel/admission.ts';
import { celProblem } from './cel.ts';
import { dnsLabel, each, type Errors } from './checks.ts';
import { validateLabelSelector } from './label-selector.ts';
import { nameIsPathSegment } from './object-meta.ts';
import { matchPolicies, validateRule } from './webhooks.ts';

export function validateParamKind(errors: Errors, kind: ParamKind | undefined, path: string): void {
  if (!kind) return;
  const { apiVersion = '', kind: name = '' } = kind;
  if (apiVersion === '') errors.push(required(`${path}.apiVersion`));
  else {
    const parts = apiVersion.split('/');
    if (parts.length > 2) errors.push(invalid(`${path}.apiVersion`, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    else dnsLabel(errors, `${path}.apiVersion`, parts.at(-1) ?? '');
  }
  if (name === '') errors.push(required(`${path}.kind`));
}

export function validateMatchResources(errors: Errors, match: MatchResources | undefined, path: string): void {
  if (!match) return;
  if (match.matchPolicy !== undefined && !matchPolicies.includes(match.matchPolicy)) errors.push(notSupported(`${path}.matchPolicy`, match.matchPolicy, matchPolicies));
  validateLabelSelector(errors, match.namespaceSelector, `${path}.namespaceSelector`);
  validateLabelSelector(errors, match.objectSelector, `${path}.objectSelector`);
  for (const list of ['resourceRules', 'excludeResourceRules'] as const) {
    match[list]?.forEach((rule, i) => validateRule(errors, rule, `${path}.${list}[${i}]`));
  }
}

export function validateVariables(errors: Errors, compiler: AdmissionCompiler, variables: readonly Variable[] | undefined, path: string): void {
  const seen = new Set<string>();
  variables?.forEach(({ name, expression }, i) => {
    const at = `${path}[${i}]`;
    if (!name?.trim()) errors.push(required(`${at}.name`, 'name is not specified'));
    else if (!/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) errors.push(invalid(`${at}.name`, name, 'name is not a valid CEL identifier'));
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
    if (!expression?.trim()) errors.push(required(`${at}.expression`, 'expression is not specified'));
    else {
      const problem = compiler.addVariable(name ?? '', expression);
      if (problem !== undefined) errors.push(invalid(`${at}.expression`, expression, problem));
    }
  });
}

export function validateMatchConditions(errors: Errors, compiler: AdmissionCompiler, conditions: readonly MatchCondition[] | undefined, path: string): void {
  const seen = new Set<string>();
  conditions?.forEach(({ name, expression }, i) => {
    const at = `${path}[${i}]`;
    if (!expression?.trim()) errors.push(required(`${at}.expression`));
    else checkExpression(errors, compiler, `${at}.expression`, expression, ['bool']);
    if (!name) errors.push(required(`${at}.name`));
    else each(errors, `${at}.name`, name, nameIsPathSegment(name));
    if (seen.has(name)) errors.push(duplicate(`${at}.name`, name));
    seen.add(name);
  });
}

export function checkExpression(errors: Errors, compiler: AdmissionCompiler, path: string, expression: string, wanted: readonly string[]): void {
  const problem = celProblem(compiler, expression, wanted);
  if (problem !== undefined) errors.push(invalid(path, expression, problem));
}

export function validateParamRef(errors: Errors, ref: ParamRef | undefined, path: string): void {
  if (!ref) return;
  if (ref.name) each(errors, `${path}.name`, ref.name, nameIsPathSegment(ref.name));
  if (ref.name && ref.selector) errors.push(forbiddenField(`${path}.name`, 'name and selector are mutually exclusive'), forbiddenField(`${path}.selector`, 'name and selector are mutually exclusive'));
  if (!ref.name && !ref.selector) errors.push(required(path, 'one of name or selector must be specified'));
  validateLabelSelector(errors, ref.selector, `${path}.selector`);
  const actions = ['Deny', 'Allow'];
  if (ref.parameterNotFoundAction === undefined) errors.push(required(`${path}.parameterNotFoundAction`));
  else if (!actions.includes(ref.parameterNotFoundAction)) errors.push(notSupported(`${path}.parameterNotFoundAction`, ref.parameterNotFoundAction, ['Deny', 'Allow']));
}
