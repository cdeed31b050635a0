// Asks a definition's conversion webhook; what it answered is kept with the objects, so that a request that is tried again finds it (apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go).
import { copy, isObject, type Json, type JsonObject } from '../../base/json.ts';
import type { ApiError } from '../../kube/api-error.ts';
import type { KubeObject } from '../../kube/object.ts';
import type { WebhookClientConfig } from '../../kube/types.generated.ts';
import { uidFor } from '../admission/webhooks/address.ts';
import type { Called, WebhookCall } from '../admission/webhooks/call.ts';
import { callWebhook } from '../admission/webhooks/call.ts';
import type { Draft } from '../codec.ts';
import { plainError } from '../errors.ts';
import { Waits } from '../waiting.ts';
import { restored } from './convert.ts';

const TIMEOUT_SECONDS = 30;
const KEPT_DRAFTS = 100;
type Outcome = { readonly object: JsonObject } | { readonly error: string };

export interface ConverterDeps {
  readonly group: string;
  readonly kind: string;
  readonly client: WebhookClientConfig;
  readonly versions: readonly string[];
  /** Of the Service that is meant, now. */
  readonly address: () => WebhookCall['address'];
  readonly nowMs: () => number;
}

/** How long a failed question is not asked again: the request that asked it is tried once more to hear of it. */
const FAILURE_MS = 500;

export class WebhookConverter {
  private readonly deps: ConverterDeps;
  private readonly byObject = new WeakMap<KubeObject, Map<string, Outcome>>();
  private readonly byText = new Map<string, Outcome>();
  private readonly failures = new Map<string, { readonly error: string; readonly untilMs: number }>();
  private asked = 0;

  constructor(deps: ConverterDeps) {
    this.deps = deps;
  }

  /** Throws a Waits for all of them that are not known yet. */
  prepare(objects: readonly KubeObject[], desired: string): void {
    const missing = objects.filter((object) => !this.byObject.get(object)?.has(desired));
    if (missing.length === 0) return;
    const key = `objects ${desired} ${missing.map(({ metadata }) => `${metadata.uid}/${metadata.resourceVersion}`).join()}`;
    this.ask(key, missing as unknown as readonly JsonObject[], desired, (outcomes) => {
      missing.forEach((object, i) => {
        const known = this.byObject.get(object) ?? new Map<string, Outcome>();
        this.byObject.set(object, known);
        known.set(desired, outcomes[i] as Outcome);
      });
    });
  }

  /** A stored object at another version; throws a Waits where the webhook must be asked first. */
  stored(object: KubeObject, desired: string): KubeObject {
    this.prepare([object], desired);
    return restored(this.objectIn(this.byObject.get(object)?.get(desired), object.apiVersion ?? ''), object) as unknown as KubeObject;
  }

  /** The same for what is to be written. Who wrote which fields, and when, is not the webhook's concern, and may be another moment when the request is tried again. */
  draft(draft: Draft, desired: string): Draft {
    const { managedFields: _managed, creationTimestamp: _created, ...metadata } = draft.metadata as Readonly<Record<string, unknown>>;
    const shown = { ...(draft as unknown as JsonObject), metadata: metadata as JsonObject };
    const key = `draft ${desired} ${JSON.stringify(shown)}`;
    if (!this.byText.has(key)) {
      this.ask(key, [shown], desired, ([outcome]) => {
        if (this.byText.size > KEPT_DRAFTS) this.byText.clear();
        this.byText.set(key, outcome as Outcome);
      });
    }
    return copy(restored(this.objectIn(this.byText.get(key), String(draft.apiVersion)), draft) as Json) as unknown as Draft;
  }

  private objectIn(outcome: Outcome | undefined, from: string): JsonObject {
    if (outcome && 'object' in outcome) return outcome.object;
    throw this.failed(from, outcome?.error ?? 'no answer');
  }

  private failed(from: string, why: string): ApiError {
    return plainError(`conversion webhook for ${from}, Kind=${this.deps.kind} failed: ${why}`);
  }

  private ask(key: string, objects: readonly JsonObject[], desired: string, keep: (outcomes: readonly Outcome[]) => void): void {
    const failure = this.failures.get(key);
    this.failures.delete(key);
    if (failure && failure.untilMs >= this.deps.nowMs()) throw this.failed(String(objects[0]?.['apiVersion']), failure.error);
    const { client, versions, address } = this.deps;
    const uid = uidFor(++this.asked, key);
    const version = versions.includes('v1') ? 'v1' : (versions[0] ?? 'v1');
    const review = { kind: 'ConversionReview', apiVersion: `apiextensions.k8s.io/${version}`, request: { uid, desiredAPIVersion: desired, objects }, response: null };
    const call: WebhookCall = { client, timeoutSeconds: TIMEOUT_SECONDS, review, address: address() };
    const hear = (told: Called): void => {
      const outcomes = outcomesIn(told, uid, objects, desired);
      if (typeof outcomes === 'string') this.failures.set(key, { error: outcomes, untilMs: this.deps.nowMs() + FAILURE_MS });
      else keep(outcomes);
    };
    throw new Waits(`conversion ${key}`, function* (net) {
      hear(yield* callWebhook(net, call));
      return true;
    });
  }
}

/** One outcome for each object, or why there is none at all. */
function outcomesIn(told: Called, uid: string, objects: readonly JsonObject[], desired: string): readonly Outcome[] | string {
  if ('error' in told) return told.error;
  const response = isObject(told.answer) ? told.answer['response'] : undefined;
  if (!isObject(response)) return 'no response provided';
  if (response['uid'] !== uid) return `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response['uid'] ?? '')}`;
  const result = isObject(response['result']) ? response['result'] : {};
  if (result['status'] !== 'Success') return typeof result['message'] === 'string' && result['message'] !== '' ? result['message'] : `response.result.status was '${String(result['status'] ?? '')}', not 'Success'`;
  const converted = Array.isArray(response['convertedObjects']) ? (response['convertedObjects'] as readonly Json[]) : [];
  if (converted.length !== objects.length) return `returned ${converted.length} objects, expected ${objects.length}`;
  return converted.map((object, i): Outcome => {
    const original = objects[i] as JsonObject;
    if (!isObject(object)) return { error: `returned invalid converted object at index ${i}` };
    if (object['apiVersion'] !== desired) return { error: `returned invalid converted object at index ${i}: invalid groupVersion, expected ${desired}, got ${String(object['apiVersion'])}` };
    if (object['kind'] !== original['kind']) return { error: `returned invalid converted object at index ${i}: invalid kind, expected ${String(original['kind'])}, got ${String(object['kind'])}` };
    return { object };
  });
}
