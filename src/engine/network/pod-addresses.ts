// Hands out Pod addresses from each node's range (host-local IPAM of the CNI plugins): the next free one, round and round.
import type { Cache } from '../client/cache.ts';
import type { Node } from '../kube/types.generated.ts';

interface Range {
  readonly prefix: string;
  next: number;
  readonly used: Set<number>;
  /** The node's own range, as its Node said; otherwise one that nobody gave it. */
  readonly given: boolean;
}

/** .0 is the network, .1 the bridge. */
const FIRST = 2;
const LAST = 254;

export class PodAddresses {
  private readonly ranges = new Map<string, Range>();
  private readonly nodes: Cache<Node>;

  constructor(nodes: Cache<Node>) {
    this.nodes = nodes;
  }

  /** An address, or the plugin's error. */
  take(node: string): { readonly ip: string } | { readonly error: string } {
    const range = this.rangeOf(node);
    if (!range) return { error: 'cni plugin not initialized' };
    for (let tries = FIRST; tries <= LAST; tries++) {
      const last = range.next;
      range.next = last === LAST ? FIRST : last + 1;
      if (range.used.has(last)) continue;
      range.used.add(last);
      return { ip: `${range.prefix}.${last}` };
    }
    return { error: `plugin type="bridge" failed (add): failed to allocate for range 0: no IP addresses available in range set: ${range.prefix}.1-${range.prefix}.254` };
  }

  release(node: string, ip: string): void {
    this.ranges.get(node)?.used.delete(Number(ip.slice(ip.lastIndexOf('.') + 1)));
  }

  /**
   * Without a controller manager nobody gives the node a range; 10.244.0.0/14 then serves from 10.244.128.0 on.
   * A node that came back as a new one waits for a new range: the old one may be another's by now.
   */
  private rangeOf(node: string): Range | undefined {
    const cidr = this.nodes.get('', node)?.spec.podCIDR;
    const known = this.ranges.get(node);
    if (cidr === undefined && known?.given) return undefined;
    const prefix = cidr?.split('.').slice(0, 3).join('.') ?? known?.prefix ?? freeRange(128 + this.ranges.size);
    if (known?.prefix === prefix) return known;
    const range: Range = { prefix, next: FIRST, used: new Set(), given: cidr !== undefined };
    this.ranges.set(node, range);
    return range;
  }
}

const freeRange = (index: number): string => `10.${244 + (index >> 8)}.${index & 255}`;
