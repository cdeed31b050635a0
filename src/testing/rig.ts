// A control plane without machines for tests of components: clock, API server, controllers and scheduler.
import { createControllerManager } from '../engine/controllers/controller-manager.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { Trace } from '../engine/client/trace.ts';
import { ApiServer } from '../engine/apiserver/api-server.ts';
import { createScheduler } from '../engine/scheduler/scheduler.ts';
import { Clock } from '../engine/sim/clock.ts';
import { type PaceName, paces } from '../engine/sim/pace.ts';
import { Random } from '../engine/sim/random.ts';

export interface RigOptions {
  readonly pace?: PaceName;
  readonly seed?: string;
  /** Names of controllers that do not run. */
  readonly disabled?: readonly string[];
}

export function createRig({ pace = 'real', seed = 'rig', disabled = [] }: RigOptions = {}) {
  const clock = new Clock(Date.UTC(2026, 0, 1));
  const random = new Random(seed);
  const trace = new Trace();
  const api = new ApiServer({ clock, random, trace, dialKubelet: () => undefined, seal: freeze });
  api.onPanic = (error) => {
    throw error;
  };
  const manager = createControllerManager({ clock, random, api, trace, pace: paces[pace], disabled });
  const scheduler = createScheduler({ clock, random, api, trace, pace: paces[pace] });
  const client = new KubeClient(api, { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] });
  clock.runFor(100);
  return { clock, random, trace, api, client, pace: paces[pace], stop: () => [manager.stop(), scheduler.stop()] };
}

export type Rig = ReturnType<typeof createRig>;

/** Objects are shared by reference: who changes one is found out here. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}
