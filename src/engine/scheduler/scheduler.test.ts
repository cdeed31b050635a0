// The scheduler as a whole against a small API: placements, messages, waiting, preemption.
import { describe, expect, test } from 'vitest';
import { MemoryApi } from '../../testing/memory-api.ts';
import type { Json } from '../base/json.ts';
import { Trace } from '../client/trace.ts';
import type { Event, Pod } from '../kube/types.generated.ts';
import { Clock } from '../sim/clock.ts';
import { paces } from '../sim/pace.ts';
import { Random } from '../sim/random.ts';
import { configurationOf } from './profiles.ts';
import { createScheduler } from './scheduler.ts';

function rig(configuration?: Json) {
  const clock = new Clock(1_700_000_000_000);
  const api = new MemoryApi(clock);
  const scheduler = createScheduler({ clock, random: new Random(1), api, trace: new Trace(), pace: paces.fast, configuration });
  const node = (name: string, cpu = '4', more: { labels?: object; spec?: object } = {}): void => {
    const allocatable = { cpu, memory: '8Gi', pods: '110' };
    api.put('/api/v1/nodes', 'Node', { metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } }, spec: more.spec ?? {}, status: { allocatable, capacity: allocatable } });
  };
  const pod = (name: string, spec: object = {}, more: object = {}): void => {
    api.put('/api/v1/namespaces/ns/pods', 'Pod', { metadata: { name, ...more }, spec: { schedulerName: 'default-scheduler', containers: [{ name: 'c', image: 'img' }], ...spec } });
    clock.runFor(1);
  };
  const get = (name: string): Pod => api.all<Pod>('pods').find(({ metadata }) => metadata.name === name) as Pod;
  const requests = (cpu: string) => ({ containers: [{ name: 'c', image: 'img', resources: { requests: { cpu } } }] });
  clock.runFor(1);
  return { clock, api, scheduler, node, pod, get, requests };
}
const condition = (pod: Pod) => pod.status.conditions?.find(({ type }) => type === 'PodScheduled');

describe('the scheduler', () => {
  test('binds to the emptier node and says so', () => {
    const { api, node, pod, get, requests, scheduler } = rig();
    node('a', '1');
    node('b', '4');
    pod('p', requests('500m'));
    expect(get('p').spec.nodeName).toBe('b');
    expect(api.all<Event>('events').map(({ reason, message, action }) => [reason, message, action])).toEqual([['Scheduled', 'Successfully assigned ns/p to b', 'Binding']]);
    const why = scheduler.report('ns/p');
    expect(why).toMatchObject({ outcome: 'scheduled', node: 'b', attempts: 1, tie: [], unvisited: 0, outright: null, queue: { state: 'done' }, retryOn: [] });
    const fit = why?.nodes.map(({ node, chosen, filters, scores }) => [node, chosen, filters.filter(({ plugin }) => plugin === 'NodeResourcesFit'), scores.find(({ plugin }) => plugin === 'NodeResourcesFit')]);
    const passed = [{ plugin: 'NodeResourcesFit', result: 'pass', reasons: [] }];
    const score = (value: number) => ({ plugin: 'NodeResourcesFit', raw: value, normalized: value, weight: 1, weighted: value });
    expect(fit).toEqual([['a', false, passed, score(73)], ['b', true, passed, score(92)]]);
  });

  test('says per reason how many nodes refuse, and tries again when a node comes that fits', () => {
    const { clock, node, pod, get, requests, scheduler } = rig();
    node('a', '1');
    node('b', '1', { spec: { unschedulable: true } });
    pod('p', requests('2'));
    expect(condition(get('p'))).toMatchObject({
      status: 'False', reason: 'Unschedulable', observedGeneration: 1,
      message: '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    });
    expect(scheduler.report('ns/p')).toMatchObject({
      outcome: 'unschedulable', node: null, queue: { state: 'unschedulable' },
      nodes: [{ node: 'a', fits: false }, { node: 'b', fits: false, filters: [{ plugin: 'NodeUnschedulable', result: 'refused', reasons: ['node(s) were unschedulable'] }, { result: 'skipped' }, { plugin: 'NodeResourcesFit', result: 'skipped' }] }],
      preemption: { candidates: [], refused: [{ node: 'a', reasons: ['Preemption is not helpful for scheduling'] }, { node: 'b' }] },
      retryOn: [{ plugin: 'NodeUnschedulable', events: ['NodeAdd', 'NodeUpdateNodeTaint', 'UnscheduledPodUpdatePodToleration'] }, { plugin: 'NodeResourcesFit' }],
    });
    node('c', '4');
    clock.runFor(1);
    expect(get('p').spec.nodeName).toBe('c');
  });

  test('a gated Pod is not tried until its gates are gone', () => {
    const { api, clock, node, pod, get, scheduler } = rig();
    node('a');
    pod('p', { schedulingGates: [{ name: 'g' }] });
    expect(get('p').status).toEqual({});
    expect(scheduler.report('ns/p')).toMatchObject({ outcome: 'gated', attempts: 0, queue: { state: 'gated', gates: ['g'] }, retryOn: [{ plugin: 'SchedulingGates' }] });
    api.request({ method: 'PUT', path: '/api/v1/namespaces/ns/pods/p', body: { ...get('p'), spec: { ...get('p').spec, schedulingGates: [] } } as never });
    clock.runFor(1);
    expect(get('p').spec.nodeName).toBe('a');
  });

  test('preempts the least important Pods and takes their place when they are gone', () => {
    const { api, clock, node, pod, get, requests, scheduler } = rig();
    node('a', '2');
    node('b', '2');
    pod('mid', { ...requests('2'), nodeName: 'a', priority: 50 });
    pod('low', { ...requests('2'), nodeName: 'b', priority: 10 });
    pod('high', { ...requests('1'), priority: 100 });
    expect(get('high').status.nominatedNodeName).toBe('b');
    expect(condition(get('high'))?.message).toBe('0/2 nodes are available: 2 Insufficient cpu.');
    expect(get('low').metadata.deletionTimestamp).toBeDefined();
    const candidates = scheduler.report('ns/high')?.preemption?.candidates.map(({ node: on, victims, chosen }) => [on, victims.map(({ name }) => name), chosen]);
    expect(candidates).toEqual([['a', ['mid'], false], ['b', ['low'], true]]);
    expect(get('low').status.conditions).toMatchObject([{ type: 'DisruptionTarget', reason: 'PreemptionByScheduler' }]);
    pod('rival', { ...requests('2'), priority: 20 });
    expect(get('rival').spec.nodeName).toBeUndefined();
    api.request({ method: 'DELETE', path: '/api/v1/namespaces/ns/pods/low', body: { gracePeriodSeconds: 0 } });
    clock.runFor(1);
    expect(get('high').spec.nodeName).toBe('b');
    expect(get('rival').spec.nodeName).toBeUndefined();
  });

  test('required anti-affinity keeps replicas apart, spread constraints keep them even', () => {
    const { node, pod, get } = rig();
    for (const name of ['a', 'b', 'c']) node(name, '4', { labels: { zone: name === 'c' ? 'z2' : 'z1' } });
    const labelSelector = { matchLabels: { app: 'x' } };
    const anti = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector }] } } };
    for (const name of ['x1', 'x2', 'x3', 'x4']) pod(name, anti, { labels: { app: 'x' } });
    expect(new Set(['x1', 'x2', 'x3'].map((name) => get(name).spec.nodeName)).size).toBe(3);
    expect(condition(get('x4'))?.message).toContain("3 node(s) didn't match pod anti-affinity rules. no new claims");
    const spread = { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'y' } } }] };
    for (const name of ['y1', 'y2', 'y3', 'y4']) pod(name, spread, { labels: { app: 'y' } });
    expect(['y1', 'y2', 'y3', 'y4'].filter((name) => get(name).spec.nodeName === 'c').length).toBe(2);
  });

  test('a missing claim stops the Pod before any node is looked at', () => {
    const { node, pod, get } = rig();
    node('a');
    pod('p', { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'nope' } }] });
    expect(condition(get('p'))?.message).toBe('0/1 nodes are available: persistentvolumeclaim "nope" not found. not found');
  });

  test('with no nodes at all it says that', () => {
    const { pod, get, node, clock } = rig();
    pod('p');
    expect(condition(get('p'))?.message).toBe('no nodes available to schedule pods');
    node('a');
    clock.runFor(1);
    expect(get('p').spec.nodeName).toBe('a');
  });
});

describe('profiles', () => {
  const config = (profiles: readonly object[]) => ({ apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration', profiles }) as unknown as Json;
  const fit = (scoringStrategy: object) => [{ name: 'NodeResourcesFit', args: { scoringStrategy } }];

  test('a Pod is placed by the profile that it names; what no profile names is left alone', () => {
    const { api, node, pod, get, requests, scheduler } = rig(config([
      { schedulerName: 'default-scheduler' },
      { schedulerName: 'packing', pluginConfig: fit({ type: 'MostAllocated' }), plugins: { score: { disabled: [{ name: 'NodeResourcesBalancedAllocation' }] } } },
      { schedulerName: 'careless', plugins: { filter: { disabled: [{ name: 'TaintToleration' }] }, score: { enabled: [{ name: 'NodeResourcesFit', weight: 7 }] } } },
    ]));
    node('a', '4');
    node('b', '4');
    pod('there', { ...requests('2'), nodeName: 'a' });
    pod('spread', requests('500m'));
    pod('packed', { ...requests('500m'), schedulerName: 'packing' });
    pod('alien', { schedulerName: 'other' });
    expect(['spread', 'packed', 'alien'].map((name) => get(name).spec.nodeName)).toEqual(['b', 'a', undefined]);
    expect(api.all<Event>('events').map(({ reportingComponent }) => reportingComponent)).toEqual(['default-scheduler', 'packing']);
    expect(scheduler.report('ns/packed')?.plugins.find(({ plugin }) => plugin === 'NodeResourcesBalancedAllocation')).toMatchObject({ scores: false, weight: 0 });
    node('tainted', '64', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } });
    pod('brave', { ...requests('3'), schedulerName: 'careless' });
    expect(get('brave').spec.nodeName).toBe('tainted');
    expect(scheduler.report('ns/brave')?.plugins.find(({ plugin }) => plugin === 'NodeResourcesFit')?.weight).toBe(7);
  });

  test('the ratio of what is requested, along a line', () => {
    const shape = [{ utilization: 0, score: 0 }, { utilization: 50, score: 10 }, { utilization: 100, score: 0 }];
    const { node, pod, get, requests, scheduler } = rig(config([{ pluginConfig: fit({ type: 'RequestedToCapacityRatio', resources: [{ name: 'cpu', weight: 1 }], requestedToCapacityRatio: { shape } }), plugins: { multiPoint: { disabled: [{ name: 'NodeResourcesBalancedAllocation' }] } } }]));
    node('half', '4');
    node('full', '2');
    pod('p', requests('1800m'));
    expect(get('p').spec.nodeName).toBe('half');
    expect(scheduler.report('ns/p')?.nodes.map(({ scores }) => scores.find(({ plugin }) => plugin === 'NodeResourcesFit')?.raw)).toEqual([90, 20]);
  });

  test('what cannot be is said in kube-scheduler\'s words', () => {
    expect(() => configurationOf(config([{}, {}]))).toThrow('profiles[1].schedulerName: Duplicate value: "default-scheduler"');
    expect(() => configurationOf(config([{ plugins: { score: { enabled: [{ name: 'Luck' }] } } }]))).toThrow('scorePlugin "Luck" does not exist');
    expect(() => configurationOf({ kind: 'Pod', apiVersion: 'v1' })).toThrow('no kind "Pod" is registered for version "v1"');
  });
});
