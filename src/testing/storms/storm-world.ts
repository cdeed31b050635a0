// The world of one storm: a cluster from a seed, hands that reach it as kubectl does, and eyes that watch everything from the beginning.
import { ApiError } from '../../engine/kube/api-error.ts';
import { TransportError } from '../../engine/client/api.ts';
import { createCaches } from '../../engine/client/caches.ts';
import type { Cache } from '../../engine/client/cache.ts';
import { KubeClient } from '../../engine/client/kube-client.ts';
import type { KubeObject } from '../../engine/kube/object.ts';
import type { Kind } from '../../engine/kube/kind.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { Random } from '../../engine/sim/random.ts';
import { createWorld, type World } from '../../engine/world/world.ts';
import { BindWatch } from './bind-watch.ts';
import { Replay } from './replay.ts';

export const namespaces = ['default', 'team-a', 'team-b'] as const;

const caller = (name: string) => ({ userAgent: name, actor: name, user: 'admin', groups: ['system:masters', 'system:authenticated'] });

/** Kinds of which a client keeps copies through all outages. */
const followed = [kinds.pods, kinds.nodes, kinds.deployments, kinds.replicasets, kinds.statefulsets, kinds.daemonsets, kinds.jobs, kinds.services, kinds.endpointslices, kinds.persistentvolumeclaims, kinds.resourcequotas] as unknown as readonly Kind<KubeObject>[];

/** A storm takes about a hundred thousand; of one in which two take each other's place for long, none is in one instant. */
const MOST_STEPS = 4_000_000;
const MOST_AT_ONCE = 50_000;

export class StormWorld {
  readonly seed: number;
  readonly random: Random;
  readonly world: World;
  /** As kubectl reaches the cluster: outages are felt. */
  readonly hands: KubeClient;
  /** Sees everything at any time. */
  readonly eyes: KubeClient;
  readonly log: string[] = [];
  readonly binds: BindWatch;
  readonly replay: Replay;
  readonly copies: readonly Cache<KubeObject>[];
  private readonly startMs: number;
  private serial = 0;
  private steps = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.random = new Random(`storm ${seed}`);
    this.startMs = Date.UTC(2026, 0, 1);
    const nodes = 2 + this.random.int(3);
    const pace = this.random.int(3) === 0 ? 'fast' : 'real';
    const runtime = this.random.int(4) === 0 ? 'hollow' : 'simulated';
    // CoreDNS and kube-proxy as Pods: they are hit like all others.
    const addons = new Random(`addons ${seed}`).int(8) === 0;
    this.world = createWorld({ seed, startMs: this.startMs, pace, nodes, runtime, addons });
    this.log.push(`${nodes} nodes, pace ${pace}, containers ${runtime}${addons ? ', with CoreDNS and kube-proxy' : ''}`);
    const { cluster, clock } = this.world;
    cluster.api.onPanic = (error) => {
      throw error;
    };
    this.eyes = new KubeClient(cluster.api, caller('storm-eyes'));
    this.hands = new KubeClient(this.world.outside, caller('storm'));
    this.binds = new BindWatch(cluster.api.etcd, clock);
    this.replay = new Replay(this.eyes);
    const caches = createCaches({ clock, client: new KubeClient(this.world.outside, caller('storm-copies')), trace: cluster.trace, delayMs: () => 5 });
    this.copies = followed.map((kind) => caches.of(kind));
    clock.runFor(15_000);
    for (const namespace of namespaces.slice(1)) this.hands.create(kinds.namespaces, { metadata: { name: namespace } } as never);
    this.hands.create(kinds.priorityclasses, { metadata: { name: 'high' }, value: 1000 } as never);
    this.hands.create(kinds.priorityclasses, { metadata: { name: 'low' }, value: -10, preemptionPolicy: 'Never' } as never);
    clock.runFor(2000);
  }

  get nowMs(): number {
    return this.world.clock.nowMs;
  }

  /** Lets time pass; work that never ends is found out. */
  pass(durationMs: number): void {
    const { clock } = this.world;
    const untilMs = clock.nowMs + durationMs;
    let [instantMs, atOnce] = [-1, 0];
    while (clock.step(untilMs)) {
      if (++this.steps > MOST_STEPS) throw new Error(`more than ${MOST_STEPS} steps of the clock, at ${this.nowMs - this.startMs} ms`);
      atOnce = clock.nowMs === instantMs ? atOnce + 1 : 0;
      instantMs = clock.nowMs;
      if (atOnce > MOST_AT_ONCE) throw new Error(`more than ${MOST_AT_ONCE} steps of the clock in one instant, at ${this.nowMs - this.startMs} ms`);
    }
    clock.advanceTo(untilMs);
  }

  name(prefix: string): string {
    return `${prefix}-${++this.serial}`;
  }

  chance(oneIn: number): boolean {
    return this.random.int(oneIn) === 0;
  }

  /** Undefined where there is nothing to choose from. */
  pick<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : this.random.pick(items);
  }

  /** From the API server's own copy, which answers also while etcd has no leader. */
  list<T extends KubeObject>(kind: Kind<T>): readonly T[] {
    return this.eyes.list(kind, '', { resourceVersion: '0' }).items;
  }

  pickObject<T extends KubeObject>(kind: Kind<T>): T | undefined {
    return this.pick(this.list(kind).filter(({ metadata }) => metadata.namespace === undefined || (namespaces as readonly string[]).includes(metadata.namespace)));
  }

  /** Does something that may be refused or not answered; both are noted. */
  attempt(what: string, act: () => unknown): void {
    let outcome = '';
    try {
      act();
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof TransportError)) throw error;
      outcome = `  → ${error.message.slice(0, 140)}`;
    }
    this.note(what + outcome);
  }

  note(what: string): void {
    this.log.push(`${((this.nowMs - this.startMs) / 1000).toFixed(3).padStart(9)} ${what}`);
  }
}
