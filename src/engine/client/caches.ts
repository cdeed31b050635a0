// One component's caches, shared by all its parts as kube-controller-manager's informers are (client-go/informers/factory.go).
import { type Kind, groupResource } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Cache, Caches } from './cache.ts';
import { Reflector, type ReflectorDeps } from './reflector.ts';

/** @param deps.delayMs asked at each change: how long it takes until the component has it */
export function createCaches(deps: ReflectorDeps): Caches {
  const reflectors = new Map<string, Reflector<KubeObject>>();
  return {
    of<T extends KubeObject>(kind: Kind<T>, options: { readonly fieldSelector?: string } = {}): Cache<T> {
      const key = `${groupResource(kind)}/${kind.version}?${options.fieldSelector ?? ''}`;
      let reflector = reflectors.get(key);
      if (!reflector) reflectors.set(key, (reflector = new Reflector(kind as Kind<KubeObject>, options.fieldSelector, deps)));
      return reflector as unknown as Cache<T>;
    },
    whenSynced(run: () => void): void {
      let waiting = reflectors.size + 1;
      const one = (): void => {
        if (--waiting === 0) run();
      };
      for (const reflector of reflectors.values()) reflector.whenSynced(one);
      one();
    },
    stop(): void {
      for (const reflector of reflectors.values()) reflector.stop();
    },
  };
}
