// One request as a policy's expressions see it, and the running of compiled expressions on it within a budget (apiserver/pkg/admission/plugin/cel/condition.go).
import type { Json, JsonObject } from '../../../base/json.ts';
import { type AccessAnswer, type AccessQuestion, admissionLibrary, authorizerValue, namespaceType, requestType, resourceCheckValue } from '../../../kube/cel/admission.ts';
import { lazily, LazyMap, type Program, type Result, runCel } from '../../../kube/cel/cel.ts';
import { fromJson } from '../../../kube/cel/convert.ts';
import { type Activation, CALL_LIMIT } from '../../../kube/cel/evaluate.ts';
import { type CelValue, EvaluationFault } from '../../../kube/cel/values.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { KubeObject } from '../../../kube/object.ts';
import type { Namespace } from '../../../kube/types.generated.ts';
import { pathAttributes, resourceAttributes } from '../../authorization/attributes.ts';
import { serviceAccountGroups } from '../../authentication.ts';
import { queryValues } from '../../request-info.ts';
import type { Resource } from '../../resource.ts';
import type { AdmissionRequest } from '../admission.ts';

/** The most that one policy may cost for one request (apiserver/pkg/apis/cel/config.go RuntimeCELCostBudget). */
const BUDGET = 10_000_000;

export class Evaluation {
  private left = BUDGET;
  private readonly activation: Activation;

  constructor(request: AdmissionRequest, matched: Resource, params: KubeObject | undefined, variables: ReadonlyMap<string, Program>) {
    const ask = (question: AccessQuestion): AccessAnswer => answer(request, question);
    this.activation = lazily({
      object: () => celObject(servedObject(request, matched)),
      oldObject: () => celObject(servedOld(request, matched)),
      request: () => fromJson(requestJson(request, matched), requestType),
      params: () => celObject(params),
      namespaceObject: () => namespaceValue(request),
      authorizer: () => authorizerValue(ask),
      'authorizer.requestResource': () => resourceCheckValue(ask, { group: request.resource.kind.group, resource: request.resource.kind.plural, subresource: request.subresource, namespace: request.namespace, name: request.name }),
      variables: () => new LazyMap(new Map([...variables].map(([name, program]) => [name, () => this.variable(name, program)])), 'kubernetes.variables'),
    });
  }

  /** Runs an expression; `expression 'x' resulted in error: no such key: y` where it fails. */
  run(program: Program): Result {
    const result = runCel(program, admissionLibrary(), this.activation, Math.min(CALL_LIMIT, this.left));
    this.left -= result.cost;
    if (!('error' in result)) return result;
    if (this.left <= 0) return { ...result, error: 'validation failed due to running out of cost budget, no further validation rules will be run' };
    return { ...result, error: `expression '${program.source}' resulted in error: ${result.error}` };
  }

  private variable(name: string, program: Program): CelValue {
    const result = runCel(program, admissionLibrary(), this.activation, Math.min(CALL_LIMIT, this.left));
    this.left -= result.cost;
    if ('error' in result) throw new EvaluationFault(`composited variable "${name}" fails to evaluate: ${result.error}`);
    return result.value;
  }
}

const celObject = (object: KubeObject | undefined): CelValue => (object === undefined ? null : fromJson(object as unknown as Json));

/** The object as the matched version has it; undefined where the request has none. */
export function servedObject({ draft }: AdmissionRequest, matched: Resource): KubeObject | undefined {
  const object = draft as unknown as KubeObject | undefined;
  return object && matched.convert ? matched.convert.fromStored(object) : object;
}

export function servedOld({ stored }: AdmissionRequest, matched: Resource): KubeObject | undefined {
  return stored && matched.convert ? matched.convert.fromStored(stored) : stored;
}

function namespaceValue(request: AdmissionRequest): CelValue {
  if (request.namespace === '' || request.resource.kind === kinds.namespaces) return null;
  const namespace = request.context.find<Namespace>(kinds.namespaces, '', request.namespace);
  return namespace ? fromJson(namespace as unknown as Json, namespaceType) : null;
}

/** The AdmissionRequest without uid, object and oldObject. */
export function requestJson(request: AdmissionRequest, matched: Resource): JsonObject {
  const { context, resource, operation, subresource, namespace, name } = request;
  const { caller } = context;
  const kindOf = ({ kind }: Resource): JsonObject => (subresource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : { group: kind.group, version: kind.version, kind: kind.kind });
  const resourceOf = ({ kind }: Resource): JsonObject => ({ group: kind.group, version: kind.version, resource: kind.plural });
  return {
    kind: kindOf(matched),
    resource: resourceOf(matched),
    ...(subresource ? { subResource: subresource, requestSubResource: subresource } : {}),
    requestKind: kindOf(resource),
    requestResource: resourceOf(resource),
    name,
    ...(namespace ? { namespace } : {}),
    operation,
    userInfo: { username: caller.user, ...(caller.uid ? { uid: caller.uid } : {}), groups: caller.groups, ...(caller.extra ? { extra: caller.extra } : {}) } as unknown as Json,
    dryRun: context.dryRun,
    options: optionsJson(request),
  };
}

const OPTIONS = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' } as const;

function optionsJson({ context, operation }: AdmissionRequest): Json {
  if (operation === 'CONNECT') return null;
  const { query, method } = context.request;
  const kind = method === 'PATCH' ? 'PatchOptions' : OPTIONS[operation];
  const values = (name: string): readonly string[] => queryValues(query, name);
  const [manager] = values('fieldManager');
  const [validation] = values('fieldValidation');
  return { kind, apiVersion: 'meta.k8s.io/v1', ...(context.dryRun ? { dryRun: ['All'] } : {}), ...(manager ? { fieldManager: manager } : {}), ...(validation ? { fieldValidation: validation } : {}) };
}

function answer({ context }: AdmissionRequest, question: AccessQuestion): AccessAnswer {
  const { path, verb, serviceAccount, ...resource } = question;
  const user = serviceAccount
    ? { user: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`, groups: [...serviceAccountGroups(serviceAccount.namespace), 'system:authenticated'] }
    : context.caller;
  const decision = context.core.authorizer.authorize(user, path === undefined ? resourceAttributes({ ...resource, verb, version: '*' }) : pathAttributes(verb, path));
  return { allowed: decision.allowed, reason: decision.reason() };
}
