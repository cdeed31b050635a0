// Which endpoint a connection to a Service goes to: readiness, traffic policies, session affinity (pkg/proxy/topology.go CategorizeEndpoints).
import type { Random } from '../sim/random.ts';
import type { ServiceMatch, Target } from './service-table.ts';

export interface Choice {
  readonly target: Target | undefined;
  readonly decision: string;
  /** Dropped, not refused: a Local policy with nothing local. */
  readonly dropped: boolean;
}

interface Affinity {
  readonly target: string;
  readonly untilMs: number;
}

const DEFAULT_AFFINITY_SECONDS = 10_800;
const addressOf = (target: Target): string => `${target.ip}:${target.port}`;

export class Chooser {
  private readonly random: Random;
  private readonly affinities = new Map<string, Affinity>();

  constructor(random: Random) {
    this.random = random;
  }

  /** @param node the node on which the rule is applied */
  choose(match: ServiceMatch, targets: readonly Target[], clientIp: string, node: string | undefined, nowMs: number): Choice {
    const { spec } = match.service;
    const policy = match.entry === 'cluster-ip' ? spec.internalTrafficPolicy : spec.externalTrafficPolicy;
    const local = policy === 'Local';
    const inReach = local && node !== undefined ? targets.filter((target) => target.node === node) : targets;
    const ready = inReach.filter((target) => target.ready);
    const usable = ready.length > 0 ? ready : inReach.filter((target) => target.fallback);
    if (usable.length === 0) {
      const elsewhere = local && targets.some((target) => target.ready);
      return { target: undefined, dropped: elsewhere, decision: elsewhere ? `dropped: no endpoint on ${node ?? 'this node'} (traffic policy Local)` : 'refused: no endpoints' };
    }
    const sticky = spec.sessionAffinity === 'ClientIP' ? this.sticky(match, usable, clientIp, nowMs) : undefined;
    const target = sticky ?? (usable.length === 1 ? (usable[0] as Target) : this.random.pick(usable));
    if (spec.sessionAffinity === 'ClientIP') this.remember(match, target, clientIp, nowMs);
    const how = sticky ? 'sessionAffinity ClientIP' : 'random';
    return { target, dropped: false, decision: `${usable.length} endpoint${usable.length === 1 ? '' : 's'}, chose ${addressOf(target)} (${how})` };
  }

  private keyOf(match: ServiceMatch, clientIp: string): string {
    return `${match.service.metadata.uid}/${match.port.port}/${clientIp}`;
  }

  private sticky(match: ServiceMatch, usable: readonly Target[], clientIp: string, nowMs: number): Target | undefined {
    const known = this.affinities.get(this.keyOf(match, clientIp));
    return known && known.untilMs > nowMs ? usable.find((target) => addressOf(target) === known.target) : undefined;
  }

  private remember(match: ServiceMatch, target: Target, clientIp: string, nowMs: number): void {
    const seconds = match.service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS;
    this.affinities.set(this.keyOf(match, clientIp), { target: addressOf(target), untilMs: nowMs + seconds * 1000 });
  }
}
