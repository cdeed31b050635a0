// The policies that have bindings, with their expressions compiled once, kept until a policy, a binding or a definition of a kind changes (apiserver/pkg/admission/plugin/policy/generic).
import { AdmissionCompiler } from '../../../kube/cel/admission.ts';
import type { Program } from '../../../kube/cel/cel.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { KindInfo } from '../../../kube/kind.ts';
import { matches as labelsMatch, selectorOf } from '../../../kube/labels.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { MatchCondition, MatchResources, ParamKind, ParamRef, Variable } from '../../../kube/types.generated.ts';
import type { Core } from '../../core.ts';
import type { Resource } from '../../resource.ts';
import type { AdmissionRequest } from '../admission.ts';
import { type Criteria, matchedResource } from '../rules.ts';
import { Evaluation } from './evaluation.ts';

export interface PolicyObject extends KubeObject {
  readonly spec: {
    readonly failurePolicy?: string;
    readonly matchConditions?: readonly MatchCondition[];
    readonly matchConstraints?: MatchResources;
    readonly paramKind?: ParamKind;
    readonly variables?: readonly Variable[];
  };
}

export interface BindingObject extends KubeObject {
  readonly spec: { readonly policyName?: string; readonly paramRef?: ParamRef; readonly matchResources?: MatchResources; readonly validationActions?: readonly string[] };
}

export type Part = { readonly program: Program } | { readonly error: string };

export interface Hook<P extends PolicyObject, B extends BindingObject> {
  readonly policy: P;
  readonly bindings: readonly B[];
  readonly variables: ReadonlyMap<string, Program>;
  readonly conditions: readonly { readonly name: string; readonly part: Part }[];
  readonly compiler: AdmissionCompiler;
}

/** One kind of policy with its bindings. */
export class Hooks<P extends PolicyObject, B extends BindingObject> {
  private readonly known = new WeakMap<Core, { hooks: readonly Hook<P, B>[] | undefined }>();
  private readonly policies: KindInfo;
  private readonly bindings: KindInfo;
  private readonly patches: boolean;

  constructor(policies: KindInfo, bindings: KindInfo, patches: boolean) {
    this.policies = policies;
    this.bindings = bindings;
    this.patches = patches;
  }

  of(core: Core): readonly Hook<P, B>[] {
    let state = this.known.get(core);
    if (!state) {
      const made: { hooks: readonly Hook<P, B>[] | undefined } = { hooks: undefined };
      state = made;
      this.known.set(core, made);
      for (const kind of [this.policies, this.bindings]) core.resources.ofKind(kind)?.store.watch(() => (made.hooks = undefined));
    }
    return (state.hooks ??= this.build(core));
  }

  private build(core: Core): readonly Hook<P, B>[] {
    const bindings = (core.resources.ofKind(this.bindings)?.store.list() ?? []) as readonly B[];
    if (bindings.length === 0) return [];
    const policies = (core.resources.ofKind(this.policies)?.store.list() ?? []) as readonly P[];
    return policies.flatMap((policy) => {
      const own = bindings.filter(({ spec }) => spec.policyName === policy.metadata.name);
      return own.length === 0 ? [] : [this.hook(policy, own)];
    });
  }

  private hook(policy: P, bindings: readonly B[]): Hook<P, B> {
    const { spec } = policy;
    const compiler = new AdmissionCompiler({ params: spec.paramKind !== undefined, authorizer: true, patches: this.patches });
    for (const { name, expression } of spec.variables ?? []) compiler.addVariable(name, expression);
    const conditions = (spec.matchConditions ?? []).map(({ name, expression }) => ({ name, part: compiler.compileAs(expression, ['bool']) }));
    return { policy, bindings, variables: compiler.variables, conditions, compiler };
  }
}

export const criteriaOf = (match: MatchResources | undefined): Criteria => ({
  rules: match?.resourceRules ?? [],
  excluded: match?.excludeResourceRules ?? [],
  matchPolicy: match?.matchPolicy,
  namespaceSelector: match?.namespaceSelector,
  objectSelector: match?.objectSelector,
});

/** Whether a binding narrows the request away; without rules it takes what its policy takes. */
export function bindingMatches(binding: BindingObject, request: AdmissionRequest): boolean {
  const match = binding.spec.matchResources;
  if (!match) return true;
  const criteria = criteriaOf(match);
  return matchedResource(criteria.rules.length > 0 ? criteria : { ...criteria, rules: [EVERYTHING] }, request) !== undefined;
}
const EVERYTHING = { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*', '*'] };

/** Policies do not judge the objects that make policies. */
export function isExempt({ resource }: AdmissionRequest): boolean {
  return EXEMPT.includes(resource.kind);
}
const EXEMPT: readonly KindInfo[] = [kinds.validatingadmissionpolicies, kinds.validatingadmissionpolicybindings, kinds.mutatingadmissionpolicies, kinds.mutatingadmissionpolicybindings];

/** What a binding's parameters are: one run for each, with undefined where there are none to be had; a text is why they cannot be found. */
export function paramsOf(policy: PolicyObject, binding: BindingObject, request: AdmissionRequest): readonly (KubeObject | undefined)[] | string {
  const { paramKind } = policy.spec;
  const { paramRef } = binding.spec;
  if (!paramKind || !paramRef) return [undefined];
  const resource = paramResource(request.context.core, paramKind);
  if (!resource) return `paramKind kind \`${paramKind.apiVersion ?? ''}, Kind=${paramKind.kind ?? ''}\` not known`;
  if (!resource.kind.namespaced && paramRef.namespace) return 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`';
  const namespace = resource.kind.namespaced ? paramRef.namespace || request.namespace : '';
  if (resource.kind.namespaced && namespace === '') return 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
  const served = (object: KubeObject): KubeObject => (resource.convert ? resource.convert.fromStored(object) : object);
  let found: readonly KubeObject[];
  if (paramRef.name) {
    const object = resource.store.get(namespace, paramRef.name);
    found = object ? [served(object)] : [];
  } else {
    const wanted = selectorOf(paramRef.selector);
    found = resource.store.list(namespace).filter(({ metadata }) => labelsMatch(wanted, metadata.labels)).map(served);
  }
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') return 'no params found for policy binding with `Deny` parameterNotFoundAction';
  return found;
}

function paramResource(core: Core, { apiVersion = '', kind = '' }: ParamKind): Resource | undefined {
  const [group, version] = apiVersion.includes('/') ? (apiVersion.split('/') as [string, string]) : ['', apiVersion];
  return core.resources.all().find((resource) => resource.kind.group === group && resource.kind.version === version && resource.kind.kind === kind);
}

/** Whether all match conditions hold; a text is why that cannot be known (apiserver/pkg/admission/plugin/webhook/matchconditions). */
export function conditionsHold(conditions: readonly { readonly name: string; readonly part: Part }[], evaluation: Evaluation): boolean | string {
  let failed: string | undefined;
  for (const { part } of conditions) {
    if ('error' in part) {
      failed ??= `compilation error: ${part.error}`;
      continue;
    }
    const result = evaluation.run(part.program);
    // One that is false decides, whatever is wrong with the others.
    if ('error' in result) failed ??= result.error;
    else if (result.value !== true) return false;
  }
  return failed ?? true;
}
