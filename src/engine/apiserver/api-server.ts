// The API server: takes HTTP-shaped requests, answers in zero virtual time, and never falls over (apiserver/pkg/server).
import { type ApiRequest, type ApiResponse, asJson, type Caller, type PatientApi } from '../client/api.ts';
import type { DialKubelet } from '../client/kubelet-api.ts';
import type { Trace } from '../client/trace.ts';
import { Etcd } from '../etcd/etcd.ts';
import { ApiError, badRequest } from '../kube/api-error.ts';
import { durationFault } from '../kube/go-duration.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import type { NetStack } from '../machine/net.ts';
import type { Clock } from '../sim/clock.ts';
import type { Fiber } from '../sim/fiber.ts';
import type { Random } from '../sim/random.ts';
import { Admission } from './admission/admission.ts';
import { callerOf, identify, type ShownCertificate } from './authentication.ts';
import { type AuditOptions, Auditor } from './audit/auditor.ts';
import { Aggregation } from './aggregation/aggregation.ts';
import { Authorizer, authorizeRequest } from './authorization/authorizer.ts';
import { impersonated } from './authorization/impersonation.ts';
import { bootstrap } from './bootstrap/bootstrap.ts';
import { watchFlowSchemas } from './bootstrap/dangling.ts';
import { nodePolicy } from './bootstrap/policy/policy.ts';
import { Context } from './context.ts';
import type { Core } from './core.ts';
import type { Descriptions } from './openapi/definitions.ts';
import { watchDefinitions } from './custom/definitions.ts';
import { pageFor } from './discovery/pages.ts';
import { flowHeaders } from './flow-control.ts';
import { cacheControl, pageResponse, present, respond } from './present.ts';
import { queryValue, requestInfo } from './request-info.ts';
import { ResourceTable } from './resource-table.ts';
import { route } from './router.ts';
import { traceRequest } from './tracing.ts';
import { type Known, WaitingRequests, Waits } from './waiting.ts';

/** Objects that the store holds before etcd says that its space is exceeded: some hundreds of megabytes of a browser's tab. */
const QUOTA_KEYS = 150_000;

export interface ApiServerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly dialKubelet: DialKubelet;
  readonly serviceCidr?: string;
  readonly disabledAdmissionPlugins?: readonly string[];
  /** Who is known may do everything, as with --authorization-mode AlwaysAllow. */
  readonly alwaysAllow?: boolean;
  /** Where the API server listens, as the endpoints of the `kubernetes` Service show it. */
  readonly advertiseAddress?: string;
  /** How many changes etcd keeps for watches and for time travel (default 10,000). */
  readonly keepChanges?: number;
  /** What OpenAPI documents describe kinds and fields with, once it has been loaded. */
  readonly descriptions?: () => Descriptions | undefined;
  /** Where requests are written down, and which; nowhere where absent. */
  readonly audit?: AuditOptions;
  /** Freezes what is stored; tests do. */
  readonly seal?: (object: KubeObject) => KubeObject;
}

export class ApiServer implements PatientApi {
  readonly etcd: Etcd<KubeObject>;
  /** Told of an error that is our own; the request it hit is answered with 500. */
  onPanic: (error: unknown, request: ApiRequest) => void = () => {};
  /** Groups that others serve; who watches over them is connected by the world. */
  readonly aggregation: Aggregation;
  private readonly core: Core;
  private readonly waiting: WaitingRequests;
  private readonly auditor: Auditor | undefined;

  constructor(deps: ApiServerDeps) {
    const { clock, trace } = deps;
    this.etcd = new Etcd<KubeObject>({ quotaKeys: QUOTA_KEYS, ...(deps.keepChanges === undefined ? {} : { keepChanges: deps.keepChanges }) });
    const resources = new ResourceTable({ clock, trace, etcd: this.etcd, seal: deps.seal ?? ((object) => object) });
    this.core = {
      clock,
      random: deps.random.fork('apiserver'),
      trace,
      etcd: this.etcd,
      resources,
      admission: new Admission(deps.disabledAdmissionPlugins ?? []),
      dialKubelet: deps.dialKubelet,
      descriptions: deps.descriptions ?? (() => undefined),
      serviceCidr: deps.serviceCidr ?? '10.96.0.0/16',
      authorizer: new Authorizer(resources, nodePolicy(), deps.alwaysAllow),
      network: { net: undefined },
    };
    this.auditor = deps.audit && new Auditor(deps.audit);
    this.waiting = new WaitingRequests(clock, (...attempt) => this.attempt(...attempt));
    this.aggregation = new Aggregation(resources);
    watchDefinitions(this.core);
    watchFlowSchemas(this.core);
    bootstrap(this.core, deps.advertiseAddress ?? '10.0.0.1');
  }

  /** The trace entry of the write that made a resourceVersion. */
  causeOf(resourceVersion: string): number | undefined {
    return this.core.trace.ofRevision(Number(resourceVersion));
  }

  /** Every state of an object that the store still keeps, oldest first; no object: it was deleted. */
  history(kind: KindInfo, namespace: string, name: string): readonly { readonly revision: number; readonly object: KubeObject | undefined }[] {
    const store = this.core.resources.ofKind(kind)?.store;
    if (!store) return [];
    const key = store.key(namespace, name);
    const changes = this.etcd.changes(key, this.etcd.compactRevision + 1).filter((change) => change.key === key);
    const before = changes[0] ? changes[0].previous : this.etcd.get(key);
    const states = changes.map(({ revision, current }) => ({ revision, object: current?.value }));
    return before ? [{ revision: before.modRevision, object: before.value }, ...states] : states;
  }

  /** The caller that a request's headers and his certificate say he is, for those who come over HTTP; undefined: 401. */
  authenticate(headers: Readonly<Record<string, string>>, certificate?: ShownCertificate): Caller | undefined {
    const identity = identify(this.core, headers['authorization'], certificate);
    return identity && callerOf(identity, headers);
  }

  /** The headers that say how the request is classified, for those who come over HTTP. */
  flow(request: ApiRequest, caller: Caller): Readonly<Record<string, string>> {
    const context = new Context(this.core, request, requestInfo(request), caller);
    try {
      return flowHeaders(this.core, context.info, request, impersonated(context));
    } catch (error) {
      if (error instanceof ApiError) return {};
      throw error;
    }
  }

  /** The answer to a request whose caller is unknown. */
  unauthorized(): ApiResponse {
    const { status } = new ApiError(401, 'Unauthorized', 'Unauthorized');
    return { code: 401, headers: { ...cacheControl, 'content-type': 'application/json' }, warnings: [], body: { type: 'json', value: asJson(status as unknown as KubeObject) } };
  }

  /** In zero virtual time. Throws a TransportError where somebody must be asked over the network first. */
  request(request: ApiRequest, caller: Caller): ApiResponse {
    return this.waiting.atOnce(request, caller);
  }

  /** The same for callers that can wait for webhooks and proxies. */
  ask(request: ApiRequest, caller: Caller): Fiber<ApiResponse> {
    return this.waiting.ask(request, caller);
  }

  /** Gives the server its machine's network, over which it calls webhooks and carries proxied requests. */
  join(net: NetStack): void {
    this.waiting.net = net;
    this.core.network.net = net;
  }

  private attempt(request: ApiRequest, caller: Caller, known: Known, seed: string | undefined, patient: boolean): ApiResponse | Waits {
    const context = new Context(this.core, request, requestInfo(request), caller, known, seed, patient);
    const underway = this.auditor?.received(context);
    if (underway) context.annotations = new Map();
    const response = this.answer(context);
    if (response instanceof Waits) return response;
    traceRequest(context, response.code);
    return underway && this.auditor ? this.auditor.answered(underway, context, response) : response;
  }

  private answer(context: Context): ApiResponse | Waits {
    try {
      checkTimeout(context);
      context.caller = impersonated(context);
      authorizeRequest(context);
      const passedOn = this.aggregation.answer(context);
      if (passedOn) return respond(context, undefined, passedOn);
      const page = pageFor(context);
      if (page) return pageResponse(page);
      const { info } = context;
      if (this.etcd.refusal !== undefined && mustBeCurrent(context)) throw new ApiError(500, '', this.etcd.refusal);
      const answer = route(context, (resource) => present(context, resource));
      return respond(context, this.core.resources.find(info.group, info.version, info.resource), answer);
    } catch (error) {
      if (error instanceof Waits) return error;
      return failure(context, error instanceof ApiError ? error : this.panic(error, context.request));
    }
  }

  private panic(error: unknown, request: ApiRequest): ApiError {
    // etcd's refusals pass through with their own text; anything else is a fault of ours.
    if (error instanceof Error && error.name === 'EtcdError') return new ApiError(500, '', error.message);
    this.onPanic(error, request);
    return new ApiError(500, 'InternalError', `This request caused apiserver to panic. Look in the logs for details.`);
  }
}

/** A request says how long it may take; that it takes no time here does not make nonsense a duration (apiserver/pkg/endpoints/filters/request_deadline.go). */
function checkTimeout({ info, request: { query } }: Context): void {
  const timeout = queryValue(query, 'timeout') ?? '';
  if (timeout === '' || info.verb === 'watch' || info.verb === 'connect' || LONG_RUNNING.includes(info.subresource)) return;
  const fault = durationFault(timeout);
  if (fault !== undefined) throw badRequest(`invalid timeout specified in the request URL - ${fault}`);
}

const LONG_RUNNING = ['attach', 'exec', 'proxy', 'log', 'portforward'];

/** What the watch cache answers does not need etcd: watches, and reads of a version that is named (0: any; ListFromCacheSnapshot). */
function mustBeCurrent({ info, request: { query } }: Context): boolean {
  if (info.verb === 'watch') return false;
  return !(info.verb === 'get' || info.verb === 'list') || (query?.['resourceVersion'] ?? '') === '';
}

function failure(context: Context, error: ApiError): ApiResponse {
  const retry = error.status.details?.retryAfterSeconds;
  return {
    code: error.code,
    headers: { ...cacheControl, 'content-type': 'application/json', ...(retry ? { 'retry-after': String(retry) } : {}) },
    warnings: context.warnings,
    body: { type: 'json', value: asJson(error.status as unknown as KubeObject) },
  };
}
