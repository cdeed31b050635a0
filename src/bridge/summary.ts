// What the page keeps of each object: the few fields that diagrams and lists draw; the whole object is fetched when somebody looks.
export type PodState = 'pending' | 'creating' | 'pulling' | 'starting' | 'ready' | 'crash-loop' | 'image-error' | 'failed' | 'evicted' | 'succeeded' | 'terminating' | 'unknown';

interface Common {
  readonly uid: string;
  readonly version: string;
  readonly namespace: string;
  readonly name: string;
  /** uid of the controller that owns it, '' for none. */
  readonly owner: string;
  readonly createdMs: number;
  readonly deleting: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ContainerSummary {
  readonly name: string;
  readonly image: string;
  readonly state: 'waiting' | 'running' | 'terminated';
  readonly reason: string;
  readonly ready: boolean;
  readonly restarts: number;
}

export interface PodSummary extends Common {
  readonly kind: 'pods';
  readonly node: string;
  readonly ip: string;
  readonly state: PodState;
  /** As kubectl's STATUS column says it. */
  readonly status: string;
  readonly readyContainers: number;
  readonly containers: readonly ContainerSummary[];
  readonly restarts: number;
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  /** What its spec names: `configmaps/settings`, `secrets/tls`, `persistentvolumeclaims/data`, `serviceaccounts/default`. */
  readonly uses: readonly string[];
}

export interface NodeSummary extends Common {
  readonly kind: 'nodes';
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly unschedulable: boolean;
  readonly ip: string;
  readonly cpuMilli: number;
  readonly memoryMiB: number;
  readonly maxPods: number;
  readonly taints: readonly string[];
}

export type WorkloadKind = 'deployments' | 'replicasets' | 'replicationcontrollers' | 'statefulsets' | 'daemonsets' | 'jobs' | 'cronjobs';

export interface WorkloadSummary extends Common {
  readonly kind: WorkloadKind;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly updated: number;
  readonly available: number;
  readonly paused: boolean;
  /** deployment.kubernetes.io/revision */
  readonly revision: string;
  readonly images: readonly string[];
}

export interface ServiceSummary extends Common {
  readonly kind: 'services';
  readonly type: string;
  readonly clusterIp: string;
  readonly externalIps: readonly string[];
  readonly ports: readonly string[];
  readonly selector: string;
}

export interface EndpointSummary {
  readonly ip: string;
  readonly pod: string;
  readonly ready: boolean;
}

export interface SliceSummary extends Common {
  readonly kind: 'endpointslices';
  readonly service: string;
  readonly endpoints: readonly EndpointSummary[];
}

export interface IngressSummary extends Common {
  readonly kind: 'ingresses';
  readonly className: string;
  /** `shop.example.com/cart → cart` */
  readonly rules: readonly { readonly host: string; readonly path: string; readonly service: string }[];
  readonly addresses: readonly string[];
}

export interface PlainSummary extends Common {
  readonly kind: 'namespaces' | 'configmaps' | 'secrets' | 'serviceaccounts' | 'persistentvolumeclaims' | 'persistentvolumes';
  readonly phase: string;
  /** The volume of a claim, the claim of a volume; '' for none. */
  readonly bound: string;
}

export type ObjectSummary = PodSummary | NodeSummary | WorkloadSummary | ServiceSummary | SliceSummary | IngressSummary | PlainSummary;
export type SummaryKind = ObjectSummary['kind'];

export interface EventSummary {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly warning: boolean;
  readonly reason: string;
  readonly message: string;
  readonly aboutKind: string;
  readonly aboutName: string;
  readonly aboutUid: string;
  readonly source: string;
  readonly count: number;
  readonly lastMs: number;
}
