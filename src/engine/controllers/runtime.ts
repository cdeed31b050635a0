// What every controller runs on: shared caches, a work queue of its own, a client and a recorder under its own name (controller-runtime's shape over client-go).
import type { CacheHandler, Caches } from '../client/cache.ts';
import type { Cache } from '../client/cache.ts';
import { createRecorder } from '../client/event-recorder.ts';
import type { KubeClient } from '../client/kube-client.ts';
import { Queue } from '../client/queue.ts';
import type { Recorder } from '../client/recorder.ts';
import { tolerate } from '../client/refusal.ts';
import type { Trace } from '../client/trace.ts';
import type { Kind } from '../kube/kind.ts';
import { type KubeObject, keyOf } from '../kube/object.ts';
import type { Clock, Timer } from '../sim/clock.ts';
import type { Pace } from '../sim/pace.ts';
import { Random } from '../sim/random.ts';
import { controllerOf } from './ownership.ts';

/** A place in the process: what the controllers of one manager share. */
export interface Shared {
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly caches: Caches;
  readonly pace: Pace;
  /** The process's client; each controller speaks through it under its own name. */
  clientFor(controller: string): KubeClient;
}

/** What one controller is given. */
export interface Context {
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly client: KubeClient;
  readonly recorder: Recorder;
  cache<T extends KubeObject>(kind: Kind<T>): Cache<T>;
  /** Puts a key into the controller's queue, because of what happens now. */
  enqueue(key: string): void;
  enqueueAfter(key: string, delayMs: number): void;
  /** Of a key whose work grows with `size`: leaves it alone for a while, so that many changes of a large thing cost few looks at it. */
  rest(key: string, size: number): void;
  /** Runs `run` again and again once the caches are there; `run` first after one period. */
  every(periodMs: number, run: () => void): void;
}

/** The work on one key; a refusal of the API that it throws puts the key back with back-off. */
export type Reconcile = (key: string) => void;

export interface Controller {
  /** The actor: `deployment-controller`. */
  readonly name: string;
  /** The component that its events name, where it is not the actor. */
  readonly source?: string;
  /** Each change of an object of this kind puts its key into the queue. */
  readonly for?: Kind<KubeObject>;
  /** Each change of an object of these kinds puts the key of its controller into the queue, if that is of the kind `for`. */
  readonly owns?: readonly Kind<KubeObject>[];
  /** After so many refusals in a row a key is left alone until something happens (default 15). */
  readonly maxRetries?: number;
  /** The first wait after a refusal, which doubles (default 5 ms). */
  readonly firstBackoffMs?: number;
  /** Connects further caches, and gives the work. */
  start(context: Context): Reconcile;
}

// The real process may make 20 requests a second for each controller, and 30 at once (--kube-api-qps, --kube-api-burst); large things thus change in steps there too.
const BURST = 30;
const RESTFUL_SIZE = 50;
const RESTED_PER_MS = 5;

/** Lets the kind's type be forgotten where only its objects' metadata matter. */
export const anyKind = <T extends KubeObject>(kind: Kind<T>): Kind<KubeObject> => kind as unknown as Kind<KubeObject>;

export function startController(controller: Controller, shared: Shared): { stop(): void } {
  const { clock, trace, caches, pace } = shared;
  const client = shared.clientFor(controller.name);
  const random = shared.random.fork(controller.name);
  const pacing = new Random(`pace of ${controller.name}`);
  let reconcile: Reconcile = () => {};
  let ready = false;
  const timers = new Set<Timer>();
  const queue = new Queue({
    clock, trace, name: controller.name, delayMs: () => pace.reconcileMs, maxRetries: controller.maxRetries ?? 15, burst: BURST, jitter: () => pacing.next(),
    ...(controller.firstBackoffMs === undefined ? {} : { firstBackoffMs: controller.firstBackoffMs }),
    process: (key) => reconcile(key),
  });
  // Before the first lists are there nothing is worked on; what was put in meanwhile waits here.
  const held = new Map<string, number | undefined>();
  const resting = new Map<string, number>();
  const enqueue = (key: string): void => {
    if (!ready) {
      held.set(key, trace.cause);
      return;
    }
    const until = resting.get(key);
    if (until === undefined) queue.add(key);
    else if (until > clock.nowMs) queue.addAfter(key, until - clock.nowMs);
    else {
      resting.delete(key);
      queue.add(key);
    }
  };
  const context: Context = {
    clock, random, trace, client,
    recorder: createRecorder({ clock, client, trace, random: random.fork('events'), source: controller.source ?? controller.name }),
    cache: (kind) => caches.of(kind),
    enqueue,
    enqueueAfter: (key, delayMs) => queue.addAfter(key, delayMs),
    rest: (key, size) => {
      if (size >= RESTFUL_SIZE) resting.set(key, clock.nowMs + size / RESTED_PER_MS);
    },
    every: (periodMs, run) => {
      const tick = (): void => {
        const timer = clock.after(periodMs, () => {
          timers.delete(timer);
          tick();
          if (ready) tolerate(run);
        });
        timers.add(timer);
      };
      tick();
    },
  };
  connect(controller, context);
  reconcile = controller.start(context);
  caches.whenSynced(() => {
    ready = true;
    for (const [key, cause] of held) trace.because(cause, () => queue.add(key));
    held.clear();
  });
  return {
    stop: () => {
      queue.stop();
      for (const timer of timers) timer.cancel();
    },
  };
}

function connect(controller: Controller, context: Context): void {
  const kind = controller.for;
  if (!kind) return;
  onAny(context.cache(kind), (object) => context.enqueue(keyOf(object)));
  for (const owned of controller.owns ?? []) {
    const tell = (object: KubeObject): void => {
      const owner = controllerOf(object);
      if (owner?.kind === kind.kind) context.enqueue(object.metadata.namespace ? `${object.metadata.namespace}/${owner.name}` : owner.name);
    };
    const handler: CacheHandler<KubeObject> = {
      added: tell,
      updated: (before, object) => {
        if (controllerOf(before)?.uid !== controllerOf(object)?.uid) tell(before);
        tell(object);
      },
      deleted: tell,
    };
    context.cache(owned).onChange(handler);
  }
}

/** Calls `run` with the object as it is now, or as it was last. */
export function onAny<T extends KubeObject>(cache: Cache<T>, run: (object: T) => void): void {
  cache.onChange({ added: run, updated: (_, object) => run(object), deleted: run });
}

/** `ns/name` and `name` apart again. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const at = key.indexOf('/');
  return at < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, at), name: key.slice(at + 1) };
}
