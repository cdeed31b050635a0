// Writes down who asked the API server for what and what came of it, as events of audit.k8s.io/v1 (apiserver/pkg/endpoints/filters/audit.go, pkg/audit/request.go).
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { rfc3339Micro } from '../../base/time.ts';
import type { ApiRequest, ApiResponse, ApiStream, Caller } from '../../client/api.ts';
import { Random } from '../../sim/random.ts';
import type { Context } from '../context.ts';
import { type AuditPolicy, judge, LEVELS, type Level, type Stage, type Verdict } from './policy.ts';

export interface AuditOptions {
  readonly policy: AuditPolicy;
  /** Takes each event, in order. */
  readonly write: (event: JsonObject) => void;
}

/** A request under way. */
interface Underway {
  readonly verdict: Verdict;
  readonly base: JsonObject;
  readonly receivedMs: number;
}

const LONG_RUNNING = ['attach', 'exec', 'proxy', 'log', 'portforward'];

export class Auditor {
  private readonly options: AuditOptions;
  /** Of its own: what is written down must not change what happens. */
  private readonly random = new Random('audit');
  /** A request that waits for a webhook is tried several times, and is one all the same. */
  private readonly open = new WeakMap<ApiRequest, Underway>();

  constructor(options: AuditOptions) {
    this.options = options;
  }

  /** Undefined: nothing of it is to be written. */
  received(context: Context): Underway | undefined {
    const known = this.open.get(context.request);
    if (known) return known;
    const { caller, info, request, nowMs } = context;
    const verb = info.verb === '' ? request.method.toLowerCase() : info.verb;
    const verdict = judge(this.options.policy, caller, info, verb);
    if (verdict.level === 'None') return undefined;
    const record: Underway = { verdict, receivedMs: nowMs, base: this.baseOf(context, verb, verdict.level) };
    this.open.set(request, record);
    this.write(record, 'RequestReceived', nowMs, {});
    return record;
  }

  /** The answer, whose stream, where it is one, says when it is over. */
  answered(record: Underway, context: Context, response: ApiResponse): ApiResponse {
    const { nowMs, info } = context;
    const about = this.aboutOf(record.verdict, context, response);
    if (info.verb !== 'watch' && info.verb !== 'connect' && !LONG_RUNNING.includes(info.subresource)) {
      this.write(record, 'ResponseComplete', nowMs, about);
      return response;
    }
    this.write(record, 'ResponseStarted', nowMs, about);
    const end = once(() => this.write(record, 'ResponseComplete', context.nowMs, about));
    const { body } = response;
    if (body.type === 'watch') return { ...response, body: { type: 'watch', stream: ending(body.stream, end) } };
    if (body.type === 'stream') return { ...response, body: { type: 'stream', stream: ending(body.stream, end) } };
    if (body.type === 'exec' || body.type === 'port-forward') {
      const { session } = body;
      const close = (): void => {
        end();
        session.close();
      };
      return { ...response, body: { ...body, session: Object.assign(Object.create(session), { close }) } as ApiResponse['body'] };
    }
    end();
    return response;
  }

  private baseOf({ caller, info, request }: Context, verb: string, level: Level): JsonObject {
    const { resource, namespace, name, group, version, subresource } = info;
    return {
      kind: 'Event', apiVersion: 'audit.k8s.io/v1', level, auditID: this.random.uuid(), stage: '', requestURI: uriOf(request), verb, user: userOf(caller),
      ...(caller.sourceIp === undefined ? {} : { sourceIPs: [caller.sourceIp] }), userAgent: caller.userAgent,
      ...(resource === '' ? {} : { objectRef: { resource, ...given({ namespace, name, apiGroup: group, apiVersion: version, subresource }) } }),
    };
  }

  /** What is known once it is answered: whom it was about in full, what came of it, and the objects where the level wants them. */
  private aboutOf({ level, omitManagedFields }: Verdict, context: Context, { code, body }: ApiResponse): JsonObject {
    const value = body.type === 'json' ? body.value : undefined;
    const failed = isObject(value) && value['kind'] === 'Status' ? given({ status: value['status'], message: value['message'], reason: value['reason'], details: value['details'] }) : {};
    const sent = sentBy(context);
    const meta = isObject(sent) && isObject(sent['metadata']) ? sent['metadata'] : {};
    const shown = (object: Json): Json => (omitManagedFields ? withoutManagedFields(object) : object);
    return {
      ref: given({ namespace: meta['namespace'], name: meta['name'], uid: meta['uid'], resourceVersion: meta['resourceVersion'] }),
      ...(context.caller === context.asked ? {} : { impersonatedUser: userOf(context.caller) }),
      responseStatus: { metadata: {}, ...failed, code },
      ...(LEVELS.indexOf(level) >= 2 && sent !== undefined ? { requestObject: shown(sent) } : {}),
      ...(level === 'RequestResponse' && value !== undefined ? { responseObject: shown(value) } : {}),
      annotations: Object.fromEntries(context.annotations ?? []),
    };
  }

  private write({ verdict, base, receivedMs }: Underway, stage: Stage, nowMs: number, { ref, annotations, impersonatedUser, ...about }: JsonObject): void {
    if (verdict.omitStages.has(stage)) return;
    const { objectRef, sourceIPs, userAgent, ...head } = base;
    const named = isObject(objectRef) && isObject(ref) ? ordered(ref, objectRef) : objectRef;
    this.options.write({
      ...head, stage, ...(impersonatedUser === undefined ? {} : { impersonatedUser }), ...(sourceIPs === undefined ? {} : { sourceIPs }), userAgent: userAgent as Json, ...(named === undefined ? {} : { objectRef: named }), ...about,
      requestReceivedTimestamp: rfc3339Micro(receivedMs), stageTimestamp: rfc3339Micro(nowMs), ...(isObject(annotations) && Object.keys(annotations).length > 0 ? { annotations } : {}),
    });
  }
}

const given = (fields: Readonly<Record<string, Json | undefined>>): JsonObject => Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== ''));

/** In the order of the type's fields; what the path says goes before what the object says. */
function ordered(sent: JsonObject, path: JsonObject): JsonObject {
  const all: JsonObject = { ...sent, ...path };
  return given(Object.fromEntries(['resource', 'namespace', 'name', 'uid', 'apiGroup', 'apiVersion', 'resourceVersion', 'subresource'].map((key) => [key, all[key]])));
}

const userOf = ({ user, uid, groups, extra }: Caller): JsonObject => ({ username: user, ...(uid === undefined ? {} : { uid }), groups, ...(extra && Object.keys(extra).length > 0 ? { extra } : {}) });

function uriOf({ path, query = {} }: ApiRequest): string {
  const pairs = Object.entries(query).flatMap(([key, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`));
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function sentBy({ request: { body, text, method } }: Context): Json | undefined {
  if (method === 'GET') return undefined;
  if (body !== undefined) return body;
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // What cannot be decoded was no object.
    return undefined;
  }
}

function withoutManagedFields(object: Json): Json {
  if (!isObject(object)) return object;
  const { metadata, items } = object;
  if (Array.isArray(items)) return { ...object, items: (items as readonly Json[]).map(withoutManagedFields) };
  if (!isObject(metadata)) return object;
  const { managedFields: _, ...kept } = metadata;
  return { ...object, metadata: kept };
}

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) run();
    done = true;
  };
}

function ending<T>(stream: ApiStream<T>, end: () => void): ApiStream<T> {
  return {
    listen: (sink) =>
      stream.listen({
        item: (value) => sink.item(value),
        end: () => {
          end();
          sink.end();
        },
      }),
    close: () => {
      end();
      stream.close();
    },
  };
}
