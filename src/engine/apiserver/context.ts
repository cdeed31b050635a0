// One request on its way through the pipeline: who asks, what was warned of, what was written.
import type { Caller, ApiRequest } from '../client/api.ts';
import type { KindInfo } from '../kube/kind.ts';
import type { KubeObject } from '../kube/object.ts';
import type { NetStack } from '../machine/net.ts';
import type { Fiber } from '../sim/fiber.ts';
import { Random } from '../sim/random.ts';
import type { Core } from './core.ts';
import type { RequestInfo } from './request-info.ts';
import type { StrategyContext } from './strategy.ts';
import { type Known, Waits } from './waiting.ts';

const nothing: Known = new Map();

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
  /** Who asks. */
  readonly asked: Caller;
  /** What the audit log is told besides; only where there is one. */
  annotations: Map<string, string> | undefined;
  readonly warnings: string[] = [];
  /** Everything this request changed in the store. */
  readonly written: Written[] = [];
  dryRun = false;
  /** Of the object at hand; for cluster-scoped ones ''. */
  namespace: string;
  private trying: Random | undefined;
  /** What earlier tries of this request were told over the network. */
  private readonly known: Known;
  private readonly seed: string | undefined;
  /** The caller can wait for what `told` asks. */
  readonly patient: boolean;

  constructor(core: Core, request: ApiRequest, info: RequestInfo, caller: Caller, known: Known = nothing, seed?: string, patient = false) {
    this.patient = patient;
    this.known = known;
    this.seed = seed;
    this.core = core;
    this.request = request;
    this.info = info;
    this.caller = this.asked = caller;
    this.namespace = info.namespace;
  }

  /** What is only tried must not shift what is done: a dry run draws from a source of its own. */
  get random(): Random {
    if (this.seed !== undefined) return (this.trying ??= new Random(`${this.seed}`));
    return this.dryRun ? (this.trying ??= new Random(`dry run at ${this.core.etcd.revision}`)) : this.core.random;
  }

  /** What `work` gives, which takes its time on the network; throws until it is known. */
  told<T>(key: string, work: (net: NetStack | undefined) => Fiber<T>): T {
    if (!this.known.has(key)) throw new Waits(key, work);
    return this.known.get(key) as T;
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
