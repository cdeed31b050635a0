// What the parts of the API server share: the store, the clock, the table of resources, admission.
import type { DialKubelet } from '../client/kubelet-api.ts';
import type { Trace } from '../client/trace.ts';
import type { Etcd } from '../etcd/etcd.ts';
import type { KubeObject } from '../kube/object.ts';
import type { Clock } from '../sim/clock.ts';
import type { Random } from '../sim/random.ts';
import type { Admission } from './admission/admission.ts';
import type { NetStack } from '../machine/net.ts';
import type { Authorizer } from './authorization/authorizer.ts';
import type { Descriptions } from './openapi/definitions.ts';
import type { ResourceTable } from './resource-table.ts';

export interface Core {
  readonly clock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  readonly etcd: Etcd<KubeObject>;
  readonly resources: ResourceTable;
  readonly admission: Admission;
  readonly dialKubelet: DialKubelet;
  readonly serviceCidr: string;
  readonly descriptions: () => Descriptions | undefined;
  readonly authorizer: Authorizer;
  /** The network of the server's machine, once it has one. */
  readonly network: { net: NetStack | undefined };
}
