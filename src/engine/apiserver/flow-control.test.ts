// How requests are classified: by the first FlowSchema that says so (test/e2e/apimachinery/flowcontrol.go).
import { expect, test } from 'vitest';
import { KubeClient } from '../client/kube-client.ts';
import { Trace } from '../client/trace.ts';
import type { Caller } from '../client/api.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { Clock } from '../sim/clock.ts';
import { Random } from '../sim/random.ts';
import { ApiServer } from './api-server.ts';

const server = new ApiServer({ clock: new Clock(0), trace: new Trace(), random: new Random(1), dialKubelet: () => undefined });
const person = (user: string, ...groups: readonly string[]): Caller => ({ userAgent: 'test', actor: 'test', user, groups: [...groups, 'system:authenticated'] });
const admin = person('admin', 'system:masters');
const client = new KubeClient(server, admin);

/** The names of the FlowSchema and of the level. */
function flowOf(caller: Caller, path: string, headers: Readonly<Record<string, string>> = {}): readonly (string | undefined)[] {
  const { 'x-kubernetes-pf-flowschema-uid': schema, 'x-kubernetes-pf-prioritylevel-uid': level } = server.flow({ method: 'GET', path, headers }, caller);
  const nameOf = (all: readonly { readonly metadata: { readonly uid: string; readonly name: string } }[], uid: string | undefined): string | undefined => all.find(({ metadata }) => metadata.uid === uid)?.metadata.name;
  return [nameOf(client.list(kinds.flowschemas).items, schema), nameOf(client.list(kinds.prioritylevelconfigurations).items, level)];
}

test('what the server begins with sorts everybody', () => {
  expect(flowOf(admin, '/api/v1/pods')).toEqual(['exempt', 'exempt']);
  expect(flowOf(person('system:node:node-1', 'system:nodes'), '/api/v1/nodes/node-1')).toEqual(['system-node-high', 'node-high']);
  expect(flowOf(person('system:serviceaccount:default:default', 'system:serviceaccounts'), '/api/v1/pods')).toEqual(['service-accounts', 'workload-low']);
  expect(flowOf(person('jane'), '/api/v1/pods')).toEqual(['global-default', 'global-default']);
  expect(flowOf(person('jane'), '/healthz')).toEqual(['probes', 'exempt']);
});

test('«should ensure that requests can be classified by adding FlowSchema and PriorityLevelConfiguration», also of whom one acts as', () => {
  client.create(kinds.prioritylevelconfigurations, { metadata: { name: 'e2e' }, spec: { type: 'Limited', limited: { nominalConcurrencyShares: 1, limitResponse: { type: 'Reject' } } } } as never);
  client.create(kinds.flowschemas, { metadata: { name: 'e2e' }, spec: { matchingPrecedence: 999, priorityLevelConfiguration: { name: 'e2e' }, rules: [{ subjects: [{ kind: 'User', user: { name: 'foo' } }], nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }], resourceRules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'], namespaces: ['a'] }] }] } } as never);
  expect(flowOf(person('foo'), '/version')).toEqual(['e2e', 'e2e']);
  expect(flowOf(admin, '/version', { 'impersonate-user': 'foo' })).toEqual(['e2e', 'e2e']);
  expect(flowOf(person('foo'), '/api/v1/namespaces/a/pods')).toEqual(['e2e', 'e2e']);
  expect(flowOf(person('foo'), '/api/v1/namespaces/b/pods')).toEqual(['global-default', 'global-default']);
  expect(flowOf(person('foo'), '/api/v1/pods')).toEqual(['global-default', 'global-default']);
});
