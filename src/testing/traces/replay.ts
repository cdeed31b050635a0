// Runs a recorded scenario against a cluster on the virtual clock and gives the trace of what happened.
import type { Json } from '../../engine/base/json.ts';
import type { Api, Caller, WatchEvent } from '../../engine/client/api.ts';
import type { Clock } from '../../engine/sim/clock.ts';
import type { TraceRecord } from './compare.ts';
import { type Tree, pathIn } from './normalise.ts';
import { type Marker, type Seen, buildTrace } from './trace.ts';

export interface Step {
  readonly m?: string;
  readonly p?: string;
  readonly h?: Readonly<Record<string, string>>;
  readonly b?: Json;
  readonly label?: string;
  readonly save?: Readonly<Record<string, string>>;
  readonly mayFail?: boolean;
  readonly wait?: string;
  readonly where?: readonly (readonly [string, Json])[];
  readonly code?: number;
  readonly ms?: number;
  readonly quiet?: number;
  readonly max?: number;
  readonly sleep?: number;
  readonly kubelet?: 'stop' | 'start';
  readonly node?: string;
}

export interface Scenario {
  readonly steps: readonly Step[];
  readonly nodes?: readonly string[];
  readonly keepNodes?: boolean;
  readonly leases?: boolean;
}

export interface ReplayTarget {
  readonly clock: Clock;
  readonly api: Api;
  kubelet(action: 'stop' | 'start', node: string): void;
}

const caller: Caller = { userAgent: 'scenario', actor: 'scenario', user: 'admin', groups: ['system:masters'] };
const SKIPPED = ['events.k8s.io', 'flowcontrol.apiserver.k8s.io', 'apiregistration.k8s.io'];

export class Replay {
  private readonly target: ReplayTarget;
  private readonly namespace: string;
  private readonly log: Seen[] = [];
  private readonly last = new Map<string, { [key: string]: Tree }>();
  private readonly markers: Marker[] = [];
  private readonly variables = new Map<string, string>();
  private quietSince = 0;
  readonly problems: string[] = [];

  constructor(target: ReplayTarget, namespace: string) {
    this.target = target;
    this.namespace = namespace;
    this.followAll();
    target.clock.runFor(100);
  }

  run(scenario: Scenario): TraceRecord {
    this.mark('start');
    this.request('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.namespace } });
    this.until(5000, () => this.request('GET', `/api/v1/namespaces/${this.namespace}/serviceaccounts/default`).code === 200);
    this.pass(150);
    for (const [index, step] of scenario.steps.entries()) this.step(index, step);
    this.mark('end');
    this.pass(100);
    const { nodes = [], leases = false, keepNodes = false } = scenario;
    const extra = (seen: Seen): boolean => {
      if (nodes.length === 0) return false;
      if (seen.kind === 'Node') return nodes.includes(seen.name);
      if (seen.kind === 'Event') return pathIn(seen.object, 'involvedObject.kind') === 'Node' && nodes.includes(String(pathIn(seen.object, 'involvedObject.name')));
      return leases && seen.kind === 'Lease' && nodes.includes(seen.name);
    };
    const from = (this.markers[0] as Marker).t;
    return buildTrace(this.log.filter(({ t }) => t >= from), this.markers, { namespace: this.namespace, nowMs: this.now, keepNodes, extra });
  }

  private get now(): number {
    return this.target.clock.nowMs;
  }

  private pass(ms: number): void {
    this.target.clock.runFor(ms);
  }

  private mark(step: string): Marker {
    const marker: Marker = { t: this.now, step };
    this.markers.push(marker);
    return marker;
  }

  private until(ms: number, done: () => boolean): boolean {
    const end = this.now + ms;
    while (this.now < end) {
      if (done()) return true;
      this.pass(20);
    }
    return done();
  }

  private request(method: string, path: string, body?: Json, headers: Readonly<Record<string, string>> = {}): { readonly code: number; readonly json: Json | undefined } {
    const [plain = '', search = ''] = path.split('?');
    const query = Object.fromEntries(search.split('&').filter(Boolean).map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]));
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const text = body === undefined ? {} : { text: typeof body === 'string' ? body : JSON.stringify(body) };
    const withType = body === undefined || lower['content-type'] ? lower : { ...lower, 'content-type': 'application/json' };
    const response = this.target.api.request({ method: method as 'GET', path: plain, query, headers: withType, ...text }, caller);
    return { code: response.code, json: response.body.type === 'json' ? response.body.value : undefined };
  }

  private substitute(text: string): string {
    return text.replaceAll('{ns}', this.namespace).replace(/\$\{(\w+)\}/g, (all, name: string) => this.variables.get(name) ?? all);
  }

  private save(step: Step, json: Json | undefined): void {
    for (const [name, path] of Object.entries(step.save ?? {})) this.variables.set(name, String(pathIn(json, path)));
  }

  private step(index: number, step: Step): void {
    if (step.sleep !== undefined) this.pass(step.sleep);
    else if (step.quiet !== undefined) this.beQuiet(step.quiet, step.max ?? 15_000);
    else if (step.kubelet !== undefined) {
      this.mark(`kubelet ${step.kubelet} ${step.node ?? ''}`);
      this.target.kubelet(step.kubelet, step.node ?? '');
    } else if (step.wait !== undefined) {
      if (!this.until(step.ms ?? 15_000, () => this.holds(step))) this.problems.push(`step ${index}: wait ${this.substitute(step.wait)} ${JSON.stringify(step.where ?? step.code)}`);
    } else this.act(index, step);
  }

  private beQuiet(ms: number, max: number): void {
    const end = this.now + max;
    const marked = (this.markers.at(-1) as Marker).t;
    while (this.now < end && this.now - Math.max(this.quietSince, marked) <= ms) this.pass(20);
  }

  private holds(step: Step): boolean {
    const { code, json } = this.request('GET', this.substitute(step.wait ?? ''));
    this.save(step, json);
    if (step.code !== undefined) return code === step.code;
    if (code !== 200) return false;
    return (step.where ?? []).every(([path, wanted]) => {
      const value = pathIn(json, path);
      if (wanted === '*') return value !== undefined;
      return JSON.stringify(value) === JSON.stringify(typeof wanted === 'string' ? this.substitute(wanted) : wanted);
    });
  }

  private act(index: number, step: Step): void {
    const label = step.label ?? `${step.m} ${step.p}`;
    const marker = this.mark(label.replaceAll(this.namespace, '{ns}'));
    const headers = JSON.parse(this.substitute(JSON.stringify(step.h ?? {}))) as Record<string, string>;
    const body = step.b === undefined ? undefined : (JSON.parse(this.substitute(JSON.stringify(step.b))) as Json);
    const { code, json } = this.request(step.m ?? 'GET', this.substitute(step.p ?? ''), body, headers);
    marker.code = code;
    this.save(step, json);
    if (code >= 400 && !step.mayFail) this.problems.push(`step ${index}: ${label}: ${code} ${String(pathIn(json, 'message'))}`);
    this.pass(8);
  }

  private followAll(): void {
    const groups = (pathIn(this.request('GET', '/apis').json, 'groups') ?? []) as { name: string; preferredVersion: { groupVersion: string } }[];
    const bases = ['/api/v1', ...groups.filter(({ name }) => !SKIPPED.includes(name)).map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
    for (const base of bases) {
      const resources = (pathIn(this.request('GET', base).json, 'resources') ?? []) as { name: string; kind: string; verbs: string[] }[];
      for (const { name, kind, verbs } of resources) if (!name.includes('/') && verbs.includes('watch')) this.follow(`${base}/${name}`, kind);
    }
  }

  private follow(path: string, kind: string): void {
    const list = this.request('GET', path).json;
    for (const item of (pathIn(list, 'items') ?? []) as { [key: string]: Tree }[]) this.last.set(this.keyOf(kind, item), item);
    const response = this.target.api.request({ method: 'GET', path, query: { watch: '1', resourceVersion: String(pathIn(list, 'metadata.resourceVersion')) } }, caller);
    if (response.body.type === 'watch') response.body.stream.listen({ item: (event) => this.seen(kind, event), end: () => {} });
  }

  private keyOf(kind: string, object: unknown): string {
    return `${kind}/${String(pathIn(object, 'metadata.namespace') ?? '')}/${String(pathIn(object, 'metadata.name'))}`;
  }

  private seen(kind: string, { type, object: json }: WatchEvent): void {
    const v = ({ ADDED: 'A', MODIFIED: 'M', DELETED: 'D' } as const)[type as 'ADDED'];
    if (!v) return;
    const object = json as unknown as { [key: string]: Tree };
    const key = this.keyOf(kind, object);
    const before = this.last.get(key);
    if (type === 'DELETED') this.last.delete(key);
    else this.last.set(key, object);
    const [namespace, name] = [String(pathIn(object, 'metadata.namespace') ?? ''), String(pathIn(object, 'metadata.name'))];
    this.log.push({ t: this.now, v, kind, namespace, name, object, before: v === 'A' ? undefined : before });
    if (kind !== 'Lease' && (namespace || name) === this.namespace) this.quietSince = this.now;
  }
}
