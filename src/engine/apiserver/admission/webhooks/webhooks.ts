// MutatingAdmissionWebhook and ValidatingAdmissionWebhook: servers in the cluster that have a say in what is written (apiserver/pkg/admission/plugin/webhook).
import type { Json, JsonObject } from '../../../base/json.ts';
import { equal } from '../../../base/json.ts';
import { AdmissionCompiler } from '../../../kube/cel/admission.ts';
import { ApiError, badRequest } from '../../../kube/api-error.ts';
import { goQuote } from '../../../kube/go-format.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { KindInfo } from '../../../kube/kind.ts';
import type { KubeObject } from '../../../kube/object.ts';
import { applyJsonPatch } from '../../../kube/patch/json.ts';
import { PatchError } from '../../../kube/patch/patch-error.ts';
import type { MatchCondition, MutatingWebhook, Service, ValidatingWebhook } from '../../../kube/types.generated.ts';
import type { Core } from '../../core.ts';
import type { Resource } from '../../resource.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { Evaluation, servedObject } from '../policy/evaluation.ts';
import { conditionsHold, type Part } from '../policy/hooks.ts';
import { replaceDraft } from '../policy/mutating.ts';
import { matchedResource } from '../rules.ts';
import { serviceAddress, uidFor } from './address.ts';
import { type Called, callWebhook, type WebhookCall } from './call.ts';
import { rejection, reviewOf, verdictIn, type Verdict } from './review.ts';

type Webhook = ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>;

interface Hook {
  /** One text for one webhook of one state of its configuration. */
  readonly id: string;
  readonly webhook: Webhook;
  readonly conditions: readonly { readonly name: string; readonly part: Part }[];
}

interface Configuration extends KubeObject {
  readonly webhooks?: readonly Webhook[];
}

const DEFAULT_TIMEOUT_SECONDS = 10;
/** Who could lock himself out by them. */
const EXEMPT: readonly KindInfo[] = [kinds.validatingwebhookconfigurations, kinds.mutatingwebhookconfigurations, kinds.validatingadmissionpolicies, kinds.validatingadmissionpolicybindings, kinds.mutatingadmissionpolicies, kinds.mutatingadmissionpolicybindings];

/** All webhooks of one kind of configuration, kept until one changes. */
class Hooks {
  private readonly known = new WeakMap<Core, { hooks: readonly Hook[] | undefined }>();
  private readonly kind: KindInfo;

  constructor(kind: KindInfo) {
    this.kind = kind;
  }

  of(core: Core): readonly Hook[] {
    let state = this.known.get(core);
    if (!state) {
      const made: { hooks: readonly Hook[] | undefined } = { hooks: undefined };
      state = made;
      this.known.set(core, made);
      core.resources.ofKind(this.kind)?.store.watch(() => (made.hooks = undefined));
    }
    return (state.hooks ??= this.build(core));
  }

  private build(core: Core): readonly Hook[] {
    const configurations = (core.resources.ofKind(this.kind)?.store.list() ?? []) as readonly Configuration[];
    return configurations.flatMap(({ metadata, webhooks = [] }) => webhooks.map((webhook) => ({ id: `${this.kind.kind} ${metadata.name} ${metadata.resourceVersion} ${webhook.name}`, webhook, conditions: conditionsOf(webhook.matchConditions) })));
  }
}

function conditionsOf(conditions: readonly MatchCondition[] | undefined): Hook['conditions'] {
  if (!conditions?.length) return [];
  const compiler = new AdmissionCompiler({ params: false, authorizer: true });
  return conditions.map(({ name, expression }) => ({ name, part: compiler.compileAs(expression, ['bool']) }));
}

const mutating = new Hooks(kinds.mutatingwebhookconfigurations);
const validating = new Hooks(kinds.validatingwebhookconfigurations);

export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  mutate(request, again) {
    const all = mutating.of(request.context.core);
    if (all.length === 0 || EXEMPT.includes(request.resource.kind)) return false;
    let changed = false;
    for (const hook of all) {
      if (again && hook.webhook.reinvocationPolicy !== 'IfNeeded') continue;
      const matched = matches(hook, request);
      const verdict = matched && ask(hook, request, matched, again ? 'again' : '');
      if (!matched || !verdict) continue;
      if (!verdict.allowed) throw rejection(hook.webhook.name, verdict);
      if (verdict.patch && request.draft && patch(hook, request, matched, verdict.patch)) changed = true;
    }
    return changed;
  },
};

export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  validate(request) {
    const all = validating.of(request.context.core);
    if (all.length === 0 || EXEMPT.includes(request.resource.kind)) return;
    for (const hook of all) {
      const matched = matches(hook, request);
      const verdict = matched && ask(hook, request, matched, '');
      if (verdict && !verdict.allowed) throw rejection(hook.webhook.name, verdict);
    }
  },
};

/** The resource as which the webhook wants the request, or undefined. */
function matches({ webhook, conditions }: Hook, request: AdmissionRequest): Resource | undefined {
  const { rules = [], matchPolicy, namespaceSelector, objectSelector, failurePolicy } = webhook;
  const matched = matchedResource({ rules, matchPolicy, namespaceSelector, objectSelector }, request);
  if (!matched || conditions.length === 0) return matched;
  const holds = conditionsHold(conditions, new Evaluation(request, matched, undefined, new Map()));
  if (typeof holds !== 'string') return holds ? matched : undefined;
  if (failurePolicy === 'Ignore') return undefined;
  throw new ApiError(403, 'Forbidden', holds);
}

/** Its verdict; undefined where it could not be had and that does not matter. */
function ask(hook: Hook, request: AdmissionRequest, matched: Resource, round: string): Verdict | undefined {
  const { webhook, id } = hook;
  const { context } = request;
  if (context.dryRun && !['None', 'NoneOnDryRun'].includes(webhook.sideEffects)) throw badRequest(`admission webhook ${goQuote(webhook.name)} does not support dry run`);
  const uid = uidFor(context.core.etcd.revision, `${id} ${request.name} ${round}`);
  const call: WebhookCall = { client: webhook.clientConfig, timeoutSeconds: webhook.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS, review: reviewOf(request, matched, uid), address: serviceAddress(webhook.clientConfig, (namespace, name) => request.context.find<Service>(kinds.services, namespace, name)) };
  const told = context.told<Called & { readonly uid: string }>(`${id} ${request.stored?.metadata.name ?? ''} ${round}`, function* (net) {
    return { ...(yield* callWebhook(net, call)), uid };
  });
  const verdict = 'error' in told ? `failed to call webhook: ${told.error}` : verdictIn(told.answer, told.uid, id.startsWith('Mutating'));
  if (typeof verdict !== 'string') {
    for (const warning of verdict.warnings) context.warn(warning);
    return verdict;
  }
  if (webhook.failurePolicy === 'Ignore') return undefined;
  throw internal(`failed calling webhook ${goQuote(webhook.name)}: ${verdict}`);
}

function internal(why: string): ApiError {
  return new ApiError(500, 'InternalError', `Internal error occurred: ${why}`, { causes: [{ message: why }] });
}

function patch({ webhook }: Hook, request: AdmissionRequest, matched: Resource, operations: NonNullable<Verdict['patch']>): boolean {
  const live = servedObject(request, matched) as unknown as JsonObject;
  let next: Json;
  try {
    next = applyJsonPatch(live, operations);
  } catch (error) {
    if (error instanceof PatchError) throw internal(error.message);
    throw error;
  }
  if (equal(next, live)) return false;
  const why = replaceDraft(request, matched, next as JsonObject);
  if (why !== undefined) throw internal(`failed calling webhook ${goQuote(webhook.name)}: ${why}`);
  return true;
}
