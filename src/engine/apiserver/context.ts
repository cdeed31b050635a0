// One request on its way through the pipeline: who asks, what was warned of, what was written.
import type { Caller, ApiRequest } from '../client/api.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import { Random } from '../sim/random.ts';
import type { Core } from './core.ts';
import type { RequestInfo } from './request-info.ts';
import type { StrategyContext } from './strategy.ts';

export interface Written {
  readonly revision: number | undefined;
  readonly namespace: string;
  readonly name: string;
}

export class Context implements StrategyContext {
  readonly core: Core;
  readonly request: ApiRequest;
  readonly info: RequestInfo;
  /** Who asks, or whom he impersonates. */
  caller: Caller;
  readonly warnings: string[] = [];
  /** Everything this request changed in the store. */
  readonly written: Written[] = [];
  dryRun = false;
  /** Of the object at hand; for cluster-scoped ones ''. */
  namespace: string;
  private trying: Random | undefined;

  constructor(core: Core, request: ApiRequest, info: RequestInfo, caller: Caller) {
    this.core = core;
    this.request = request;
    this.info = info;
    this.caller = caller;
    this.namespace = info.namespace;
  }

  /** What is only tried must not shift what is done: a dry run draws from a source of its own. */
  get random(): Random {
    return this.dryRun ? (this.trying ??= new Random(`dry run at ${this.core.etcd.revision}`)) : this.core.random;
  }

  get nowMs(): number {
    return this.core.clock.nowMs;
  }

  find<T extends KubeObject>(kind: KindInfo, namespace: string, name: string): T | undefined {
    return this.core.resources.ofKind(kind)?.store.get(namespace, name) as T | undefined;
  }

  list<T extends KubeObject>(kind: KindInfo, namespace = ''): readonly T[] {
    return (this.core.resources.ofKind(kind)?.store.list(namespace) ?? []) as readonly T[];
  }

  randomInt(bound: number): number {
    return this.random.int(bound);
  }

  warn(text: string): void {
    if (!this.warnings.includes(text)) this.warnings.push(text);
  }
}
