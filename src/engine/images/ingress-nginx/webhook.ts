// The admission webhook of ingress-nginx: refuses Ingresses that its configuration could not hold (internal/admission/controller/main.go, internal/ingress/controller/controller.go CheckIngress).
import type { JsonObject } from '../../base/json.ts';
import type { Ingress } from '../../kube/types.generated.ts';
import type { HttpReply, HttpRequest } from '../../machine/http.ts';
import type { Fiber } from '../../sim/fiber.ts';
import { annotationsOf } from './model.ts';

interface Review {
  readonly request?: { readonly uid?: string; readonly object?: Ingress; readonly namespace?: string };
}

export function* judge(request: HttpRequest, known: readonly Ingress[]): Fiber<HttpReply> {
  const text = yield* request.body.text();
  let review: Review;
  try {
    review = JSON.parse(text) as Review;
  } catch {
    return { status: 400, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'failed to decode the review\n' };
  }
  const fault = review.request?.object ? faultOf(review.request.object, known) : undefined;
  const response: JsonObject = { uid: review.request?.uid ?? '', allowed: fault === undefined, ...(fault === undefined ? {} : { status: { status: 'Failure', reason: 'BadRequest', code: 400, message: fault } }) };
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ kind: 'AdmissionReview', apiVersion: 'admission.k8s.io/v1', response }) };
}

function faultOf(ingress: Ingress, known: readonly Ingress[]): string | undefined {
  const annotations = annotationsOf(ingress);
  for (const name of ['configuration-snippet', 'server-snippet', 'auth-snippet', 'stream-snippet']) {
    if (annotations.has(name)) return `nginx.ingress.kubernetes.io/${name} annotation cannot be used. Snippet directives are disabled by the Ingress administrator`;
  }
  if (annotations.get('canary') === 'true') return undefined;
  for (const { host = '', http } of ingress.spec.rules ?? []) {
    for (const { path = '/', pathType } of http?.paths ?? []) {
      // A path that is a regular expression must say so.
      if (pathType !== 'ImplementationSpecific' && !/^\/[A-Za-z0-9/\-._~!$&'()*+,;=:@%]*$/.test(path) && path !== '/') return `ingress contains invalid paths: path ${path} cannot be used with pathType ${pathType}`;
      if (pathType !== 'ImplementationSpecific' && /[()|*$]/.test(path) && annotations.get('use-regex') !== 'true' && !annotations.has('rewrite-target')) return `ingress contains invalid paths: path ${path} cannot be used with pathType ${pathType}`;
      const other = known.find((one) => !(one.metadata.name === ingress.metadata.name && one.metadata.namespace === ingress.metadata.namespace) && annotationsOf(one).get('canary') !== 'true' && (one.spec.rules ?? []).some((rule) => (rule.host ?? '') === host && (rule.http?.paths ?? []).some((its) => (its.path ?? '/') === path && its.pathType === pathType)));
      if (other) return `host "${host === '' ? '_' : host}" and path "${path}" is already defined in ingress ${other.metadata.namespace}/${other.metadata.name}`;
    }
  }
  return undefined;
}
