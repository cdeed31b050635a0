// The kubelet as a whole against a small API and real containers: node, Pods from start to end, probes, power, faults.
import { describe, expect, test } from 'vitest';
import { MemoryApi } from '../../testing/memory-api.ts';
import { Trace } from '../client/trace.ts';
import type { Event, Lease, Node, Pod } from '../kube/types.generated.ts';
import type { ContainerImage } from '../machine/container.ts';
import type { Program } from '../machine/process.ts';
import { createStartContainer } from '../machine/start-container.ts';
import { Clock } from '../sim/clock.ts';
import { sleep } from '../sim/fiber.ts';
import { type PaceName, paces } from '../sim/pace.ts';
import { Random } from '../sim/random.ts';
import { createKubelet, type KubeletDeps } from './kubelet.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** `run 5 3`: writes a line, runs five seconds, ends with 3; without arguments it runs until it gets SIGTERM, and then ends with 0. */
const run: Program = function* (process, argv) {
  process.stdout.push(`hello from ${process.hostname}\n`);
  const [, seconds, code] = argv;
  if (seconds !== undefined) {
    yield* sleep(Number(seconds) * 1000);
    return Number(code ?? 0);
  }
  let asked = false;
  process.onSignal('SIGTERM', () => (asked = true));
  while (!asked) yield* sleep(100);
  return 0;
};

/** `test file`: 0 where the file is there. */
const testFile: Program = function* (process, argv) {
  return process.files.exists(argv[1] as string) ? 0 : 1;
};
const touch: Program = function* (process, argv) {
  process.files.write(argv[1] as string, 'x');
  return 0;
};

function image(reference: string): ContainerImage {
  return {
    reference, digest: DIGEST, sizeMiB: 70, entrypoint: ['/bin/run'], cmd: [], env: { PATH: '/bin' }, workingDir: '/', user: '', exposedPorts: [], stopSignal: 'SIGTERM', files: {}, programs: { '/bin/run': run, '/bin/test': testFile, '/bin/touch': touch },
  };
}

function rig(runtime: KubeletDeps['runtime'] = 'simulated', pace: PaceName = 'fast') {
  const clock = new Clock(1_700_000_000_000);
  const api = new MemoryApi(clock);
  const random = new Random(7);
  const net = { ip: '10.244.0.5', listen: () => ({ port: 0, *accept() { return undefined; }, close: () => undefined }), *connect() { throw new Error('no network'); }, *resolve() { return []; }, listening: () => [] };
  const kubelet = createKubelet(
    {
      clock, random, api, trace: new Trace(), pace: paces[pace], runtime,
      images: { resolve: (reference) => (reference.startsWith('missing') ? { type: 'refused', message: `failed to resolve reference "docker.io/library/${reference}:latest": docker.io/library/${reference}:latest: not found` } : image(`docker.io/library/${reference}:latest`)) },
      startContainer: createStartContainer({ clock, random }),
      podNetwork: { attach: () => ({ net: net as never, ip: '10.244.0.5', release: () => undefined }) },
    },
    { name: 'node-1', cpu: '2', memory: '4Gi', pods: 110, ip: '192.168.0.1' },
  );
  kubelet.start();
  clock.runFor(1000);
  const pod = (name: string, spec: object = {}): void => {
    api.put('/api/v1/namespaces/ns/pods', 'Pod', { metadata: { name }, spec: { nodeName: 'node-1', restartPolicy: 'Always', terminationGracePeriodSeconds: 30, containers: [{ name: 'c', image: 'app' }], ...spec } });
    clock.runFor(10);
  };
  const get = (name = 'p'): Pod => api.all<Pod>('pods').find(({ metadata }) => metadata.name === name) as Pod;
  const remove = (name = 'p'): void => void api.request({ method: 'DELETE', path: `/api/v1/namespaces/ns/pods/${name}`, body: {} });
  const events = (): readonly string[] => api.all<Event>('events').filter(({ involvedObject }) => involvedObject.kind === 'Pod').map(({ reason, message }) => `${reason}: ${message}`);
  const ready = (name = 'p') => get(name).status.conditions?.find(({ type }) => type === 'Ready');
  return { clock, api, kubelet, pod, get, remove, events, ready };
}

test('image pull secrets that are not there are told of, and the pull is tried without them', () => {
  const { pod, get, events, clock } = rig();
  pod('p', { imagePullSecrets: [{ name: 'regcred' }, { name: 'other' }] });
  clock.runFor(5000);
  expect(events()).toContain('FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (regcred, other); attempting to pull the image may not succeed.');
  expect(get('p').status.phase).toBe('Running');
});

describe('the node', () => {
  test('is registered not ready, becomes ready, renews its lease', () => {
    const { api, clock } = rig();
    const node = api.all<Node>('nodes')[0] as Node;
    expect(node.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
    expect(node.status.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' });
    expect(node.status.capacity).toMatchObject({ cpu: '2', memory: '4Gi', pods: '110' });
    const renewed = (): string | undefined => api.all<Lease>('leases')[0]?.spec.renewTime;
    const before = renewed();
    api.log.length = 0;
    clock.runFor(60_000);
    expect(renewed()).not.toBe(before);
    // Six renewals or so, and no status while nothing changes.
    expect(api.log.filter((line) => line.includes('/status'))).toEqual([]);
    clock.runFor(300_000);
    expect(api.log.filter((line) => line.includes('/status')).length).toBe(1);
  });
});

describe('a Pod', () => {
  test('runs, with the events, states and conditions of the real thing', () => {
    const { pod, get, events, ready, kubelet, clock } = rig();
    pod('p');
    expect(get().status.phase).toBe('Running');
    expect(ready()?.status).toBe('True');
    expect(get().status.conditions?.map(({ type }) => type)).toEqual(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled']);
    expect(get().status.containerStatuses?.[0]).toMatchObject({ name: 'c', ready: true, started: true, restartCount: 0, image: 'docker.io/library/app:latest', imageID: `docker.io/library/app@${DIGEST}` });
    expect(events()).toEqual(['Pulling: Pulling image "app"', 'Pulled: Successfully pulled image "app" in 0s (0s including waiting). Image size: 73400320 bytes.', 'Created: Container created', 'Started: Container started']);
    const seen: string[] = [];
    kubelet.api.logs('ns', 'p', 'c', { follow: false, previous: false, timestamps: false }).listen({ item: (text) => seen.push(text), end: () => seen.push('end') });
    clock.runFor(1);
    expect(seen).toEqual(['hello from p\n', 'end']);
  });

  test('writes two statuses on its way to Running', () => {
    const { pod, api } = rig();
    api.log.length = 0;
    pod('p');
    expect(api.log.filter((line) => line.includes('/status')).length).toBe(2);
  });

  test('at a real pace goes through ContainerCreating, and the pull takes its time', () => {
    const { pod, get, clock, events } = rig('simulated', 'real');
    pod('p');
    clock.runFor(100);
    expect(get().status.phase).toBe('Pending');
    expect(get().status.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    clock.runFor(6000);
    expect(get().status.phase).toBe('Running');
    expect(events()[1]).toBe('Pulled: Successfully pulled image "app" in 3.7s (3.7s including waiting). Image size: 73400320 bytes.');
  });

  test('is restarted with a growing back-off', () => {
    const { pod, get, clock, events } = rig();
    pod('p', { containers: [{ name: 'c', image: 'app', args: ['2', '3'] }] });
    clock.runFor(3000);
    expect(get().status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 3, reason: 'Error' } }, state: { running: {} } });
    clock.runFor(3000);
    const uid = get().metadata.uid;
    expect(get().status.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'CrashLoopBackOff', message: `back-off 10s restarting failed container=c pod=p_ns(${uid})` });
    expect(get().status.phase).toBe('Running');
    expect(events()).toContain(`BackOff: Back-off restarting failed container c in pod p_ns(${uid})`);
    clock.runFor(12_000);
    expect(get().status.containerStatuses?.[0]?.restartCount).toBe(2);
    expect(get().status.containerStatuses?.[0]?.state?.waiting?.message).toContain('back-off 20s');
  });

  test('completes: Succeeded with restartPolicy OnFailure, Failed with Never', () => {
    const { pod, get, clock, ready } = rig();
    pod('good', { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'app', args: ['1', '0'] }] });
    pod('bad', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'app', args: ['1', '7'] }] });
    clock.runFor(2000);
    expect(get('good').status.phase).toBe('Succeeded');
    expect(ready('good')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    expect(get('bad').status.phase).toBe('Failed');
    expect(get('bad').status.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
  });

  test('runs its init containers one after the other, and a sidecar beside the rest', () => {
    const { pod, get, clock } = rig();
    pod('p', { initContainers: [{ name: 'side', image: 'app', restartPolicy: 'Always' }, { name: 'first', image: 'app', args: ['3', '0'] }] });
    expect(get().status.phase).toBe('Pending');
    expect(get().status.conditions?.find(({ type }) => type === 'Initialized')).toMatchObject({ status: 'False', message: 'containers with incomplete status: [first]' });
    expect(get().status.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
    clock.runFor(4000);
    expect(get().status.phase).toBe('Running');
    expect(get().status.initContainerStatuses?.map(({ state }) => Object.keys(state ?? {})[0])).toEqual(['running', 'terminated']);
  });

  test('whose image is missing waits in ErrImagePull and ImagePullBackOff', () => {
    const { pod, get, clock, events } = rig();
    pod('p', { containers: [{ name: 'c', image: 'missing' }] });
    expect(get().status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ErrImagePull');
    clock.runFor(2000);
    expect(get().status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ImagePullBackOff');
    expect(events().slice(1)).toEqual([
      'Failed: Failed to pull image "missing": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/missing:latest": failed to resolve reference "docker.io/library/missing:latest": docker.io/library/missing:latest: not found',
      'Failed: Error: ErrImagePull', 'BackOff: Back-off pulling image "missing"', 'Failed: Error: ImagePullBackOff',
    ]);
    clock.runFor(8500);
    expect(get().status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ErrImagePull');
  });

  test('with a command that is not there, or a ConfigMap that is not there, cannot start', () => {
    const { pod, get } = rig();
    pod('a', { restartPolicy: 'Never', containers: [{ name: 'c', image: 'app', command: ['nope'] }] });
    expect(get('a').status.phase).toBe('Failed');
    expect(get('a').status.containerStatuses?.[0]?.state?.terminated).toMatchObject({ reason: 'StartError', exitCode: 128, startedAt: '1970-01-01T00:00:00Z' });
    expect(get('a').status.containerStatuses?.[0]?.state?.terminated?.message).toContain('exec: "nope": executable file not found in $PATH: unknown');
    pod('b', { containers: [{ name: 'c', image: 'app', envFrom: [{ configMapRef: { name: 'cfg' } }] }] });
    expect(get('b').status.containerStatuses?.[0]?.state?.waiting).toEqual({ reason: 'CreateContainerConfigError', message: 'configmap "cfg" not found' });
  });

  test('is deleted gracefully: signal, last status, final delete', () => {
    const { pod, get, remove, clock, events } = rig();
    pod('p');
    remove();
    clock.runFor(50);
    expect(events()).toContain('Killing: Stopping container c');
    clock.runFor(200);
    expect(get()).toBeUndefined();
  });

  test('that ignores the signal is killed when its grace is over', () => {
    const { pod, get, remove, clock } = rig();
    pod('p', { containers: [{ name: 'c', image: 'app', args: ['1000'], lifecycle: { preStop: { sleep: { seconds: 5 } } } }] });
    remove();
    clock.runFor(4900);
    expect(get()).toBeDefined();
    clock.runFor(26_000);
    expect(get()).toBeUndefined();
  });

  test('is ready, restarted and started as its probes say', () => {
    const { pod, get, clock, ready, events, kubelet } = rig();
    const exec = { command: ['test', '/ok'] };
    pod('p', { containers: [{ name: 'c', image: 'app', readinessProbe: { exec, periodSeconds: 2 }, livenessProbe: { exec: { command: ['test', '/alive'] }, periodSeconds: 5, failureThreshold: 2, initialDelaySeconds: 12 } }] });
    expect(ready()).toMatchObject({ status: 'False', message: 'containers with unready status: [c]' });
    const io = { stdin: false, stdout: true, stderr: true, tty: false };
    kubelet.api.exec('ns', 'p', 'c', { ...io, command: ['touch', '/ok'] });
    clock.runFor(3000);
    expect(ready()?.status).toBe('True');
    expect(events().some((line) => line.startsWith('Unhealthy: Readiness probe failed: '))).toBe(true);
    clock.runFor(20_000);
    expect(events()).toContain('Killing: Container c failed liveness probe, will be restarted');
    expect(get().status.containerStatuses?.[0]?.restartCount).toBe(1);
    expect(ready()?.status).toBe('False');
  });

  test('over its deadline fails', () => {
    const { pod, get, clock } = rig();
    pod('p', { activeDeadlineSeconds: 3 });
    clock.runFor(4000);
    expect(get().status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' });
  });

  test('that the node has no room for is rejected', () => {
    const { pod, get } = rig();
    pod('p', { containers: [{ name: 'c', image: 'app', resources: { requests: { cpu: '3' } } }] });
    expect(get().status).toMatchObject({ phase: 'Failed', reason: 'OutOfcpu', message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 3000, used: 0, capacity: 2000" });
    expect(get().status.containerStatuses).toBeUndefined();
  });
});

describe('power', () => {
  test('off and on: containers run again, Pods deleted meanwhile go', () => {
    const { pod, get, remove, clock, kubelet, events, api } = rig();
    pod('p');
    pod('q');
    kubelet.stop();
    api.log.length = 0;
    remove('q');
    clock.runFor(60_000);
    expect(api.log.length).toBe(1);
    expect(get('q')).toBeDefined();
    kubelet.start();
    clock.runFor(2000);
    expect(get('q')).toBeUndefined();
    expect(get('p').status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } });
    expect(events()).toContain('SandboxChanged: Pod sandbox changed, it will be killed and re-created.');
  });
});

describe('faults', () => {
  test('under memory pressure Pods are evicted one by one, and BestEffort ones refused', () => {
    const { pod, get, clock, kubelet, events } = rig();
    pod('p');
    kubelet.faults.pressure('memory', true);
    clock.runFor(11_000);
    expect(get().status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 92Mi. Container c was using 512Ki, request is 0, has larger consumption of memory. ' });
    expect(events().some((line) => line.startsWith('Evicted: '))).toBe(true);
  });

  test('a container that is killed by the OOM killer says so and comes back', () => {
    const { pod, get, clock, kubelet } = rig();
    pod('p');
    expect(kubelet.faults.signal('ns', 'p', 'c', 'oom')).toBe(true);
    clock.runFor(1000);
    expect(get().status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } });
  });

  test('a registry that cannot be reached fails pulls until it is back', () => {
    const { pod, get, clock, kubelet } = rig();
    kubelet.faults.registry({ error: 'failed to do request: dial tcp: i/o timeout' });
    pod('p');
    expect(get().status.containerStatuses?.[0]?.state?.waiting?.reason).toBe('ErrImagePull');
    kubelet.faults.registry(undefined);
    clock.runFor(11_000);
    expect(get().status.phase).toBe('Running');
  });
});

describe('a hollow kubelet', () => {
  test('writes what kubemark writes', () => {
    const { pod, get, remove, clock, events, api } = rig('hollow');
    pod('p', { containers: [{ name: 'c', image: 'nginx' }] });
    expect(get().status.phase).toBe('Running');
    expect(get().status.containerStatuses).toEqual([
      { name: 'c', state: { running: { startedAt: '2023-11-14T22:13:21Z' } }, lastState: {}, ready: true, restartCount: 0, image: 'nginx:latest', imageID: 'nginx:latest', containerID: `fakeRuntime://p_ns_${get().metadata.uid}_0_c_0`, resources: {} },
    ]);
    remove();
    clock.runFor(1);
    expect(get()).toBeUndefined();
    expect(events()).toEqual([]);
    expect(api.all<Node>('nodes')[0]?.spec.providerID).toBe('kubemark://node-1');
  });
});
