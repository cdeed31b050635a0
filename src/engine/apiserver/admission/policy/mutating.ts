// MutatingAdmissionPolicy: expressions change the object of a request, by an apply configuration or a JSON patch (apiserver/pkg/admission/plugin/policy/mutating).
import { equal, type Json, type JsonObject } from '../../../base/json.ts';
import { toJson } from '../../../kube/cel/convert.ts';
import { CelMap, type CelValue, EvaluationFault, isList } from '../../../kube/cel/values.ts';
import { type ApiError, ApiError as Refusal, forbidden } from '../../../kube/api-error.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import { groupVersion } from '../../../kube/kind.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { applyJsonPatch, type JsonPatchOperation } from '../../../kube/patch/json.ts';
import { PatchError } from '../../../kube/patch/patch-error.ts';
import type { MutatingAdmissionPolicy as Policy, MutatingAdmissionPolicyBinding as Binding, Mutation } from '../../../kube/types.generated.ts';
import type { Draft } from '../../codec.ts';
import type { Resource } from '../../resource.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { matchedResource } from '../rules.ts';
import { applyConfiguration, wrongTypeName } from './apply-configuration.ts';
import { Evaluation, servedObject } from './evaluation.ts';
import { bindingMatches, conditionsHold, criteriaOf, type Hook, Hooks, isExempt, paramsOf, type Part } from './hooks.ts';

type PolicyHook = Hook<Policy, Binding>;

interface Failure {
  readonly policy: Policy;
  readonly binding: Binding;
  readonly message: string;
  readonly reason?: string;
}

/** One policy with one binding and one parameter. */
interface Invocation {
  readonly hook: PolicyHook;
  readonly binding: Binding;
  readonly matched: Resource;
  readonly param: KubeObject | undefined;
}

const hooks = new Hooks<Policy, Binding>(kinds.mutatingadmissionpolicies, kinds.mutatingadmissionpolicybindings, true);

export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name: 'MutatingAdmissionPolicy',
  mutate(request, again) {
    const all = hooks.of(request.context.core);
    if (all.length === 0 || !request.draft || isExempt(request)) return false;
    const failures: Failure[] = [];
    let changed = false;
    for (const invocation of all.flatMap((hook) => invocationsOf(hook, request, failures))) {
      if (again && invocation.hook.policy.spec.reinvocationPolicy !== 'IfNeeded') continue;
      const done = invoke(invocation, request);
      if (done === true) changed = true;
      else if (typeof done === 'string') failures.push({ policy: invocation.hook.policy, binding: invocation.binding, message: done, reason: 'Invalid' });
    }
    const strict = failures.filter(({ policy }) => policy.spec.failurePolicy !== 'Ignore');
    if (strict.length > 0) throw refusal(request, strict);
    return changed;
  },
};

function invocationsOf(hook: PolicyHook, request: AdmissionRequest, failures: Failure[]): readonly Invocation[] {
  const { policy } = hook;
  const matched = matchedResource(criteriaOf(policy.spec.matchConstraints), request);
  if (!matched) return [];
  return hook.bindings.filter((binding) => bindingMatches(binding, request)).flatMap((binding) => {
    const params = paramsOf(policy, binding, request);
    if (typeof params !== 'string') return params.map((param) => ({ hook, binding, matched, param }));
    failures.push({ policy, binding, message: `failed to configure binding: ${params}` });
    return [];
  });
}

/** Runs the policy's mutations one after the other: whether they changed anything; a text is why one failed. */
function invoke({ hook, matched, param }: Invocation, request: AdmissionRequest): boolean | string {
  const applies = conditionsHold(hook.conditions, new Evaluation(request, matched, param, hook.variables));
  if (applies !== true) return applies;
  let failed: string | undefined;
  let changed = false;
  for (const mutation of hook.policy.spec.mutations ?? []) {
    // Each sees what the one before it did.
    const done = mutate(hook, mutation, request, matched, new Evaluation(request, matched, param, hook.variables));
    if (typeof done === 'string') failed ??= done;
    else if (done) changed = true;
  }
  return failed ?? changed;
}

function mutate(hook: PolicyHook, mutation: Mutation, request: AdmissionRequest, matched: Resource, evaluation: Evaluation): boolean | string {
  const configuration = mutation.patchType === 'ApplyConfiguration';
  const source = (configuration ? mutation.applyConfiguration : mutation.jsonPatch)?.expression ?? '';
  const part = compiled(hook, source, configuration ? 'Object' : 'list(JSONPatch)');
  if ('error' in part) return part.error;
  const result = evaluation.run(part.program);
  if ('error' in result) return result.error;
  const live = servedObject(request, matched) as unknown as JsonObject;
  try {
    const next = configuration ? configured(live, result.value, matched) : patched(live, result.value);
    if (typeof next === 'string') return next;
    return next === undefined || equal(next, live) ? false : (replaceDraft(request, matched, next) ?? true);
  } catch (error) {
    if (error instanceof EvaluationFault) return error.message;
    throw error;
  }
}

function configured(live: JsonObject, value: CelValue, matched: Resource): JsonObject | string {
  if (!(value instanceof CelMap)) return 'unsupported return type from ApplyConfiguration expression';
  const wrong = wrongTypeName(value);
  if (wrong !== undefined) return `type mismatch: ${wrong}`;
  const patch = { ...(toJson(value) as JsonObject), apiVersion: groupVersion(matched.kind), kind: matched.kind.kind };
  return applyConfiguration(live, patch, matched.fieldManager.shape());
}

/** The object with the operations applied; undefined where a test says that they are not to be. */
function patched(live: JsonObject, value: CelValue): JsonObject | string | undefined {
  if (!isList(value)) return 'type mismatch: JSONPatchType.expression should evaluate to array';
  const operations = value.map((item) => toJson(item) as unknown as JsonPatchOperation);
  try {
    return applyJsonPatch(live, operations) as JsonObject;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return /test/.test(error.message) ? undefined : `JSONPath: ${error.message}`;
  }
}

/** Takes over what the mutation made: decoded, defaulted, and as the stored version has it. */
export function replaceDraft(request: AdmissionRequest, matched: Resource, next: JsonObject): string | undefined {
  const { draft, error } = matched.codec.decode(next as Json);
  if (error !== undefined) return error;
  const stored = (matched.convert ? matched.convert.toStored(draft) : draft) as unknown as Record<string, unknown>;
  const own = request.draft as unknown as Record<string, unknown>;
  for (const key of Object.keys(own)) if (!(key in stored)) delete own[key];
  Object.assign(own, stored);
  return undefined;
}

const parts = new WeakMap<PolicyHook, Map<string, Part>>();

function compiled(hook: PolicyHook, source: string, wanted: string): Part {
  let own = parts.get(hook);
  if (!own) parts.set(hook, (own = new Map()));
  let part = own.get(source);
  if (!part) own.set(source, (part = hook.compiler.compileAs(source, [wanted])));
  return part;
}

function refusal({ resource, name, draft, context }: AdmissionRequest, failures: readonly Failure[]): ApiError {
  const texts = failures.map(({ policy, binding, message }) => `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${message}`);
  const shown = name || String((draft as Draft | undefined)?.metadata.name ?? '') || context.info.name;
  const { status } = forbidden(resource.kind, shown, '');
  return new Refusal(403, failures[0]?.reason ?? 'Forbidden', texts[0] ?? '', { ...status.details, causes: texts.map((message) => ({ message })) });
}
