// How long things take: one table of believable latencies, and one in which only Kubernetes' own periods remain.
export interface Pace {
  /** A request from kubectl on the workstation to the API server and back. */
  readonly apiRoundTripMs: number;
  /** From a write to the watch event in a component's hands; a seeded jitter of up to as much again is added. */
  readonly watchMs: number;
  /** A controller's work on one key before its writes are seen. */
  readonly reconcileMs: number;
  /** One scheduling attempt. */
  readonly scheduleMs: number;
  /** Pod sandbox with its network. */
  readonly sandboxMs: number;
  /** Answer of a registry before the first byte, and its bandwidth. */
  readonly registryMs: number;
  readonly pullMiBPerSecond: number;
  readonly containerCreateMs: number;
  readonly containerStartMs: number;
  /** Between two machines, one way. */
  readonly networkHopMs: number;
  readonly dnsMs: number;
  /** A cloud's load balancer, until it has an address. */
  readonly loadBalancerMs: number;
  /** A cloud's disk, to be made, attached, grown or taken away. */
  readonly diskMs: number;
}

export type PaceName = 'real' | 'fast';

// real: what a small cluster on ordinary machines shows (kubelet and containerd logs of such clusters); a 70 MiB image takes about 3.5 s.
export const paces: Readonly<Record<PaceName, Pace>> = {
  real: {
    apiRoundTripMs: 8, watchMs: 12, reconcileMs: 6, scheduleMs: 10, sandboxMs: 350, registryMs: 900, pullMiBPerSecond: 25,
    containerCreateMs: 80, containerStartMs: 120, networkHopMs: 0.3, dnsMs: 1, loadBalancerMs: 4000, diskMs: 3000,
  },
  fast: {
    apiRoundTripMs: 0, watchMs: 0, reconcileMs: 0, scheduleMs: 0, sandboxMs: 0, registryMs: 0, pullMiBPerSecond: Infinity,
    containerCreateMs: 0, containerStartMs: 0, networkHopMs: 0, dnsMs: 0, loadBalancerMs: 0, diskMs: 0,
  },
};
