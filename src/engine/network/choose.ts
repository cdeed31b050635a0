// Which endpoint a connection to a Service goes to: readiness, traffic policies, hints of topology, session affinity (pkg/proxy/topology.go CategorizeEndpoints).
import type { Random } from '../sim/random.ts';
import type { Rules, ServiceMatch, Target } from './service-table.ts';

export interface Choice {
  readonly target: Target | undefined;
  readonly decision: string;
  /** Dropped, not refused: a Local policy with nothing local. */
  readonly dropped: boolean;
}

/** Who asks, and where the rule is applied. */
export interface Asker {
  readonly ip: string;
  /** The node on which the rule is applied, and its zone. */
  readonly node: string | undefined;
  readonly zone: string | undefined;
  /** It comes from a Pod of this node or from the node itself: the external policy does not concern it. */
  readonly fromHere: boolean;
}

interface Affinity {
  readonly target: string;
  readonly untilMs: number;
}

interface InReach {
  readonly usable: readonly Target[];
  /** In words, where it is not simply all of them. */
  readonly which: string;
}

const DEFAULT_AFFINITY_SECONDS = 10_800;
const addressOf = (target: Target): string => `${target.ip}:${target.port}`;

export class Chooser {
  private readonly random: Random;
  private readonly affinities = new Map<string, Affinity>();
  /** What a list of targets comes to on a node; the lists are made anew when endpoints change. */
  private readonly reached = new WeakMap<readonly Target[], Map<string, InReach>>();

  constructor(random: Random) {
    this.random = random;
  }

  choose(rules: Rules, match: ServiceMatch, asker: Asker, nowMs: number): Choice {
    const { spec } = match.service;
    const targets = rules.targets(match);
    const policy = match.entry === 'cluster-ip' ? spec.internalTrafficPolicy : asker.fromHere ? 'Cluster' : spec.externalTrafficPolicy;
    const local = policy === 'Local' && asker.node !== undefined;
    const { usable, which } = this.inReach(targets, local, asker);
    if (usable.length === 0) {
      const elsewhere = local && targets.some((target) => target.ready || target.fallback);
      return { target: undefined, dropped: elsewhere, decision: elsewhere ? `dropped: no endpoint on ${asker.node ?? 'this node'} (traffic policy Local)` : 'refused: no endpoints' };
    }
    const sticky = spec.sessionAffinity === 'ClientIP' ? this.sticky(match, usable, asker, nowMs) : undefined;
    const target = sticky ?? (usable.length === 1 ? (usable[0] as Target) : this.random.pick(usable));
    if (spec.sessionAffinity === 'ClientIP') this.remember(match, target, asker, nowMs);
    const how = sticky ? 'sessionAffinity ClientIP' : 'random';
    return { target, dropped: false, decision: `${usable.length} endpoint${usable.length === 1 ? '' : 's'}${which}, chose ${addressOf(target)} (${how})` };
  }

  private inReach(targets: readonly Target[], local: boolean, asker: Asker): InReach {
    let byAsker = this.reached.get(targets);
    if (!byAsker) this.reached.set(targets, (byAsker = new Map()));
    const key = `${local}/${asker.node ?? ''}/${asker.zone ?? ''}`;
    let found = byAsker.get(key);
    if (!found) byAsker.set(key, (found = reachOf(targets, local, asker)));
    return found;
  }

  private keyOf(match: ServiceMatch, asker: Asker): string {
    return `${match.service.metadata.uid}/${match.port.port}/${asker.node ?? ''}/${asker.ip}`;
  }

  private sticky(match: ServiceMatch, usable: readonly Target[], asker: Asker, nowMs: number): Target | undefined {
    const known = this.affinities.get(this.keyOf(match, asker));
    return known && known.untilMs > nowMs ? usable.find((target) => addressOf(target) === known.target) : undefined;
  }

  private remember(match: ServiceMatch, target: Target, asker: Asker, nowMs: number): void {
    const seconds = match.service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS;
    this.affinities.set(this.keyOf(match, asker), { target: addressOf(target), untilMs: nowMs + seconds * 1000 });
  }
}

function reachOf(targets: readonly Target[], local: boolean, asker: Asker): InReach {
  if (local) {
    const here = targets.filter((target) => target.node === asker.node);
    const ready = here.filter((target) => target.ready);
    return { usable: ready.length > 0 ? ready : here.filter((target) => target.fallback), which: ` on ${asker.node}` };
  }
  const ready = targets.filter((target) => target.ready);
  if (ready.length === 0) {
    const leaving = targets.filter((target) => target.fallback);
    return { usable: leaving, which: leaving.length > 0 ? ' (terminating, none is ready)' : '' };
  }
  return hinted(ready, asker) ?? { usable: ready, which: '' };
}

/** Hints count only when every ready endpoint has them and one of them is for us. */
function hinted(ready: readonly Target[], { node, zone }: Asker): InReach | undefined {
  if (node !== undefined && ready.every(({ forNodes }) => forNodes.length > 0)) {
    const here = ready.filter(({ forNodes }) => forNodes.includes(node));
    if (here.length > 0) return { usable: here, which: ` for ${node} of ${ready.length}` };
  }
  if (zone !== undefined && ready.every(({ forZones }) => forZones.length > 0)) {
    const near = ready.filter(({ forZones }) => forZones.includes(zone));
    if (near.length > 0) return { usable: near, which: ` for zone ${zone} of ${ready.length}` };
  }
  return undefined;
}
