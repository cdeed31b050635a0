// ConfigMaps, Secrets and Services as this kubelet read them last: with these it goes on while nobody answers (pkg/kubelet/util/manager/watch_based_manager.go).
import type { KubeClient } from '../client/kube-client.ts';
import { isRefusal } from '../client/refusal.ts';
import { ApiError } from '../kube/api-error.ts';
import type { Kind } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';

export class Sources {
  private readonly last = new Map<string, unknown>();
  private readonly client: KubeClient;

  constructor(client: KubeClient) {
    this.client = client;
  }

  /** Undefined where there is none. Throws where nobody answers and it was never read. */
  find<T extends KubeObject>(kind: Kind<T>, namespace: string, name: string): T | undefined {
    return this.read(`${kind.plural}/${namespace}/${name}`, () => this.client.find(kind, namespace, name));
  }

  list<T extends KubeObject>(kind: Kind<T>, namespace: string): readonly T[] {
    return this.read(`${kind.plural}/${namespace}`, () => this.client.list(kind, namespace).items);
  }

  private read<R>(key: string, ask: () => R): R {
    try {
      const found = ask();
      this.last.set(key, found);
      return found;
    } catch (error) {
      const silent = isRefusal(error) && !(error instanceof ApiError && error.code < 500);
      if (!silent || !this.last.has(key)) throw error;
      return this.last.get(key) as R;
    }
  }
}
