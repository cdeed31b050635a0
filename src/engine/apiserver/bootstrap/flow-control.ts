// The flow schemas and priority levels of a fresh control plane; nothing queues by them here (apiserver/pkg/apis/flowcontrol/bootstrap/default.go).
import type { Json } from '../../base/json.ts';

type Body = { readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> } } & Readonly<Record<string, unknown>>;

/** The server keeps its own objects as it wants them. */
const annotations = { 'apf.kubernetes.io/autoupdate-spec': 'true' };

function level(name: string, shares: number, lendablePercent: number, queues: number, handSize: number): Body {
  const limitResponse = queues === 0 ? { type: 'Reject' } : { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } };
  return { metadata: { name, annotations }, spec: { type: 'Limited', limited: { nominalConcurrencyShares: shares, lendablePercent, limitResponse } } };
}

export const priorityLevels: readonly Body[] = [
  { metadata: { name: 'exempt', annotations }, spec: { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } } },
  level('catch-all', 5, 0, 0, 0),
  level('system', 30, 33, 64, 6),
  level('node-high', 40, 25, 64, 6),
  level('leader-election', 10, 0, 16, 4),
  level('workload-high', 40, 50, 128, 6),
  level('workload-low', 100, 90, 128, 6),
  level('global-default', 20, 50, 128, 6),
];

const group = (name: string): Json => ({ kind: 'Group', group: { name } });
const user = (name: string): Json => ({ kind: 'User', user: { name } });
const account = (name: string): Json => ({ kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } });

const rule = (verbs: readonly string[], apiGroups: readonly string[], resources: readonly string[], namespaces: readonly string[], clusterScope = false): Json => ({ verbs, apiGroups, resources, namespaces, ...(clusterScope ? { clusterScope } : {}) });
const everything = { resourceRules: [rule(['*'], ['*'], ['*'], ['*'], true)], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }] };
const elect = ['get', 'create', 'update'];

interface Schema {
  readonly name: string;
  readonly level: string;
  readonly precedence: number;
  readonly by?: 'ByUser' | 'ByNamespace';
  readonly rules: readonly Json[];
}

const all = (...subjects: readonly Json[]): readonly Json[] => [{ ...everything, subjects }];
const everybody = [group('system:unauthenticated'), group('system:authenticated')];

const schemas: readonly Schema[] = [
  { name: 'exempt', level: 'exempt', precedence: 1, rules: all(group('system:masters')) },
  { name: 'catch-all', level: 'catch-all', precedence: 10_000, by: 'ByUser', rules: all(...everybody) },
  { name: 'system-nodes', level: 'system', precedence: 500, by: 'ByUser', rules: all(group('system:nodes')) },
  { name: 'system-node-high', level: 'node-high', precedence: 400, by: 'ByUser', rules: [{ subjects: [group('system:nodes')], resourceRules: [rule(['*'], [''], ['nodes', 'nodes/status'], ['*'], true), rule(['*'], ['coordination.k8s.io'], ['leases'], ['*'])] }] },
  { name: 'probes', level: 'exempt', precedence: 2, rules: [{ subjects: everybody, nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }] }] },
  { name: 'system-leader-election', level: 'leader-election', precedence: 100, by: 'ByUser', rules: [{ subjects: [user('system:kube-controller-manager'), user('system:kube-scheduler'), account('*')], resourceRules: [rule(elect, ['coordination.k8s.io'], ['leases'], ['*'])] }] },
  { name: 'endpoint-controller', level: 'workload-high', precedence: 150, by: 'ByUser', rules: [{ subjects: [user('system:kube-controller-manager'), account('endpoint-controller'), account('endpointslicemirroring-controller')], resourceRules: [rule(['get', 'create', 'update'], [''], ['endpoints'], ['*'])] }] },
  { name: 'workload-leader-election', level: 'leader-election', precedence: 200, by: 'ByUser', rules: [{ subjects: [account('*')], resourceRules: [rule(elect, [''], ['endpoints', 'configmaps'], ['*']), rule(elect, ['coordination.k8s.io'], ['leases'], ['*'])] }] },
  { name: 'kube-controller-manager', level: 'workload-high', precedence: 800, by: 'ByNamespace', rules: all(user('system:kube-controller-manager')) },
  { name: 'kube-scheduler', level: 'workload-high', precedence: 800, by: 'ByNamespace', rules: all(user('system:kube-scheduler')) },
  { name: 'kube-system-service-accounts', level: 'workload-high', precedence: 900, by: 'ByNamespace', rules: all(account('*')) },
  { name: 'service-accounts', level: 'workload-low', precedence: 9000, by: 'ByUser', rules: all(group('system:serviceaccounts')) },
  { name: 'global-default', level: 'global-default', precedence: 9900, by: 'ByUser', rules: all(...everybody) },
];

export const flowSchemas: readonly Body[] = schemas.map(({ name, level: to, precedence, by, rules }) => ({
  metadata: { name, annotations },
  spec: { priorityLevelConfiguration: { name: to }, matchingPrecedence: precedence, ...(by ? { distinguisherMethod: { type: by } } : {}), rules },
}));
