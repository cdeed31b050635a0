// How bad it is in each zone, and how fast nodes may be emptied there (pkg/controller/nodelifecycle).
import type { Node } from '../../kube/types.generated.ts';
import { nodeCondition } from './conditions.ts';

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

const UNHEALTHY_SHARE = 0.55;
const LARGE_CLUSTER = 50;
const EVICTIONS_PER_SECOND = 0.1;
const SLOW_EVICTIONS_PER_SECOND = 0.01;

/** Region and zone; '' for a node without either. */
export function zoneOf(node: Node): string {
  const labels = node.metadata.labels ?? {};
  const region = labels['topology.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\0:${zone}`;
}

export function zoneState(nodes: readonly Node[]): ZoneState {
  const ready = nodes.filter((node) => nodeCondition(node, 'Ready')?.status === 'True').length;
  const notReady = nodes.length - ready;
  if (ready === 0 && notReady > 0) return 'FullDisruption';
  return notReady > 2 && notReady / nodes.length >= UNHEALTHY_SHARE ? 'PartialDisruption' : 'Normal';
}

/** Nodes that may be tainted NoExecute per second. */
export function evictionRate(state: ZoneState, zoneSize: number): number {
  if (state !== 'PartialDisruption') return EVICTIONS_PER_SECOND;
  return zoneSize > LARGE_CLUSTER ? SLOW_EVICTIONS_PER_SECOND : 0;
}

/** One token at a time, refilled at a rate that may change. */
export class Limiter {
  private tokens = 1;
  private atMs: number;
  private rate = EVICTIONS_PER_SECOND;

  constructor(nowMs: number) {
    this.atMs = nowMs;
  }

  setRate(rate: number, nowMs: number): void {
    this.refill(nowMs);
    this.rate = rate;
  }

  take(nowMs: number): boolean {
    this.refill(nowMs);
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }

  private refill(nowMs: number): void {
    this.tokens = Math.min(1, this.tokens + ((nowMs - this.atMs) / 1000) * this.rate);
    this.atMs = nowMs;
  }
}
