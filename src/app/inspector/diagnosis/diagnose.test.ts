// Each diagnosis from the facts that call for it, and none where nothing is wrong.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../engine/base/json.ts';
import type { EventSummary, ObjectSummary, PodSummary } from '../../../bridge/summary.ts';
import { podSummary } from '../../../bridge/summarise-pod.ts';
import { summarise } from '../../../bridge/summarise.ts';
import type { KubeObject } from '../../../engine/kube/object.ts';
import type { Pod } from '../../../engine/kube/types.generated.ts';
import { diagnosisEn } from '../../i18n/diagnosis-en.ts';
import { diagnosisKo } from '../../i18n/diagnosis-ko.ts';
import { fill } from '../../i18n/fill.ts';
import { diagnose } from './diagnose.ts';
import type { Facts } from './finding.ts';
import { optionsFor } from './guess.ts';

const meta = (name: string, more: JsonObject = {}): JsonObject => ({ name, namespace: 'default', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...more });

function podOf(name: string, spec: JsonObject, status: JsonObject, more: JsonObject = {}): JsonObject {
  return { metadata: meta(name, more), spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx:nope' }], ...spec }, status };
}

const summaryOf = (kind: ObjectSummary['kind'], whole: JsonObject): ObjectSummary => summarise(kind, whole as unknown as KubeObject);
const pod = (whole: JsonObject): PodSummary => summaryOf('pods', whole) as PodSummary;
const event = (reason: string, message: string): EventSummary => ({ uid: reason, name: reason, namespace: 'default', warning: true, reason, message, aboutKind: 'Pod', aboutName: 'p', aboutUid: 'p', source: 'kubelet', count: 3, lastMs: 1 });

function facts(kind: ObjectSummary['kind'], whole: JsonObject, more: Partial<Facts> = {}): Facts {
  return { object: summaryOf(kind, whole), whole, events: [], pods: [], nodes: [], services: [], slices: [], workloads: [], ingresses: [], storageClasses: [], backends: [], claims: [], ...more };
}

const ids = (given: Facts): string[] => diagnose(given).map(({ id }) => id);
const waiting = (reason: string, message = '', last: JsonObject = {}): JsonObject => ({ phase: 'Pending', containerStatuses: [{ name: 'c', image: 'nginx:nope', ready: false, restartCount: 2, state: { waiting: { reason, message } }, ...last }] });
const died = (code: number, reason: string, message = ''): JsonObject => ({ lastState: { terminated: { exitCode: code, reason, message } } });

describe('a Pod', () => {
  const unscheduled = (message: string, spec: JsonObject = {}): Facts => facts('pods', podOf('p', { nodeName: '', ...spec }, { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] }));

  test.each([
    ['0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate', 'pod-insufficient'],
    ["0/3 nodes are available: 3 node(s) had untolerated taint(s)", 'pod-taints'],
    ["0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector", 'pod-selector'],
    ['0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims', 'pod-claim'],
    ['0/3 nodes are available: 3 Too many pods.', 'pod-unschedulable'],
  ])('without a node: %s', (message, id) => {
    const found = diagnose(unscheduled(message));
    expect(found.map((one) => one.id)).toEqual([id]);
    expect(found[0]?.evidence[0]?.text).toBe(message);
    expect(found[0]?.commands.length).toBeGreaterThan(0);
  });

  test.each<[string, JsonObject, readonly EventSummary[], string]>([
    ['no such image', waiting('ImagePullBackOff'), [event('Failed', 'Failed to pull image "nginx:nope": not found')], 'image-missing'],
    ['registry down', waiting('ErrImagePull'), [event('Failed', 'Failed to pull image "nginx:nope": connection refused')], 'image-pull'],
    ['a bad name', waiting('InvalidImageName'), [], 'image-name'],
    ['no ConfigMap', waiting('CreateContainerConfigError', 'configmap "x" not found'), [], 'config-missing'],
    ['an error', waiting('CrashLoopBackOff', '', died(1, 'Error')), [], 'crash'],
    ['nothing left to do', waiting('CrashLoopBackOff', '', died(0, 'Completed')), [], 'crash-done'],
    ['no such command', waiting('RunContainerError', 'exec: "nope": executable file not found in $PATH'), [], 'crash-command'],
    ['too much memory', waiting('CrashLoopBackOff', '', died(137, 'OOMKilled')), [], 'oom'],
    ['a liveness probe', waiting('CrashLoopBackOff', '', died(137, 'Error')), [event('Killing', 'Container c failed liveness probe, will be restarted')], 'liveness'],
  ])('that does not run: %s', (_, status, events, id) => {
    expect(ids(facts('pods', podOf('p', {}, status), { events }))).toEqual([id]);
  });

  test('a readiness probe that fails; a Pod that is ready', () => {
    const status = (ready: boolean): JsonObject => ({ phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], containerStatuses: [{ name: 'c', image: 'n', ready, restartCount: 0, state: { running: {} } }] });
    const spec = { containers: [{ name: 'c', image: 'n', readinessProbe: { httpGet: { path: '/', port: 80 } } }] };
    expect(ids(facts('pods', podOf('p', spec, status(false))))).toEqual(['readiness']);
    expect(ids(facts('pods', podOf('p', spec, status(true))))).toEqual([]);
  });

  test('its node is gone', () => {
    const node = { metadata: { name: 'node-1', uid: 'n1', resourceVersion: '1' }, status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } };
    const nodes = [summaryOf('nodes', node)] as unknown as Facts['nodes'];
    expect(ids(facts('pods', podOf('p', {}, { phase: 'Running' }), { nodes }))).toEqual(['node-lost']);
  });
});

describe('a Service', () => {
  const service = (selector: JsonObject, port: JsonObject = { port: 80 }): JsonObject => ({ metadata: meta('web'), spec: { selector, ports: [port] } });
  const whole = podOf('p', { containers: [{ name: 'c', image: 'n', ports: [{ containerPort: 8080 }] }] }, { phase: 'Running' }, { labels: { app: 'web' } });
  const slices = [{ kind: 'endpointslices', namespace: 'default', service: 'web', endpoints: [{ ip: '10.0.0.1', pod: 'p', ready: true }] }] as unknown as Facts['slices'];

  test('a label that nobody has: the nearest Pod and the line that would mend it', () => {
    const [found] = diagnose(facts('services', service({ app: 'wbe' }), { pods: [pod(whole)] }));
    expect(found?.id).toBe('service-mismatch');
    expect(found?.repairs).toEqual([`kubectl set selector service web 'app=web'`]);
  });

  test('Pods that are not ready; no selector; a port that nobody offers; all well', () => {
    expect(ids(facts('services', service({ app: 'web' }), { pods: [pod(whole)] }))).toEqual(['service-not-ready']);
    expect(ids(facts('services', service({})))).toEqual(['service-no-selector']);
    expect(ids(facts('services', service({ app: 'web' }), { slices, backends: [whole as unknown as Pod] }))).toEqual(['service-port']);
    expect(ids(facts('services', service({ app: 'web' }, { port: 80, targetPort: 8080 }), { slices, backends: [whole as unknown as Pod] }))).toEqual([]);
  });
});

describe('others', () => {
  const deployment = (spec: JsonObject, status: JsonObject): JsonObject => ({ metadata: meta('web'), spec: { replicas: 2, template: { spec: {} }, ...spec }, status });

  test('a Deployment: paused, scaled to zero, refused, past its deadline, done', () => {
    expect(ids(facts('deployments', deployment({ paused: true }, {})))).toEqual(['rollout-paused']);
    expect(ids(facts('deployments', deployment({ replicas: 0 }, {})))).toEqual(['scaled-to-zero']);
    expect(ids(facts('deployments', deployment({}, { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' }] })))).toEqual(['rollout-refused']);
    expect(ids(facts('deployments', deployment({}, { replicas: 2, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] })))).toEqual(['rollout-deadline']);
    expect(ids(facts('deployments', deployment({}, { replicas: 2, readyReplicas: 2, updatedReplicas: 2 })))).toEqual([]);
  });

  test('a claim: no class of that name, none at all, waiting for its Pod, bound', () => {
    const claim = (spec: JsonObject, phase = 'Pending'): JsonObject => ({ metadata: meta('data'), spec, status: { phase } });
    const storageClasses = [{ metadata: { name: 'local' }, volumeBindingMode: 'WaitForFirstConsumer' }] as unknown as Facts['storageClasses'];
    expect(ids(facts('persistentvolumeclaims', claim({ storageClassName: 'nope' }), { storageClasses }))).toEqual(['claim-class']);
    expect(ids(facts('persistentvolumeclaims', claim({}), { storageClasses }))).toEqual(['claim-no-class']);
    expect(ids(facts('persistentvolumeclaims', claim({ storageClassName: 'local' }), { storageClasses, events: [event('WaitForFirstConsumer', 'waiting')] }))).toEqual(['claim-waits']);
    expect(ids(facts('persistentvolumeclaims', claim({}, 'Bound')))).toEqual([]);
  });

  test('a Job that gave up, an Ingress without its Service, a cordoned node', () => {
    expect(ids(facts('jobs', { metadata: meta('j'), spec: {}, status: { failed: 7, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] } }))).toEqual(['job-failed']);
    const ingress = { metadata: meta('i'), spec: { rules: [{ host: 'a', http: { paths: [{ path: '/', backend: { service: { name: 'web' } } }] } }] } };
    expect(ids(facts('ingresses', ingress))).toEqual(['ingress-service']);
    expect(ids(facts('nodes', { metadata: meta('n'), spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }))).toEqual(['node-cordoned']);
  });
});

test('every sentence has the values it speaks of, and guesses hold the right answer', () => {
  const found = diagnose(facts('pods', podOf('p', {}, waiting('CrashLoopBackOff', '', died(3, 'Error')))));
  expect(podSummary(podOf('p', {}, waiting('x')) as unknown as Pod).uses).toEqual([]);
  for (const { id, about } of found) {
    for (const catalogue of [diagnosisKo, diagnosisEn]) for (const sentence of Object.values(catalogue[id])) expect(fill(sentence, about)).not.toMatch(/[{}]|undefined/);
    expect(optionsFor({ id, about })).toContain(id);
    expect(new Set(optionsFor({ id, about })).size).toBe(4);
  }
  expect(found[0]?.about['code']).toBe('3');
  expect(fill('{name:이/가} {n}개', { name: 'node-2', n: '3' })).toBe('node-2가 3개');
});
