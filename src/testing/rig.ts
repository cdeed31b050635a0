// A cluster without network and programs for tests of components: clock, API server, controllers, scheduler and hollow kubelets.
import { ApiServer } from '../engine/apiserver/api-server.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { Trace } from '../engine/client/trace.ts';
import { createControllerManager } from '../engine/controllers/controller-manager.ts';
import { type Kubelet, type PodNetwork, createKubelet } from '../engine/kubelet/kubelet.ts';
import { createScheduler } from '../engine/scheduler/scheduler.ts';
import { Clock } from '../engine/sim/clock.ts';
import { type PaceName, paces } from '../engine/sim/pace.ts';
import { Random } from '../engine/sim/random.ts';

export interface RigOptions {
  readonly pace?: PaceName;
  readonly seed?: string;
  /** Hollow nodes `node-1` … (none unless asked for). */
  readonly nodes?: number;
  readonly podsPerNode?: number;
  /** Names of controllers that do not run. */
  readonly disabled?: readonly string[];
  /** Stored objects are frozen, which finds out who changes them (default) and costs time. */
  readonly freeze?: boolean;
}

export function createRig({ pace = 'real', seed = 'rig', nodes = 0, podsPerNode = 110, disabled = [], freeze = true }: RigOptions = {}) {
  const clock = new Clock(Date.UTC(2026, 0, 1));
  const random = new Random(seed);
  const trace = new Trace();
  const api = new ApiServer({ clock, random, trace, dialKubelet: () => undefined, ...(freeze ? { seal: frozen } : {}) });
  api.onPanic = (error) => {
    throw error;
  };
  const deps = { clock, api, trace, pace: paces[pace] };
  const manager = createControllerManager({ ...deps, random, disabled });
  const scheduler = createScheduler({ ...deps, random });
  const podNetwork = addresses();
  const kubelets = new Map<string, Kubelet>();
  for (let i = 1; i <= nodes; i++) {
    const kubelet = createKubelet(
      { ...deps, random: random.fork(`node-${i}`), images: { resolve: () => undefined as never }, startContainer: () => undefined as never, podNetwork, runtime: 'hollow' },
      { name: `node-${i}`, cpu: String(Math.ceil(podsPerNode / 110)), memory: '3840Mi', pods: podsPerNode, ip: `192.0.2.${i}` },
    );
    kubelets.set(`node-${i}`, kubelet);
    kubelet.start();
  }
  const client = new KubeClient(api, { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] });
  clock.runFor(nodes > 0 ? 15_000 : 100);
  return { clock, random, trace, api, client, kubelets, stop: () => [manager.stop(), scheduler.stop()] };
}

export type Rig = ReturnType<typeof createRig>;

/** Each Pod an address of its own, and nothing behind it. */
function addresses(): PodNetwork {
  let next = 1;
  return {
    attach: () => {
      const ip = `10.244.${Math.floor(next / 254)}.${(next % 254) + 1}`;
      next++;
      return { net: undefined as never, ip, release: () => undefined };
    },
  };
}

/** Objects are shared by reference: who changes one is found out here. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) frozen(item);
  }
  return value;
}
