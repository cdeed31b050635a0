// ValidatingAdmissionPolicy: what expressions say of a request is denied, warned of or noted (apiserver/pkg/admission/plugin/policy/validating).
import { ApiError, forbidden } from '../../../kube/api-error.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { AuditAnnotation, ValidatingAdmissionPolicy as Policy, ValidatingAdmissionPolicyBinding as Binding, Validation } from '../../../kube/types.generated.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { matchedResource } from '../rules.ts';
import { Evaluation } from './evaluation.ts';
import { bindingMatches, conditionsHold, criteriaOf, type Hook, Hooks, isExempt, paramsOf, type Part } from './hooks.ts';

type PolicyHook = Hook<Policy, Binding>;

interface Denial {
  readonly message: string;
  readonly reason?: string | undefined;
  /** Of the validation that failed. */
  readonly index?: number;
  readonly binding?: Binding | undefined;
}

const CODES: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 };
const MAX_MESSAGE = 5 * 1024;
const FAILURE = 'validation.policy.admission.k8s.io/validation_failure';
const hooks = new Hooks<Policy, Binding>(kinds.validatingadmissionpolicies, kinds.validatingadmissionpolicybindings, false);

export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  validate(request) {
    const all = hooks.of(request.context.core);
    if (all.length === 0 || isExempt(request)) return;
    // All policies are asked before the first denial is told, for their warnings.
    const [first] = all.flatMap((hook) => judge(hook, request).map((denial) => refusal(request, hook.policy, denial)));
    if (first) throw first;
  },
};

function judge(hook: PolicyHook, request: AdmissionRequest): readonly Denial[] {
  const matched = matchedResource(criteriaOf(hook.policy.spec.matchConstraints), request);
  if (!matched) return [];
  const strict = hook.policy.spec.failurePolicy !== 'Ignore';
  const denials: Denial[] = [];
  for (const binding of hook.bindings) {
    if (!bindingMatches(binding, request)) continue;
    const params = paramsOf(hook.policy, binding, request);
    if (typeof params === 'string') {
      if (strict) denials.push({ message: `failed to configure binding: ${params}`, binding });
      continue;
    }
    for (const param of params) {
      const evaluation = new Evaluation(request, matched, param, hook.variables);
      denials.push(...enforced(hook.policy, binding, request, decisions(hook, evaluation, strict)), ...annotations(hook, evaluation, strict, request.context.annotations));
    }
  }
  return denials;
}

/** The failed validations, each by what its binding does about it. */
function enforced({ metadata }: Policy, binding: Binding, request: AdmissionRequest, failures: readonly Denial[]): readonly Denial[] {
  const actions = binding.spec.validationActions ?? [];
  if (actions.includes('Warn')) for (const { message } of failures) request.context.warn(`Validation failed for ValidatingAdmissionPolicy '${metadata.name}' with binding '${binding.metadata.name}': ${message}`);
  const { annotations } = request.context;
  const [first] = failures;
  if (actions.includes('Audit') && first && annotations && !annotations.has(FAILURE)) {
    annotations.set(FAILURE, JSON.stringify([{ message: first.message, policy: metadata.name, binding: binding.metadata.name, expressionIndex: first.index ?? 0, validationActions: actions }]));
  }
  return actions.includes('Deny') ? failures.map((failure) => ({ ...failure, binding })) : [];
}

function decisions(hook: PolicyHook, evaluation: Evaluation, strict: boolean): readonly Denial[] {
  const applies = conditionsHold(hook.conditions, evaluation);
  if (typeof applies === 'string') return strict ? [{ message: applies }] : [];
  if (!applies) return [];
  return (hook.policy.spec.validations ?? []).flatMap((validation, index) => {
    const part = compiled(hook, validation.expression, ['bool']);
    const result = 'error' in part ? { error: `compilation error: ${part.error}` } : evaluation.run(part.program);
    if ('error' in result) return strict ? [{ message: result.error, index }] : [];
    return result.value === true ? [] : [{ message: messageOf(hook, validation, evaluation), reason: validation.reason, index }];
  });
}

/** Its messageExpression where that gives a sensible text, else its message, else the expression. */
function messageOf(hook: PolicyHook, { expression, message, messageExpression }: Validation, evaluation: Evaluation): string {
  if (messageExpression) {
    const part = compiled(hook, messageExpression, ['string']);
    const result = 'error' in part ? undefined : evaluation.run(part.program);
    const text = result && 'value' in result && typeof result.value === 'string' ? result.value.trim() : '';
    if (text !== '' && text.length <= MAX_MESSAGE && !text.includes('\n')) return text;
  }
  return message?.trim() || `failed expression: ${expression.trim()}`;
}

/** For the audit log, where there is one; what cannot be evaluated denies. */
function annotations(hook: PolicyHook, evaluation: Evaluation, strict: boolean, log: Map<string, string> | undefined): readonly Denial[] {
  if (!strict && !log) return [];
  const denials = (hook.policy.spec.auditAnnotations ?? []).flatMap(({ key, valueExpression }: AuditAnnotation): readonly Denial[] => {
    const part = compiled(hook, valueExpression, ['string', 'null_type']);
    const result = 'error' in part ? { error: `compilation error: ${part.error}` } : evaluation.run(part.program);
    if ('error' in result) return [{ message: result.error }];
    if (typeof result.value === 'string' && result.value.trim() !== '') note(log, `${hook.policy.metadata.name}/${key}`, result.value.trim());
    return typeof result.value === 'string' || result.value === null ? [] : [{ message: `valueExpression '${valueExpression}' resulted in unsupported return type: ${typeof result.value}. Return type must be either string or null.` }];
  });
  return strict ? denials : [];
}

/** Several bindings may have something to say under one key. */
function note(log: Map<string, string> | undefined, key: string, value: string): void {
  const before = log?.get(key);
  log?.set(key, before === undefined || before === value ? value : [...before.split(', '), value].sort().join(', '));
}

const parts = new WeakMap<PolicyHook, Map<string, Part>>();

function compiled(hook: PolicyHook, source: string, wanted: readonly string[]): Part {
  let own = parts.get(hook);
  if (!own) parts.set(hook, (own = new Map()));
  const key = `${wanted.join()} ${source}`;
  let part = own.get(key);
  if (!part) own.set(key, (part = hook.compiler.compileAs(source, wanted)));
  return part;
}

function refusal({ resource, name, draft, context }: AdmissionRequest, { metadata }: Policy, { binding, message, reason = 'Invalid' }: Denial): ApiError {
  const text = `ValidatingAdmissionPolicy '${metadata.name}' ${binding ? `with binding '${binding.metadata.name}' ` : ''}denied request: ${message}`;
  const shown = name || (draft as unknown as KubeObject | undefined)?.metadata.name || context.info.name;
  const { status } = forbidden(resource.kind, shown, text);
  return new ApiError(CODES[reason] ?? 422, reason, status.message ?? '', { ...status.details, causes: [{ message: text }] });
}
