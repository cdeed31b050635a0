// The AdmissionReview that a webhook is sent, and what it may answer (apiserver/pkg/admission/plugin/webhook/request, …/errors).
import { isObject, type Json, type JsonObject } from '../../../base/json.ts';
import { decodeBase64 } from '../../../base/base64.ts';
import { ApiError, type Status } from '../../../kube/api-error.ts';
import { goQuote } from '../../../kube/go-format.ts';
import type { JsonPatchOperation } from '../../../kube/patch/json.ts';
import type { Resource } from '../../resource.ts';
import type { AdmissionRequest } from '../admission.ts';
import { requestJson, servedObject, servedOld } from '../policy/evaluation.ts';

export interface Verdict {
  readonly allowed: boolean;
  readonly status: Partial<Status> | undefined;
  readonly warnings: readonly string[];
  readonly patch: readonly JsonPatchOperation[] | undefined;
}

export function reviewOf(request: AdmissionRequest, matched: Resource, uid: string): JsonObject {
  const { dryRun, options, ...asked } = requestJson(request, matched) as { readonly dryRun: Json; readonly options: Json } & JsonObject;
  const json = (object: unknown): Json => (object === undefined ? null : object) as Json;
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: { uid, ...asked, object: json(servedObject(request, matched)), oldObject: json(servedOld(request, matched)), dryRun, options },
  };
}

/** The verdict in a webhook's answer; a text is why it is none. */
export function verdictIn(answer: Json, uid: string, mutating: boolean): Verdict | string {
  const review = isObject(answer) ? answer : {};
  const [apiVersion, kind] = [String(review['apiVersion'] ?? ''), String(review['kind'] ?? '')];
  if (apiVersion !== 'admission.k8s.io/v1' || kind !== 'AdmissionReview') return `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${apiVersion.includes('/') || apiVersion === '' ? apiVersion || '/' : `/${apiVersion}`}, Kind=${kind}`;
  const response = review['response'];
  if (!isObject(response)) return 'webhook response was absent';
  if (response['uid'] !== uid) return `expected response.uid=${goQuote(uid)}, got ${goQuote(String(response['uid'] ?? ''))}`;
  const { patchType, patch: encoded } = response as { readonly patchType?: Json; readonly patch?: Json };
  let patch: readonly JsonPatchOperation[] | undefined;
  if (mutating && typeof encoded === 'string' && encoded !== '') {
    if (patchType === undefined) return 'webhook returned response.patch but not response.patchType';
    if (patchType !== 'JSONPatch') return `invalid response.patchType: ${goQuote(String(patchType))}`;
    const operations = parsed(decodeBase64(encoded) ?? '');
    if (!Array.isArray(operations)) return 'received invalid JSON patch';
    patch = operations as unknown as readonly JsonPatchOperation[];
  }
  const warnings = Array.isArray(response['warnings']) ? (response['warnings'] as readonly Json[]).map(String) : [];
  return { allowed: response['allowed'] === true, status: isObject(response['status']) ? (response['status'] as unknown as Partial<Status>) : undefined, warnings, patch };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The refusal that a webhook's no becomes. */
export function rejection(webhook: string, { status }: Verdict): ApiError {
  const by = `admission webhook ${goQuote(webhook)} denied the request`;
  const code = status?.code !== undefined && status.code >= 400 ? status.code : 400;
  const why = status?.message || status?.reason;
  return new ApiError(code, status?.reason ?? '', why ? `${by}: ${why}` : `${by} without explanation`, status?.details);
}
