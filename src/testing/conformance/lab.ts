// The cluster of the conformance tests: one for each file, a namespace for each test, and waiting in virtual time.
import { ApiError } from '../../engine/kube/api-error.ts';
import { KubeClient } from '../../engine/client/kube-client.ts';
import { type Kind, pathOf } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import type { Pod } from '../../engine/kube/types.generated.ts';
import type { PaceName } from '../../engine/sim/pace.ts';
import { createWorld, type World } from '../../engine/world/world.ts';
import { runShell } from '../sessions.ts';

export interface LabOptions {
  readonly nodes?: number;
  readonly pace?: PaceName;
}

type Fields = Readonly<Record<string, unknown>>;

export class Lab {
  readonly world: World;
  readonly client: KubeClient;
  private spaces = 0;
  /** The namespace of the test that runs. */
  ns = 'default';

  constructor({ nodes = 3, pace = 'fast' }: LabOptions = {}) {
    this.world = createWorld({ seed: 7, startMs: Date.UTC(2026, 0, 1), pace, nodes });
    this.client = new KubeClient(this.world.api, { userAgent: 'e2e.test', actor: 'test', user: 'admin', groups: ['system:masters'] });
    this.run(15);
  }

  /** For `beforeEach`. */
  freshNamespace(): void {
    if (this.spaces > 0) this.client.delete(kinds.namespaces, '', this.ns);
    this.ns = `e2e-${++this.spaces}`;
    this.client.create(kinds.namespaces, { metadata: { name: this.ns } } as never);
    this.run(2);
  }

  run(seconds: number): void {
    this.world.clock.runFor(seconds * 1000);
  }

  /** Lets time pass until it is so; what `found` gives is in the message where it never is. */
  until<T>(what: string, found: () => T, holds: (value: T) => boolean, seconds = 120): T {
    const { clock } = this.world;
    const endMs = clock.nowMs + seconds * 1000;
    for (;;) {
      const value = found();
      if (holds(value)) return value;
      if (clock.nowMs >= endMs) throw new Error(`${what}: not after ${seconds} s; at last ${JSON.stringify(value)}`);
      clock.runFor(200);
    }
  }

  /** It is so all the while. */
  always<T>(what: string, found: () => T, holds: (value: T) => boolean, seconds: number): void {
    for (let i = 0; i < seconds * 5; i++) {
      const value = found();
      if (!holds(value)) throw new Error(`${what}: not any more after ${i / 5} s: ${JSON.stringify(value)}`);
      this.world.clock.runFor(200);
    }
  }

  create<T extends KubeObject>(kind: Kind<T>, object: Fields): T {
    const metadata = object['metadata'] as Fields;
    return this.client.create(kind, { ...object, metadata: { ...(kind.namespaced ? { namespace: this.ns } : {}), ...metadata } } as never);
  }

  get<T extends KubeObject>(kind: Kind<T>, name: string): T {
    return this.client.get(kind, kind.namespaced ? this.ns : '', name);
  }

  find<T extends KubeObject>(kind: Kind<T>, name: string): T | undefined {
    return this.client.find(kind, kind.namespaced ? this.ns : '', name);
  }

  list<T extends KubeObject>(kind: Kind<T>, labelSelector = ''): readonly T[] {
    return this.client.list(kind, kind.namespaced ? this.ns : '', labelSelector === '' ? {} : { labelSelector }).items;
  }

  patch<T extends KubeObject>(kind: Kind<T>, name: string, change: unknown, subresource?: string): T {
    return this.client.patch(kind, kind.namespaced ? this.ns : '', name, 'merge', change, subresource);
  }

  remove<T extends KubeObject>(kind: Kind<T>, name: string, options: Parameters<KubeClient['delete']>[3] = {}): void {
    this.client.delete(kind, kind.namespaced ? this.ns : '', name, options);
  }

  removeAll<T extends KubeObject>(kind: Kind<T>, labelSelector: string): void {
    this.client.call('DELETE', pathOf(kind, kind.namespaced ? this.ns : ''), undefined, { labelSelector });
  }

  /** The refusal that `run` meets. */
  refusal(run: () => unknown): ApiError {
    try {
      run();
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  }

  pod(name: string): Pod {
    return this.get(kinds.pods, name);
  }

  /** Not those that end. */
  pods(labelSelector = ''): readonly Pod[] {
    return this.list(kinds.pods, labelSelector).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  running(name: string): Pod {
    return this.until(`pod ${name} runs`, () => this.pod(name), ({ status }) => status.phase === 'Running');
  }

  ended(name: string, seconds = 120): Pod {
    return this.until(`pod ${name} ends`, () => this.pod(name), ({ status }) => status.phase === 'Succeeded' || status.phase === 'Failed', seconds);
  }

  /** In the first container of a Pod, as `kubectl exec` does it. */
  exec(pod: string, command: string): string {
    const { stdout, stderr } = this.sh(`kubectl exec -n ${this.ns} ${pod} -- ${command}`);
    return stdout + stderr;
  }

  /** A line of the learner's shell. */
  sh(line: string): ReturnType<typeof runShell> {
    return runShell(this.world, line, { cwd: this.world.home, env: this.world.workstation.deps.env });
  }

  events(name: string): readonly string[] {
    return this.list(kinds.events).flatMap((event) => (event.involvedObject.name === name ? [`${event.type} ${event.reason}: ${event.message}`] : []));
  }
}

export const labels = (app: string): Fields => ({ app });
export const pause = (more: Fields = {}): Fields => ({ name: 'c', image: 'registry.k8s.io/pause:3.10', ...more });
export const shell = (script: string, more: Fields = {}): Fields => ({ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script], ...more });
export const template = (app: string, spec: Fields = {}): Fields => ({ metadata: { labels: labels(app) }, spec: { terminationGracePeriodSeconds: 0, containers: [pause()], ...spec } });
/** What owners of Pods have in common. */
export const selecting = (app: string, spec: Fields = {}): Fields => ({ selector: { matchLabels: labels(app) }, template: template(app, spec) });
/** Healthy as long as /healthy is there, and from the start. */
export const breakable = (more: Fields = {}): Fields => shell('touch /healthy; sleep 1000000', { readinessProbe: { exec: { command: ['test', '-f', '/healthy'] }, initialDelaySeconds: 1, periodSeconds: 1, successThreshold: 1, failureThreshold: 1 }, ...more });
export const isReady = ({ status }: Pod): boolean => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;

export const condition = (object: { readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[] } }, type: string) =>
  object.status?.conditions?.find((each) => each.type === type);
