// What a world is made of: the seed, the beginning of its time, the pace, the nodes, and the parts that are left out.
import type { ApiServerDeps } from '../apiserver/api-server.ts';
import type { Json } from '../base/json.ts';
import type { PaceName } from '../sim/pace.ts';

export type Part = 'scheduler' | 'controller-manager' | 'kubelets' | 'cloud' | 'addons';

export interface NodeSize {
  /** Quantities: `4`, `8Gi` */
  readonly cpu: string;
  readonly memory: string;
  readonly pods: number;
}

export interface WorldOptions {
  readonly seed: number;
  /** Milliseconds since 1970 at which virtual time begins. */
  readonly startMs: number;
  readonly pace: PaceName;
  /** How many nodes: node-1 … node-N. */
  readonly nodes: number;
  readonly node?: NodeSize;
  /** hollow: nothing runs in the containers; every image pulls, every container starts and is ready. */
  readonly runtime?: 'simulated' | 'hollow';
  /** How many members etcd has (default 3, outside the nodes as in kubeadm's topology with external etcd). */
  readonly etcdMembers?: number;
  /** CoreDNS and kube-proxy as Pods of kube-system; else the network answers in their place. Not in a hollow world. */
  readonly addons?: boolean;
  readonly without?: readonly Part[];
  readonly disabledAdmissionPlugins?: readonly string[];
  /** Of the Services' addresses (default 10.96.0.0/16); another one only without kubelets, as Pods look names up at 10.96.0.10. */
  readonly serviceCidr?: string;
  /** Who is known to the API server may do everything. */
  readonly alwaysAllow?: boolean;
  /** Controllers that do not run, by the names of their table. */
  readonly disabledControllers?: readonly string[];
  /** A KubeSchedulerConfiguration. */
  readonly schedulerConfiguration?: Json;
  /** Where requests are written down, and which (auditOptions). */
  readonly audit?: NonNullable<ApiServerDeps['audit']>;
  /** What `kubectl explain` says of kinds and fields, once it has been loaded. */
  readonly descriptions?: NonNullable<ApiServerDeps['descriptions']>;
}

export const defaultNode: NodeSize = { cpu: '2', memory: '4Gi', pods: 110 };

/** Addresses from the documentation range 192.0.2.0/24, and on from there for large clusters. */
export function nodeAddress(index: number): string {
  const last = index + 11;
  return last < 250 ? `192.0.2.${last}` : `198.18.${Math.floor(last / 250)}.${(last % 250) + 1}`;
}

export const controlPlaneAddress = '192.0.2.10';
export const workstationAddress = '192.0.2.5';
