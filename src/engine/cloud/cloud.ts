// A cloud's service controller: Services of type LoadBalancer get an address from a pool (staging/src/k8s.io/cloud-provider/controllers/service/controller.go).
import type { Api, Caller } from '../client/api.ts';
import type { Cache } from '../client/cache.ts';
import { createCaches } from '../client/caches.ts';
import { createRecorder } from '../client/event-recorder.ts';
import { KubeClient } from '../client/kube-client.ts';
import { Queue } from '../client/queue.ts';
import type { Recorder } from '../client/recorder.ts';
import type { Trace } from '../client/trace.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { keyOf } from '../kube/object.ts';
import type { Service } from '../kube/types.generated.ts';
import type { Clock } from '../sim/clock.ts';
import { type Fiber, sleep } from '../sim/fiber.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { AddressPool } from './address-pool.ts';

export interface CloudDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly trace: Trace;
  readonly pace: Pace;
  /** Where addresses are taken from (default 203.0.113.0/24, which belongs to nobody). */
  readonly pool?: string;
}

const caller: Caller = { userAgent: 'cloud-controller-manager', actor: 'service-controller', user: 'system:cloud-controller-manager', groups: ['system:masters', 'system:authenticated'] };
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

export function createCloud(deps: CloudDeps): { stop(): void } {
  const { clock, trace, pace } = deps;
  const random = deps.random.fork('cloud');
  const jitter = random.fork('watch');
  const client = new KubeClient(deps.api, caller);
  const caches = createCaches({ clock, client, trace, delayMs: () => (pace.watchMs === 0 ? 0 : pace.watchMs * (1 + jitter.next())) });
  const recorder = createRecorder({ clock, client, trace, random: random.fork('events'), source: 'service-controller' });
  const services = caches.of(kinds.services);
  const controller = new ServiceController(client, services, recorder, pace, new AddressPool(deps.pool ?? '203.0.113.0/24'));
  const queue = new Queue({ clock, trace, name: 'service-controller', firstBackoffMs: 5000, process: (key) => controller.sync(key) });
  services.onChange({
    added: (service) => {
      controller.seen(service);
      if (concerns(service)) queue.add(keyOf(service));
    },
    updated: (before, service) => {
      if (concerns(before) || concerns(service)) queue.add(keyOf(service));
    },
    deleted: (service) => controller.gone(service),
  });
  return {
    stop: () => {
      queue.stop();
      caches.stop();
    },
  };
}

const wants = ({ spec }: Service): boolean => spec.type === 'LoadBalancer' && spec.loadBalancerClass === undefined;
const hasFinalizer = ({ metadata }: Service): boolean => metadata.finalizers?.includes(FINALIZER) ?? false;
const concerns = (service: Service): boolean => wants(service) || hasFinalizer(service);

class ServiceController {
  private readonly client: KubeClient;
  private readonly services: Cache<Service>;
  private readonly recorder: Recorder;
  private readonly pace: Pace;
  private readonly pool: AddressPool;

  constructor(client: KubeClient, services: Cache<Service>, recorder: Recorder, pace: Pace, pool: AddressPool) {
    this.client = client;
    this.services = services;
    this.recorder = recorder;
    this.pace = pace;
    this.pool = pool;
  }

  /** Addresses that are in use already are not given away. */
  seen(service: Service): void {
    for (const { ip } of service.status.loadBalancer?.ingress ?? []) if (ip !== undefined) this.pool.take(service.metadata.uid, ip);
  }

  gone({ metadata }: Service): void {
    this.pool.release(metadata.uid);
  }

  sync(key: string): Fiber<void> | undefined {
    const [namespace = '', name = ''] = key.split('/');
    if (!this.services.get(namespace, name)) return undefined;
    // As it is now: the cache may not have our own last write yet.
    const service = this.client.find(kinds.services, namespace, name);
    if (!service) return undefined;
    if (wants(service) && service.metadata.deletionTimestamp === undefined) return this.isServed(service) ? undefined : this.ensure(service);
    return hasFinalizer(service) ? this.remove(service) : undefined;
  }

  private isServed(service: Service): boolean {
    const ip = service.status.loadBalancer?.ingress?.[0]?.ip;
    const wanted = service.spec.loadBalancerIP;
    return hasFinalizer(service) && ip !== undefined && (!wanted || wanted === ip || !this.pool.has(wanted));
  }

  private *ensure(service: Service): Fiber<void> {
    const { namespace, name, uid } = service.metadata;
    this.recorder.event(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer');
    if (!hasFinalizer(service)) this.client.patch(kinds.services, namespace, name, 'merge', { metadata: { finalizers: [...(service.metadata.finalizers ?? []), FINALIZER] } });
    yield* sleep(this.pace.loadBalancerMs);
    const now = this.client.find(kinds.services, namespace, name);
    if (now?.metadata.uid !== uid || !wants(now) || now.metadata.deletionTimestamp !== undefined) return;
    const ip = this.pool.allocate(uid, now.spec.loadBalancerIP);
    if (ip === undefined) {
      this.recorder.event(now, 'Warning', 'SyncLoadBalancerFailed', 'Error syncing load balancer: failed to ensure load balancer: no address is left in the pool');
      return;
    }
    this.client.patch(kinds.services, namespace, name, 'merge', { status: { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } } }, 'status');
    this.recorder.event(now, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer');
  }

  private *remove(service: Service): Fiber<void> {
    const { namespace, name, uid } = service.metadata;
    this.recorder.event(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer');
    yield* sleep(this.pace.loadBalancerMs / 4);
    this.pool.release(uid);
    this.recorder.event(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer');
    const now = this.client.find(kinds.services, namespace, name);
    if (now?.metadata.uid !== uid) return;
    if (now.metadata.deletionTimestamp === undefined) this.client.patch(kinds.services, namespace, name, 'merge', { status: { loadBalancer: null } }, 'status');
    const finalizers = (now.metadata.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
    this.client.patch(kinds.services, namespace, name, 'merge', { metadata: { finalizers: finalizers.length ? finalizers : null } });
  }
}
