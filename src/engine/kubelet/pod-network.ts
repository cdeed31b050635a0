// What the kubelet asks of the network when it makes a Pod's sandbox (the CNI plugin in the real thing); the network room implements it.
import type { NetStack } from '../machine/net.ts';

export interface PodAttachment {
  readonly net: NetStack;
  /** The Pod's address, or the node's for a Pod on the host's network. */
  readonly ip: string;
  /** The Pod is gone: its address is free, its connections are reset. */
  release(): void;
}

export interface PodNetwork {
  /** A string is the plugin's error, as it goes into the event FailedCreatePodSandBox. */
  attach(podUid: string, node: string, hostNetwork: boolean): PodAttachment | string;
}
