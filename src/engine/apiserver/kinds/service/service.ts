// Service (pkg/registry/core/service: strategy and the allocators of its storage).
import type { Mutable } from '../../../base/json.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { Service } from '../../../kube/types.generated.ts';
import { keepStatus } from '../../defaults/status.ts';
import { strategy } from '../../strategy.ts';
import { ageColumn, column, nameColumn } from '../../tables/columns.ts';
import { checkedStatus } from '../../validation/checked.ts';
import { errorsOf } from '../../validation/checks.ts';
import { allocate, keepAllocated } from './allocation.ts';
import { serviceCells } from './cells.ts';
import { defaultService, defaultServiceStatus } from './defaults.ts';
import { dropTypeDependentFields, externallyAccessible, syncClusterIps } from './fields.ts';
import { validateLoadBalancerStatus, validateService, validateServiceUpdate } from './validate.ts';
import { serviceWarnings } from './warnings.ts';

function withoutLeftovers(draft: Mutable<Service>): void {
  if (draft.spec.externalTrafficPolicy === '' || (!externallyAccessible(draft) && draft.spec.externalTrafficPolicy === undefined)) delete draft.spec.externalTrafficPolicy;
}

export const service = strategy<Service>({
  kind: kinds.services,
  generation: false,
  returnsDeleted: true,
  allowCreateOnUpdate: true,
  default: defaultService,
  defaultStatus: defaultServiceStatus,
  prepareForCreate(draft, context) {
    draft.status = { loadBalancer: {} };
    syncClusterIps(draft, undefined);
    withoutLeftovers(draft);
    allocate(draft, undefined, context);
  },
  prepareForUpdate(draft, stored, context) {
    keepStatus(draft, stored);
    keepAllocated(draft, stored);
    syncClusterIps(draft, stored);
    dropTypeDependentFields(draft, stored);
    allocate(draft, stored, context);
  },
  validate: (object) => errorsOf((errors) => validateService(errors, object)),
  validateUpdate: (object, old) => errorsOf((errors) => validateServiceUpdate(errors, object, old)),
  ...checkedStatus<Service>(validateLoadBalancerStatus),
  warnings: serviceWarnings,
  fields: ({ spec }) => ({ 'spec.clusterIP': spec.clusterIP ?? '', 'spec.type': spec.type ?? '' }),
  columns: [
    nameColumn,
    column('Type', 'string', 'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer. "ClusterIP" allocates a cluster-internal IP address for load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, by manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is "None", no virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual IP. "NodePort" builds on ClusterIP and allocates a port on every node which routes to the same endpoints as the clusterIP. "LoadBalancer" builds on NodePort and creates an external load-balancer (if supported in the current cloud) which routes to the same endpoints as the clusterIP. "ExternalName" aliases this service to the specified externalName. Several other fields do not apply to ExternalName services. More info: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types'),
    column('Cluster-IP', 'string', 'clusterIP is the IP address of the service and is usually assigned randomly. If an address is specified manually, is in-range (as per system configuration), and is not in use, it will be allocated to the service; otherwise creation of the service will fail. This field may not be changed through updates unless the type field is also being changed to ExternalName (which requires this field to be blank) or the type field is being changed from ExternalName (in which case this field may optionally be specified, as describe above).  Valid values are "None", empty string (""), or a valid IP address. Setting this to "None" makes a "headless service" (no virtual IP), which is useful when direct endpoint connections are preferred and proxying is not required.  Only applies to types ClusterIP, NodePort, and LoadBalancer. If this field is specified when creating a Service of type ExternalName, creation will fail. This field will be wiped when updating a Service to type ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies'),
    column('External-IP', 'string', 'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.  These IPs are not managed by Kubernetes.  The user is responsible for ensuring that traffic arrives at a node with this IP.  A common example is external load-balancers that are not part of the Kubernetes system.'),
    column('Port(s)', 'string', 'The list of ports that are exposed by this service. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies'),
    ageColumn,
    column('Selector', 'string', 'Route service traffic to pods with label keys and values matching this selector. If empty or not present, the service is assumed to have an external process managing its endpoints, which Kubernetes will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. Ignored if type is ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/', 1),
  ],
  cells: serviceCells,
});
