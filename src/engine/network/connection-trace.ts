// A connection's way as data: where it came from, what decided where it went, how long that took, and how it ended.
import type { Hop } from '../machine/net.ts';

export type { Hop } from '../machine/net.ts';

export interface ConnectionTrace {
  readonly atMs: number;
  readonly protocol: Protocol;
  readonly fromIp: string;
  /** As asked for: an address or a name. */
  readonly host: string;
  readonly port: number;
  /** Where it arrived, or would have. */
  readonly toIp: string;
  /** `default/web` where a Service led the way. */
  readonly service: string | undefined;
  /** From the name's lookup to the listener. */
  readonly hops: readonly Hop[];
  /** Until it was made or given up. */
  readonly latencyMs: number;
  /** undefined: it was made. */
  readonly error: string | undefined;
}

export type Protocol = 'TCP' | 'UDP';
