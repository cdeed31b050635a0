// An API server with its controllers, asked as a client over HTTP asks: a path, a body, a code and an answer; watches that are drained.
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { isObject } from '../../engine/base/json.ts';
import type { ApiRequest, Caller, WatchEvent } from '../../engine/client/api.ts';
import { createRig, type Rig } from '../rig.ts';

export interface Reply {
  readonly code: number;
  readonly body: JsonObject;
  readonly warnings: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface Ask {
  readonly body?: Json;
  readonly text?: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: Caller;
}

export const admin: Caller = { userAgent: 'e2e.test', actor: 'e2e.test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

export const patchTypes = { json: 'application/json-patch+json', merge: 'application/merge-patch+json', strategic: 'application/strategic-merge-patch+json', apply: 'application/apply-patch+yaml' } as const;

export class Server {
  readonly rig: Rig;

  constructor(rig: Rig = createRig({ pace: 'fast' })) {
    this.rig = rig;
  }

  ask(method: ApiRequest['method'], path: string, { body, text, query, headers, as }: Ask = {}): Reply {
    const answer = this.rig.api.request({ method, path, ...(body === undefined ? {} : { body }), ...(text === undefined ? {} : { text }), ...(query ? { query } : {}), headers: { accept: 'application/json', ...headers } }, as ?? admin);
    const value = answer.body.type === 'json' ? answer.body.value : answer.body.type === 'text' ? answer.body.text : {};
    return { code: answer.code, body: isObject(value) ? value : { text: value }, warnings: answer.warnings, headers: answer.headers };
  }

  /** What must succeed. */
  done(method: ApiRequest['method'], path: string, ask: Ask = {}): JsonObject {
    const { code, body } = this.ask(method, path, ask);
    if (code >= 300) throw new Error(`${method} ${path}: ${code} ${String(body['message'])}`);
    return body;
  }

  patch(path: string, type: keyof typeof patchTypes, body: Json, ask: Ask = {}): JsonObject {
    return this.done('PATCH', path, { ...ask, body, headers: { ...ask.headers, 'content-type': patchTypes[type] } });
  }

  namespace(name: string): string {
    this.done('POST', '/api/v1/namespaces', { body: { metadata: { name } } });
    this.run(1000);
    return name;
  }

  /** Events from now on; those that have come are in `events`. */
  watch(path: string, query: Readonly<Record<string, string>> = {}): { readonly events: WatchEvent[]; readonly types: () => readonly string[]; ended: boolean; close(): void } {
    const answer = this.rig.api.request({ method: 'GET', path, query: { ...query, watch: 'true' }, headers: { accept: 'application/json' } }, admin);
    if (answer.body.type !== 'watch') throw new Error(`watch ${path}: ${answer.code} ${JSON.stringify(answer.body)}`);
    const { stream } = answer.body;
    const events: WatchEvent[] = [];
    const watched = { events, types: (): readonly string[] => events.map(({ type }) => type), ended: false, close: () => stream.close() };
    stream.listen({ item: (event) => void events.push(event), end: () => (watched.ended = true) });
    return watched;
  }

  run(ms: number): void {
    this.rig.clock.runFor(ms);
  }

  /** Lets time pass until it holds. */
  until(what: string, holds: () => boolean, withinMs = 60_000): void {
    for (let waited = 0; waited < withinMs; waited += 200) {
      if (holds()) return;
      this.run(200);
    }
    throw new Error(`not within ${withinMs} ms: ${what}`);
  }
}

/** The value at a path of keys and indices; undefined where there is none. */
export function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (Array.isArray(inner)) return (inner as readonly Json[])[Number(key)];
    return isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
}

export const nameOf = (object: Json | undefined): string => String(at(object, 'metadata', 'name'));
export const itemsOf = (list: JsonObject): readonly JsonObject[] => (list['items'] ?? []) as readonly JsonObject[];
