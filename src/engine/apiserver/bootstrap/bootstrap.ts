// What a fresh control plane holds before anybody asks: namespaces, priority classes, its own Service, the list of its APIs (pkg/controlplane, pkg/registry/*/rest/storage_*.go).
import type { Json } from '../../base/json.ts';
import { assert } from '../../base/assert.ts';
import type { Caller } from '../../client/api.ts';
import { groupVersion, type KindInfo, pathOf } from '../../kube/kind.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { Context } from '../context.ts';
import type { Core } from '../core.ts';
import { createDraft } from '../handlers/write.ts';
import { requestInfo } from '../request-info.ts';
import { traceRequest } from '../tracing.ts';
import { apiServices } from './api-services.ts';
import { flowSchemas, priorityLevels } from './flow-control.ts';
import { bootstrapPolicy } from './policy/policy.ts';

const caller: Caller = { userAgent: 'kube-apiserver', actor: 'kube-apiserver', user: 'system:apiserver', groups: ['system:masters'] };
const PORT = 6443;
const DEFAULT_CIDR = 'kubernetes';

type Body = { readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> } } & Readonly<Record<string, unknown>>;

export function bootstrap(core: Core, advertiseAddress: string): void {
  for (const name of ['kube-system', 'kube-public', 'kube-node-lease', 'default']) create(core, kinds.namespaces, { metadata: { name } });
  for (const body of priorityClasses) create(core, kinds.priorityclasses, body);
  keepDefaultCidr(core);
  for (const body of apiServices(core.resources)) create(core, kinds.apiservices, body);
  for (const body of priorityLevels) create(core, kinds.prioritylevelconfigurations, body);
  for (const body of flowSchemas) create(core, kinds.flowschemas, body);
  kubernetesService(core, advertiseAddress);
  storePolicy(core);
  // Watches cannot begin before the server did.
  core.etcd.compact(core.etcd.revision);
}

/** The server's own range for Services comes back when it is deleted (pkg/controlplane/controller/defaultservicecidr). */
function keepDefaultCidr(core: Core): void {
  const store = core.resources.ofKind(kinds.servicecidrs)?.store;
  const make = (): void => {
    if (store?.get('', DEFAULT_CIDR)) return;
    if (core.etcd.refusal === undefined) create(core, kinds.servicecidrs, { metadata: { name: DEFAULT_CIDR }, spec: { cidrs: [core.serviceCidr] } });
    else core.clock.after(1000, make);
  };
  make();
  store?.watch(({ current, previous }) => {
    if (!current && previous?.value.metadata.name === DEFAULT_CIDR) core.clock.soon(make);
  });
}

const priorityClasses: readonly Body[] = [
  {
    metadata: { name: 'system-node-critical' },
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
  {
    metadata: { name: 'system-cluster-critical' },
    value: 2_000_000_000,
    description: 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    preemptionPolicy: 'PreemptLowerPriority',
  },
];

/** pkg/controlplane/controller/kubernetesservice: the Service by which Pods reach the API server, and who is behind it. */
function kubernetesService(core: Core, address: string): void {
  const ports = [{ name: 'https', port: PORT, protocol: 'TCP' }];
  create(core, kinds.services, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { clusterIP: firstAddress(core.serviceCidr), clusterIPs: [firstAddress(core.serviceCidr)], ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: PORT }], sessionAffinity: 'None', type: 'ClusterIP', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' },
  });
  create(core, kinds.endpoints, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
    subsets: [{ addresses: [{ ip: address }], ports }],
  });
  create(core, kinds.endpointslices, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address], conditions: { ready: true } }],
    ports,
  });
}

/** Roles and bindings come ready made; that they are sound is for a test to say, not for every start. */
function storePolicy(core: Core): void {
  const random = core.random.fork('bootstrap policy');
  for (const { kind, object } of bootstrapPolicy(core.clock.nowMs, () => random.uuid())) {
    const { namespace = '', name } = object.metadata;
    const stored = core.resources.ofKind(kind)?.store.write(object, 0);
    assert(stored, `${kind.kind} ${name} is there already`);
    const request = { method: 'POST', path: pathOf(kind, namespace) } as const;
    const context = new Context(core, request, requestInfo(request), caller);
    context.written.push({ revision: Number(stored.metadata.resourceVersion), namespace, name });
    traceRequest(context, 201);
  }
}

/** 10.96.0.1 of 10.96.0.0/16. */
function firstAddress(cidr: string): string {
  const [network = ''] = cidr.split('/');
  return network.replace(/\d+$/, (last) => String(Number(last) + 1));
}

function create(core: Core, kind: KindInfo, body: Body): void {
  const resource = core.resources.ofKind(kind);
  assert(resource, `no resource for ${kind.kind}`);
  const request = { method: 'POST', path: pathOf(kind, body.metadata.namespace), body: body as unknown as Json } as const;
  const context = new Context(core, request, requestInfo(request), caller);
  const { draft } = resource.codec.decode({ kind: kind.kind, apiVersion: groupVersion(kind), ...body } as unknown as Json);
  createDraft(context, resource, draft, { dryRun: false, fieldManager: 'kube-apiserver', fieldValidation: 'Ignore', force: undefined });
  traceRequest(context, 201);
}
