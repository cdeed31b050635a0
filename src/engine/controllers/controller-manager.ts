// kube-controller-manager: starts the controllers of the table on one set of caches (cmd/kube-controller-manager).
import type { Api } from '../client/api.ts';
import { createCaches } from '../client/caches.ts';
import { KubeClient } from '../client/kube-client.ts';
import type { Trace } from '../client/trace.ts';
import type { Clock } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import type { Random } from '../sim/random.ts';
import { controllers } from './members/table.ts';
import { type Controller, type Shared, startController } from './runtime.ts';

export interface ControllerManagerDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly trace: Trace;
  readonly pace: Pace;
  /** Those of the table that do not run (`--controllers=-name`). */
  readonly disabled?: readonly string[];
}

const USER_AGENT = 'kube-controller-manager';

export function createControllerManager(deps: ControllerManagerDeps): { stop(): void } {
  return startControllers(deps, controllers.filter(({ name }) => !deps.disabled?.includes(name)), USER_AGENT);
}

/** Any set of controllers in one process of this name. */
export function startControllers(deps: ControllerManagerDeps, members: readonly Controller[], userAgent: string): { stop(): void } {
  const { clock, api, trace, pace } = deps;
  const random = deps.random.fork(userAgent);
  const jitter = random.fork('watch');
  const process = new KubeClient(api, { userAgent, actor: userAgent, user: `system:${userAgent}`, groups: ['system:masters', 'system:authenticated'] });
  // What was written first is seen first, whichever kinds it is of.
  let latestMs = 0;
  const delayMs = (): number => {
    if (pace.watchMs === 0) return 0;
    latestMs = Math.max(latestMs, clock.nowMs + pace.watchMs * (1 + jitter.next()));
    return latestMs - clock.nowMs;
  };
  const caches = createCaches({ clock, client: process, trace, delayMs });
  const shared: Shared = {
    clock, random, trace, caches, pace,
    clientFor: (name) =>
      new KubeClient(api, {
        userAgent,
        actor: name,
        user: `system:serviceaccount:kube-system:${name}`,
        groups: ['system:masters', 'system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
      }),
  };
  const started = members.map((member) => startController(member, shared));
  return {
    stop: () => {
      for (const controller of started) controller.stop();
      caches.stop();
    },
  };
}
