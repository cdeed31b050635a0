// What upstream's end-to-end tests ask of the scheduler and of limit ranges (test/e2e/scheduling/predicates.go, preemption.go, priorities.go, limit_range.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Pod } from '../../engine/kube/types.generated.ts';
import { condition, Lab, labels, pause, selecting } from './lab.ts';

const lab = new Lab({ nodes: 3 });
beforeEach(() => {
  lab.freshNamespace();
  for (const { metadata } of lab.list(kinds.nodes)) lab.client.patch(kinds.nodes, '', metadata.name, 'merge', { metadata: { labels: { 'kubernetes.io/e2e': null, zone: null } }, spec: { taints: null, unschedulable: null } });
  lab.run(1);
});
for (const [name, value] of [['high', 1_000_000], ['medium', 1000], ['low', 1]] as const) lab.create(kinds.priorityclasses, { metadata: { name }, value });

type Fields = Record<string, unknown>;
const create = (name: string, spec: Fields = {}, metadata: Fields = {}): Pod => lab.create(kinds.pods, { metadata: { name, ...metadata }, spec: { terminationGracePeriodSeconds: 0, containers: [pause()], ...spec } });
const asking = (requests: Fields, limits: Fields = requests): Fields => ({ containers: [pause({ resources: { requests, limits } })] });
const scheduled = (name: string): string => lab.until(`${name} has a node`, () => lab.pod(name), ({ spec }) => spec.nodeName !== undefined).spec.nodeName ?? '';
const unschedulable = (name: string, message: string | RegExp): void => {
  const found = lab.until(`${name} cannot be placed`, () => condition(lab.pod(name), 'PodScheduled'), (each) => each?.status === 'False');
  expect(found?.reason).toBe('Unschedulable');
  expect(found?.message).toMatch(message);
};
const label = (node: string, more: Fields): void => void lab.patch(kinds.nodes, node, { metadata: { labels: more } });

describe('SchedulerPredicates', () => {
  test('validates resource limits of pods that are allowed to run', () => {
    for (const node of ['node-1', 'node-2', 'node-3']) create(`filler-${node}`, { ...asking({ cpu: '1400m' }), nodeSelector: { 'kubernetes.io/hostname': node } });
    for (const node of ['node-1', 'node-2', 'node-3']) scheduled(`filler-${node}`);
    create('additional', asking({ cpu: '1' }));
    unschedulable('additional', /^0\/3 nodes are available: 3 Insufficient cpu\. no new claims to deallocate, preemption: 0\/3 nodes are available: 3 No preemption victims found for incoming pod\.$/);
  });

  test('validates local ephemeral storage resource limits of pods that are allowed to run', () => {
    create('large', asking({ 'ephemeral-storage': '900Gi' }));
    unschedulable('large', /3 Insufficient ephemeral-storage/);
  });

  test('validates pod overhead is considered along with resource limits of pods that are allowed to run', () => {
    lab.create(kinds.runtimeclasses, { metadata: { name: `heavy-${lab.ns}` }, handler: 'runc', overhead: { podFixed: { cpu: '1500m' } } });
    create('one', { ...asking({ cpu: '200m' }), runtimeClassName: `heavy-${lab.ns}`, nodeSelector: { 'kubernetes.io/hostname': 'node-1' } });
    expect(lab.pod('one').spec.overhead).toEqual({ cpu: '1500m' });
    scheduled('one');
    create('two', { ...asking({ cpu: '400m' }), nodeSelector: { 'kubernetes.io/hostname': 'node-1' } });
    unschedulable('two', /1 Insufficient cpu, 2 node\(s\) didn't match Pod's node affinity\/selector/);
  });

  test('validates that NodeSelector is respected if not matching; if matching', () => {
    create('not', { nodeSelector: { 'kubernetes.io/e2e': 'yes' } });
    unschedulable('not', /^0\/3 nodes are available: 3 node\(s\) didn't match Pod's node affinity\/selector\. no new claims to deallocate, preemption: 0\/3 nodes are available: 3 Preemption is not helpful for scheduling\.$/);
    label('node-2', { 'kubernetes.io/e2e': 'yes' });
    expect(scheduled('not')).toBe('node-2');
  });

  test('validates that NodeAffinity is respected if not matching; that required NodeAffinity setting is respected if matching', () => {
    const affinity = (values: readonly string[]) => ({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/e2e', operator: 'In', values }] }] } } } });
    label('node-3', { 'kubernetes.io/e2e': '42' });
    create('not', affinity(['bar', 'value2']));
    unschedulable('not', /3 node\(s\) didn't match Pod's node affinity\/selector/);
    create('with', affinity(['42']));
    expect(scheduled('with')).toBe('node-3');
  });

  test('validates that taints-tolerations is respected if matching; if not matching', () => {
    const taint = { key: 'kubernetes.io/e2e-taint', value: 'testing', effect: 'NoSchedule' };
    lab.patch(kinds.nodes, 'node-1', { metadata: { labels: { 'kubernetes.io/e2e': 'testing' } }, spec: { taints: [taint] } });
    create('tolerant', { tolerations: [{ ...taint, operator: 'Equal' }], nodeSelector: { 'kubernetes.io/e2e': 'testing' } });
    expect(scheduled('tolerant')).toBe('node-1');
    create('other', { nodeSelector: { 'kubernetes.io/e2e': 'testing' } });
    unschedulable('other', /1 node\(s\) had untolerated taint\(s\), 2 node\(s\) didn't match Pod's node affinity\/selector/);
    lab.patch(kinds.nodes, 'node-1', { spec: { taints: null } });
    expect(scheduled('other')).toBe('node-1');
  });

  test('validates that there is no conflict between pods with same hostPort but different hostIP and protocol', () => {
    const port = (hostIP: string, protocol: string) => ({ nodeName: undefined, nodeSelector: { 'kubernetes.io/hostname': 'node-2' }, containers: [pause({ ports: [{ hostPort: 54321, containerPort: 8080, protocol, hostIP }] })] });
    create('pod1', port('127.0.0.1', 'TCP'));
    create('pod2', port('192.0.2.13', 'TCP'));
    create('pod3', port('192.0.2.13', 'UDP'));
    for (const name of ['pod1', 'pod2', 'pod3']) expect(scheduled(name)).toBe('node-2');
    for (const name of ['pod1', 'pod2', 'pod3']) lab.running(name);
  });

  test('validates that there exists conflict between pods with same hostPort and protocol but one using 0.0.0.0 hostIP', () => {
    const port = (hostIP: string) => ({ nodeSelector: { 'kubernetes.io/hostname': 'node-2' }, containers: [pause({ ports: [{ hostPort: 54322, containerPort: 8080, hostIP }] })] });
    create('pod4', port('0.0.0.0'));
    scheduled('pod4');
    create('pod5', port('192.0.2.13'));
    unschedulable('pod5', /1 node\(s\) didn't have free ports for the requested pod ports, 2 node\(s\) didn't match Pod's node affinity\/selector/);
  });

  test('PodTopologySpread Filtering validates 4 pods with MaxSkew=1 are evenly distributed into 2 nodes', () => {
    label('node-1', { zone: 'a' });
    label('node-2', { zone: 'b' });
    const spread = { nodeSelector: undefined, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels('spread') } }] };
    lab.create(kinds.replicasets, { metadata: { name: 'spread' }, spec: { replicas: 4, ...selecting('spread', spread) } });
    const nodes = lab.until('all have a node', () => lab.pods('app=spread').map(({ spec }) => spec.nodeName), (all) => all.length === 4 && all.every((node) => node !== undefined));
    expect(nodes.map(String).sort()).toEqual(['node-1', 'node-1', 'node-2', 'node-2']);
  });

  test('validates Pods with non-empty schedulingGates are blocked on scheduling', () => {
    const gates = { schedulingGates: [{ name: 'foo' }, { name: 'bar' }] };
    create('gated', gates);
    lab.run(3);
    expect(condition(lab.pod('gated'), 'PodScheduled')).toMatchObject({ status: 'False', reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' });
    lab.client.patch(kinds.pods, lab.ns, 'gated', 'json', [{ op: 'remove', path: '/spec/schedulingGates/0' }]);
    lab.always('it still waits', () => lab.pod('gated').spec.nodeName, (node) => node === undefined, 3);
    lab.client.patch(kinds.pods, lab.ns, 'gated', 'json', [{ op: 'remove', path: '/spec/schedulingGates' }]);
    scheduled('gated');
    expect(lab.refusal(() => lab.patch(kinds.pods, 'gated', { spec: gates })).message).toContain('only deletion is allowed');
  });
});

test('a Pod that is bound has the zone and region of its node as labels (PodTopologyLabels)', () => {
  label('node-2', { 'topology.kubernetes.io/zone': 'zone-a', 'topology.kubernetes.io/region': 'here', 'topology.kubernetes.io/rack': '1' });
  create('bound', { nodeSelector: { 'topology.kubernetes.io/zone': 'zone-a' } });
  create('fixed', { nodeName: 'node-2' });
  scheduled('bound');
  for (const name of ['bound', 'fixed']) expect(lab.pod(name).metadata.labels).toEqual({ 'topology.kubernetes.io/zone': 'zone-a', 'topology.kubernetes.io/region': 'here' });
  label('node-2', { 'topology.kubernetes.io/zone': null, 'topology.kubernetes.io/region': null, 'topology.kubernetes.io/rack': null });
});

describe('DRA', () => {
  const requests = [{ name: 'gpu', exactly: { deviceClassName: 'gpu.example.com' } }];
  const device = (reference: Fields): Fields => ({ resourceClaims: [{ name: 'gpu', ...reference }], containers: [pause({ resources: { claims: [{ name: 'gpu' }] } })] });

  test('claims made from a template are the Pod’s, and wait for devices that no driver has', () => {
    lab.create(kinds.resourceclaimtemplates, { metadata: { name: 'template' }, spec: { spec: { devices: { requests } } } });
    create('pod', device({ resourceClaimTemplateName: 'template' }));
    unschedulable('pod', /^0\/3 nodes are available: request gpu: device class gpu\.example\.com does not exist\. not found$/);
    const [claim] = lab.list(kinds.resourceclaims);
    expect(claim?.metadata).toMatchObject({ generateName: 'pod-gpu-', annotations: { 'resource.kubernetes.io/pod-claim-name': 'gpu' }, ownerReferences: [{ kind: 'Pod', name: 'pod', controller: true }] });
    expect(lab.pod('pod').status.resourceClaimStatuses).toEqual([{ name: 'gpu', resourceClaimName: claim?.metadata.name }]);
    lab.create(kinds.deviceclasses, { metadata: { name: 'gpu.example.com' }, spec: {} });
    lab.until('it is tried again', () => condition(lab.pod('pod'), 'PodScheduled')?.message ?? '', (message) => message === '0/3 nodes are available: 3 cannot allocate all claims. still not schedulable, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.');
    lab.remove(kinds.pods, 'pod', { gracePeriodSeconds: 0 });
    lab.until('its claim goes with it', () => lab.list(kinds.resourceclaims).length, (count) => count === 0);
  });

  test('a claim that is not there is waited for; a template that is not there is told of', () => {
    create('pod', device({ resourceClaimName: 'shared' }));
    unschedulable('pod', /resourceclaim "shared" not found/);
    lab.create(kinds.resourceclaims, { metadata: { name: 'shared' }, spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'other.example.com' } }] } } });
    unschedulable('pod', /resourceclaim|device class/);
    create('none', device({ resourceClaimTemplateName: 'nope' }));
    lab.until('it is told', () => lab.events('none'), (events) => events.includes('Warning FailedResourceClaimCreation: PodResourceClaim gpu: resource claim template "nope": resourceclaimtemplate.resource.k8s.io "nope" not found'));
  });
});

describe('SchedulerPriorities', () => {
  test("Pod should be scheduled to node that don't match the PodAntiAffinity terms", () => {
    create('with-label', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }, { labels: { security: 'S1' } });
    scheduled('with-label');
    create('anti', { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchExpressions: [{ key: 'security', operator: 'In', values: ['S1'] }] } } }] } } });
    expect(scheduled('anti')).not.toBe('node-1');
  });

  test('Pod should be preferably scheduled to nodes pod can tolerate', () => {
    for (const node of ['node-1', 'node-3']) lab.patch(kinds.nodes, node, { spec: { taints: [{ key: 'kubernetes.io/e2e-prefer', value: 'x', effect: 'PreferNoSchedule' }] } });
    create('choosy');
    expect(scheduled('choosy')).toBe('node-2');
  });

  test('PodTopologySpread Scoring validates pod should be preferably scheduled to node which makes the matching pods more evenly distributed', () => {
    label('node-1', { zone: 'a' });
    label('node-2', { zone: 'b' });
    for (let i = 0; i < 4; i++) create(`here-${i}`, { nodeSelector: { zone: 'a' } }, { labels: { foo: '' } });
    for (let i = 0; i < 4; i++) scheduled(`here-${i}`);
    const required = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }] } } };
    create('test-pod', { affinity: required, topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchExpressions: [{ key: 'foo', operator: 'Exists' }] } }] }, { labels: { foo: '' } });
    expect(scheduled('test-pod')).toBe('node-2');
  });
});

describe('SchedulerPreemption', () => {
  const fill = (priorityClassName: string, nodes = ['node-1', 'node-2', 'node-3']): void => {
    nodes.forEach((node, i) => create(`victim-${i}`, { ...asking({ cpu: '1100m' }), priorityClassName, nodeSelector: { 'kubernetes.io/hostname': node } }));
    nodes.forEach((_, i) => lab.running(`victim-${i}`));
  };

  test('validates basic preemption works: the least important goes', () => {
    fill('medium', ['node-1', 'node-2']);
    create('least', { ...asking({ cpu: '1100m' }), priorityClassName: 'low', nodeSelector: { 'kubernetes.io/hostname': 'node-3' } });
    lab.running('least');
    create('preemptor', { ...asking({ cpu: '1100m' }), priorityClassName: 'high' });
    expect(scheduled('preemptor')).toBe('node-3');
    expect(lab.find(kinds.pods, 'least')).toBeUndefined();
    expect(lab.pods().length).toBe(3);
    const uid = lab.pod('preemptor').metadata.uid;
    expect(lab.events('least')).toContain(`Normal Preempted: Preempted by pod ${uid} on node node-3`);
  });

  test('validates lower priority pod preemption by critical pod', () => {
    fill('medium', ['node-1', 'node-2']);
    create('least', { ...asking({ cpu: '1100m' }), priorityClassName: 'low', nodeSelector: { 'kubernetes.io/hostname': 'node-3' } });
    lab.running('least');
    lab.client.create(kinds.pods, { metadata: { name: `critical-${lab.ns}`, namespace: 'kube-system' }, spec: { ...asking({ cpu: '1100m' }), priorityClassName: 'system-cluster-critical' } } as never);
    lab.until('it runs', () => lab.client.get(kinds.pods, 'kube-system', `critical-${lab.ns}`).spec.nodeName, (node) => node === 'node-3');
    expect(lab.find(kinds.pods, 'least')).toBeUndefined();
    lab.client.delete(kinds.pods, 'kube-system', `critical-${lab.ns}`, { gracePeriodSeconds: 0 });
  });

  test('validates pod disruption condition is added to the preempted pod', () => {
    lab.create(kinds.pods, { metadata: { name: 'victim', finalizers: ['example.com/test-finalizer'] }, spec: { ...asking({ cpu: '1500m' }), priorityClassName: 'low', nodeSelector: { 'kubernetes.io/hostname': 'node-1' } } });
    lab.running('victim');
    create('preemptor', { ...asking({ cpu: '1500m' }), priorityClassName: 'high', nodeSelector: { 'kubernetes.io/hostname': 'node-1' } });
    lab.until('it is being removed', () => lab.pod('victim').metadata.deletionTimestamp, (time) => time !== undefined);
    expect(condition(lab.pod('victim'), 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'PreemptionByScheduler', message: 'default-scheduler: preempting to accommodate a higher priority pod' });
    lab.patch(kinds.pods, 'victim', { metadata: { finalizers: null } });
  });

  test('a preemptor waits for its victim’s end at the node that it was promised', () => {
    create('victim', { ...asking({ cpu: '1500m' }), priorityClassName: 'low', terminationGracePeriodSeconds: 20, nodeSelector: { 'kubernetes.io/hostname': 'node-1' }, containers: [{ name: 'c', image: 'busybox:1.36', command: ['sleep', '100000'], resources: { requests: { cpu: '1500m' } } }] });
    lab.running('victim');
    create('preemptor', { ...asking({ cpu: '1500m' }), priorityClassName: 'high', nodeSelector: { 'kubernetes.io/hostname': 'node-1' } });
    lab.until('it is promised a node', () => lab.pod('preemptor').status.nominatedNodeName, (node) => node === 'node-1');
    expect(lab.pod('preemptor').spec.nodeName).toBeUndefined();
    lab.until('it has it', () => lab.pod('preemptor').spec.nodeName, (node) => node === 'node-1', 40);
  });

  test('preemptionPolicy Never waits its turn', () => {
    lab.create(kinds.priorityclasses, { metadata: { name: `patient-${lab.ns}` }, value: 2000, preemptionPolicy: 'Never' });
    fill('low');
    create('patient', { ...asking({ cpu: '1100m' }), priorityClassName: `patient-${lab.ns}` });
    unschedulable('patient', /preemption: not eligible due to preemptionPolicy=Never\.$/);
  });

  test('PodTopologySpread Preemption validates proper pods are preempted', () => {
    label('node-1', { zone: 'a' });
    label('node-2', { zone: 'b' });
    const on = (zone: string) => ({ nodeSelector: { zone } });
    create('high', { ...asking({ cpu: '1500m' }), priorityClassName: 'high', ...on('a') }, { labels: { spread: 'yes' } });
    for (const i of [1, 2, 3]) create(`low-${i}`, { ...asking({ cpu: '500m' }), priorityClassName: 'low', ...on('b') }, { labels: { spread: 'yes' } });
    for (const name of ['high', 'low-1', 'low-2', 'low-3']) lab.running(name);
    create('medium', {
      ...asking({ cpu: '1' }), priorityClassName: 'medium', affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'Exists' }] }] } } },
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { spread: 'yes' } } }],
    }, { labels: { spread: 'yes' } });
    expect(scheduled('medium')).toBe('node-2');
    expect(['high', 'low-1', 'low-2', 'low-3'].filter((name) => lab.find(kinds.pods, name)).length).toBe(2);
    expect(lab.find(kinds.pods, 'high')).toBeDefined();
  });

  test('PreemptionExecutionPath runs ReplicaSets to verify preemption running path', () => {
    const extended = { 'example.com/fakecpu': '1000' };
    lab.client.patch(kinds.nodes, '', 'node-1', 'merge', { status: { capacity: extended, allocatable: extended } }, 'status');
    const set = (name: string, priorityClassName: string, amount: string, replicas: number): void => void lab.create(kinds.replicasets, { metadata: { name }, spec: { replicas, ...selecting(name, { priorityClassName, ...asking({ 'example.com/fakecpu': amount }) }) } });
    const runs = (name: string, count: number): void => void lab.until(`${count} of ${name} run`, () => lab.pods(`app=${name}`).filter(({ status }) => status.phase === 'Running').length, (running) => running === count);
    set('pod1', 'low', '200', 1);
    runs('pod1', 1);
    set('pod2', 'low', '300', 1);
    runs('pod2', 1);
    set('pod3', 'medium', '450', 1);
    runs('pod3', 1);
    set('pod4', 'high', '500', 1);
    runs('pod4', 1);
    lab.run(10);
    expect(lab.pods().filter(({ status }) => status.phase === 'Running').map(({ metadata }) => metadata.labels?.['app'] ?? '').sort()).toEqual(['pod3', 'pod4']);
    lab.client.patch(kinds.nodes, '', 'node-1', 'merge', { status: { capacity: { 'example.com/fakecpu': null }, allocatable: { 'example.com/fakecpu': null } } }, 'status');
  });

  test('PriorityClass endpoints verify PriorityClass endpoints can be operated with different HTTP methods', () => {
    const name = `p1-${lab.ns}`;
    lab.create(kinds.priorityclasses, { metadata: { name }, value: 10 });
    lab.patch(kinds.priorityclasses, name, { description: 'updated', value: 10 });
    const refused = lab.refusal(() => lab.patch(kinds.priorityclasses, name, { value: 20 }));
    expect(refused.message).toBe(`PriorityClass.scheduling.k8s.io "${name}" is invalid: value: Forbidden: may not be changed in an update.`);
    lab.remove(kinds.priorityclasses, name);
    expect(lab.find(kinds.priorityclasses, name)).toBeUndefined();
  });
});

describe('LimitRange', () => {
  const limits = { type: 'Container', min: { cpu: '50m', memory: '100Mi', 'ephemeral-storage': '100Gi' }, max: { cpu: '500m', memory: '500Mi', 'ephemeral-storage': '500Gi' }, default: { cpu: '500m', memory: '500Mi', 'ephemeral-storage': '500Gi' }, defaultRequest: { cpu: '100m', memory: '200Mi', 'ephemeral-storage': '200Gi' } };

  test('should create a LimitRange with defaults and ensure pod has those defaults applied', () => {
    lab.create(kinds.limitranges, { metadata: { name: 'limit-range' }, spec: { limits: [limits] } });
    lab.run(1);
    expect(create('none').spec.containers[0]?.resources).toEqual({ limits: limits.default, requests: limits.defaultRequest });
    expect(create('partial', { containers: [pause({ resources: { requests: { memory: '150Mi', 'ephemeral-storage': '150Gi' } , limits: { cpu: '300m' } } })] }).spec.containers[0]?.resources).toEqual({
      limits: { cpu: '300m', memory: '500Mi', 'ephemeral-storage': '500Gi' }, requests: { cpu: '300m', memory: '150Mi', 'ephemeral-storage': '150Gi' },
    });
  });

  test('refuses what is out of its bounds, and takes changes', () => {
    lab.create(kinds.limitranges, { metadata: { name: 'limit-range' }, spec: { limits: [limits] } });
    lab.run(1);
    expect(lab.refusal(() => create('small', asking({ cpu: '10m', memory: '50Mi', 'ephemeral-storage': '50Gi' }))).message).toBe(
      'pods "small" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, minimum ephemeral-storage usage per Container is 100Gi, but request is 50Gi, minimum memory usage per Container is 100Mi, but request is 50Mi]',
    );
    expect(lab.refusal(() => create('large', asking({ cpu: '600m', memory: '600Mi', 'ephemeral-storage': '600Gi' }))).message).toContain('maximum cpu usage per Container is 500m, but limit is 600m');
    lab.patch(kinds.limitranges, 'limit-range', { spec: { limits: [{ ...limits, min: { cpu: '9m', memory: '49Mi', 'ephemeral-storage': '49Gi' } }] } });
    create('small', asking({ cpu: '10m', memory: '50Mi', 'ephemeral-storage': '50Gi' }));
  });
});
