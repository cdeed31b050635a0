// A connection's way as data: where it came from, what decided where it went, and how it ended.
export interface Hop {
  /** `workstation`, `node-2`, `service default/web`, `pod 10.244.1.7` */
  readonly at: string;
  /** `3 endpoints, chose 10.244.1.7:80 (random)`, `refused: no endpoints`, `timeout: node-2 unreachable` */
  readonly decision: string;
}

export interface ConnectionTrace {
  readonly atMs: number;
  readonly fromIp: string;
  /** As asked for: an address or a name. */
  readonly host: string;
  readonly port: number;
  /** Where it arrived, or would have. */
  readonly toIp: string;
  /** `default/web` where a Service led the way. */
  readonly service: string | undefined;
  readonly hops: readonly Hop[];
  /** undefined: it was made. */
  readonly error: string | undefined;
}
