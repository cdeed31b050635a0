// What must hold whatever a cluster is asked: no panic, no 500, no long request, and at the end a store that its watchers and its own rules agree with.
import type { Json, JsonObject } from '../../engine/base/json.ts';
import type { ApiBody, ApiRequest, ApiResponse, Caller } from '../../engine/client/api.ts';
import { groupVersion, type KindInfo } from '../../engine/kube/kind.ts';
import { builtinKinds } from '../../engine/kube/kinds.generated.ts';
import { createWorld, type World } from '../../engine/world/world.ts';
import { type FuzzCase, pauseOf, requestOf, widgets } from './requests.ts';

const admin: Caller = { userAgent: 'fuzz', actor: 'fuzz', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const SLOW_MS = 100;

/** What the real API server, too, answers with 500: a typed object that server-side apply cannot make of the patch, headers that impersonate nobody, a bad binding, versions that are none, a Pod of two budgets, etcd's refusals, webhooks that nobody answers, no address left. */
export const upstreams500 = /failed to create typed patch object|without impersonating a user|"\[?target\.(kind|name): |resourceVersion should not be set on objects to be created|strconv\.ParseUint: parsing|does not support\."|etcdserver: |failed calling webhook|conversion webhook for |failed to allocate a serviceIP: range is full/;

export class BrokenLaw extends Error {
  override readonly name = 'BrokenLaw';
}

/** At most so many characters of what was asked. */
const shown = (request: ApiRequest): string => JSON.stringify({ ...request, text: request.text?.slice(0, 1500) });

/** What a call gives, and the milliseconds of CPU that it took: the machine has other things to do. */
function cpuOf<T>(call: () => T): readonly [T, number] {
  const before = process.cpuUsage();
  const result = call();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

export class Trial {
  readonly world: World;
  private readonly watched = new Map<string, Map<string, string>>();
  /** What the engine itself complained of since the last look. */
  private complaint: string | undefined;
  slowestMs = 0;
  asked = 0;

  constructor(seed: number) {
    this.world = createWorld({ seed, startMs: 1_800_000_000_000, pace: 'fast', runtime: 'hollow', nodes: 2, without: ['cloud'] });
    this.world.clock.onFailure = (error, task) => this.complain(`task ${task} failed`, error);
    this.world.cluster.api.onPanic = (error) => this.complain('panic', error);
    this.ask({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: widgets });
    for (const name of ['fuzz', 'other']) this.ask({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } });
    this.world.clock.runFor(3000);
    for (const kind of builtinKinds) if (kind.verbs.includes('watch')) this.watch(kind);
  }

  run(fuzzCase: FuzzCase): ApiResponse {
    const pause = pauseOf(fuzzCase);
    if (pause > 0) this.live(pause);
    const request = requestOf(fuzzCase);
    const response = this.timed(request);
    this.judge(request, response);
    this.listen(response.body);
    return response;
  }

  /** Time passes for everybody in the cluster. */
  live(ms: number): void {
    this.world.clock.runFor(ms);
    if (this.complaint !== undefined) throw new BrokenLaw(`in the cluster's life: ${this.complaint}`);
  }

  /** At the end: watchers saw what lists say, and what is stored is valid. */
  settle(): void {
    this.live(5000);
    if (({} as { polluted?: unknown }).polluted !== undefined) throw new BrokenLaw('a prototype was polluted');
    for (const kind of builtinKinds) {
      if (!kind.verbs.includes('watch')) continue;
      const items = this.list(kind);
      this.compare(kind, items);
      // Endpoints of Events and Leases come by the hundreds and are checked often enough.
      for (const item of items.slice(-20)) this.rewrite(kind, item);
    }
    const alive = this.ask({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { generateName: 'alive-' } } });
    if (alive.code !== 201 && alive.code !== 403) throw new BrokenLaw(`the cluster takes no namespace any more: ${JSON.stringify(alive.body)}`);
    this.live(1000);
  }

  private ask(request: ApiRequest): ApiResponse {
    return this.world.api.request(request, admin);
  }

  private timed(request: ApiRequest): ApiResponse {
    this.asked++;
    const [response, took] = cpuOf(() => this.ask(request));
    if (took > SLOW_MS) this.judgeSlowness(request, took);
    return response;
  }

  /** A collection of garbage may fall into it: only what is slow again, or very slow, is the request's fault. */
  private judgeSlowness(request: ApiRequest, first: number): void {
    let best = first;
    for (let i = 0; i < 6; i++) {
      best = Math.min(best, cpuOf(() => this.ask({ ...request, query: { ...request.query, dryRun: 'All' } }))[1]);
    }
    this.slowestMs = Math.max(this.slowestMs, best);
    if (best > SLOW_MS || first > 20 * SLOW_MS) throw new BrokenLaw(`took ${first.toFixed(0)} ms, again at best ${best.toFixed(0)} ms: ${shown(request)}`);
  }

  private judge(request: ApiRequest, { code, body }: ApiResponse): void {
    if (this.complaint !== undefined) throw new BrokenLaw(`${this.complaint}\nasked: ${shown(request)}`);
    if (code === 500 && !upstreams500.test(JSON.stringify(body))) throw new BrokenLaw(`500: ${JSON.stringify(body).slice(0, 600)}\nasked: ${shown(request)}`);
    if (body.type !== 'json' || code < 400) return;
    const { kind, message } = body.value as { kind?: string; message?: string };
    if (kind !== 'Status' || typeof message !== 'string' || message === '' || /\bundefined\b(?! field)|\[object Object\]|Cannot read prop|is not a function|NaN/.test(message.replaceAll(request.text ?? '\u0000', ''))) {
      if (!/undefined|NaN|object Object/.test(JSON.stringify(request))) throw new BrokenLaw(`not Kubernetes' words: ${code} ${JSON.stringify(body.value).slice(0, 600)}\nasked: ${shown(request)}`);
    }
  }

  private listen(body: ApiBody): void {
    if (body.type === 'watch' || body.type === 'stream') body.stream.listen({ item: () => undefined, end: () => undefined });
    if (body.type === 'exec' || body.type === 'port-forward') body.session.close();
  }

  private complain(what: string, error: unknown): void {
    this.complaint ??= `${what}: ${error instanceof Error ? error.stack : String(error)}`;
  }

  private pathOf(kind: KindInfo): `/${string}/${string}` {
    return kind.group === '' ? `/api/v1/${kind.plural}` : `/apis/${groupVersion(kind)}/${kind.plural}`;
  }

  private watch(kind: KindInfo): void {
    const seen = new Map<string, string>();
    this.watched.set(this.pathOf(kind), seen);
    const { body } = this.ask({ method: 'GET', path: this.pathOf(kind), query: { watch: 'true' } });
    if (body.type !== 'watch') throw new BrokenLaw(`no watch of ${kind.plural}`);
    body.stream.listen({
      item: ({ type, object }) => {
        const { metadata } = object as { metadata: { namespace?: string; name: string; resourceVersion: string } };
        const key = `${metadata.namespace ?? ''}/${metadata.name}`;
        if (type === 'DELETED') seen.delete(key);
        else if (type === 'ADDED' || type === 'MODIFIED') seen.set(key, metadata.resourceVersion);
        else if (type === 'ERROR') this.complain(`watch of ${kind.plural} ended`, JSON.stringify(object));
      },
      end: () => this.complain(`watch of ${kind.plural}`, 'ended'),
    });
  }

  private list(kind: KindInfo): readonly JsonObject[] {
    const { code, body } = this.ask({ method: 'GET', path: this.pathOf(kind), headers: { accept: 'application/json' } });
    if (code !== 200 || body.type !== 'json') throw new BrokenLaw(`list of ${kind.plural}: ${code}`);
    return (body.value as { items: readonly JsonObject[] }).items;
  }

  private compare(kind: KindInfo, items: readonly JsonObject[]): void {
    const seen = this.watched.get(this.pathOf(kind)) ?? new Map<string, string>();
    const listed = new Map<string, string>(items.map(({ metadata }) => {
      const { namespace = '', name, resourceVersion } = metadata as { namespace?: string; name: string; resourceVersion: string };
      return [`${namespace}/${name}`, resourceVersion] as const;
    }));
    for (const [key, version] of listed) if (seen.get(key) !== version) throw new BrokenLaw(`${kind.plural} ${key}: listed at ${version}, watched at ${seen.get(key)}`);
    for (const key of seen.keys()) if (!listed.has(key)) throw new BrokenLaw(`${kind.plural} ${key}: watched, but not listed`);
  }

  /** What is stored can be written again as it is. */
  private rewrite(kind: KindInfo, item: JsonObject): void {
    if (!kind.verbs.includes('update')) return;
    const { namespace, name } = item['metadata'] as { namespace?: string; name: string };
    const path: `/${string}` = `/${(namespace === undefined ? this.pathOf(kind) : this.pathOf(kind).replace(/\/([^/]+)$/, `/namespaces/${namespace}/$1`)).slice(1)}/${name}`;
    const body: Json = { ...item, apiVersion: groupVersion(kind), kind: kind.kind };
    const response = this.ask({ method: 'PUT', path, query: { dryRun: 'All' }, headers: { accept: 'application/json' }, body });
    if (this.complaint !== undefined) throw new BrokenLaw(`${this.complaint}\nrewriting ${JSON.stringify(body).slice(0, 1500)}`);
    // Locked namespaces and admission policies that the cases made may refuse anything.
    const byPolicy = response.code === 403 || /AdmissionPolicy '|admission webhook|failed calling webhook/.test(JSON.stringify(response.body).slice(0, 2000));
    if (response.code !== 200 && !byPolicy) throw new BrokenLaw(`stored, but not valid: ${response.code} ${JSON.stringify(response.body).slice(0, 500)}\nrewriting ${JSON.stringify(body).slice(0, 1500)}`);
  }
}

/** A cluster that is asked all of it in turn. */
export function tried(cases: readonly FuzzCase[], seed: number): Trial {
  const trial = new Trial(seed);
  for (const fuzzCase of cases) trial.run(fuzzCase);
  trial.settle();
  return trial;
}
