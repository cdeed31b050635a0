// What upstream's end-to-end tests ask of kubelets that needs no real container (test/e2e/common/node, test/e2e/node).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Pod } from '../../engine/kube/types.generated.ts';
import { breakable, condition, isReady, Lab, pause, selecting, shell } from './lab.ts';

const lab = new Lab({ nodes: 2, pace: 'real' });
beforeEach(() => {
  lab.freshNamespace();
  for (const { metadata } of lab.list(kinds.nodes)) lab.patch(kinds.nodes, metadata.name, { spec: { taints: null } });
});

type Fields = Record<string, unknown>;
const create = (name: string, spec: Fields = {}, metadata: Fields = {}): Pod => lab.create(kinds.pods, { metadata: { name, ...metadata }, spec: { terminationGracePeriodSeconds: 1, containers: [pause()], ...spec } });
const status = (name: string, index = 0) => lab.pod(name).status.containerStatuses?.[index];
const initStatus = (name: string, index: number) => lab.pod(name).status.initContainerStatuses?.[index];
const restarts = (name: string): number => status(name)?.restartCount ?? 0;
const ready = (name: string): Pod => lab.until(`${name} is ready`, () => lab.pod(name), isReady);

describe('Pods', () => {
  test('should get a host IP; should be updated; labels are seen at once', () => {
    create('pod');
    const { hostIP, hostIPs, podIP, podIPs } = lab.until('it has a host', () => lab.pod('pod'), (pod) => pod.status.podIP !== undefined).status;
    expect([hostIPs, podIPs]).toEqual([[{ ip: hostIP }], [{ ip: podIP }]]);
    lab.patch(kinds.pods, 'pod', { metadata: { labels: { time: 'value' } } });
    expect(lab.list(kinds.pods, 'time=value')).toHaveLength(1);
  });

  test('should be submitted and removed: a watch sees it come, end and go', () => {
    const seen: string[] = [];
    lab.client.watch(kinds.pods, lab.ns, { labelSelector: 'time=now' }).listen({ item: ({ type, object }) => void seen.push(`${type}${(object as unknown as Pod).metadata.deletionTimestamp ? ' ending' : ''}`), end: () => undefined });
    create('pod', { terminationGracePeriodSeconds: 30, containers: [shell('trap "sleep 2; exit 0" TERM; while true; do sleep 1; done')] }, { labels: { time: 'now' } });
    ready('pod');
    lab.remove(kinds.pods, 'pod');
    expect(lab.pod('pod').metadata.deletionGracePeriodSeconds).toBe(30);
    lab.until('it is gone', () => lab.find(kinds.pods, 'pod'), (pod) => pod === undefined);
    expect([seen[0], seen.at(-1)]).toEqual(['ADDED', 'DELETED ending']);
    expect(seen.filter((event) => event === 'MODIFIED ending').length).toBeGreaterThan(0);
  });

  test('should allow activeDeadlineSeconds to be updated', () => {
    create('pod', { activeDeadlineSeconds: 300 });
    ready('pod');
    lab.patch(kinds.pods, 'pod', { spec: { activeDeadlineSeconds: 5 } });
    const pod = lab.ended('pod', 30);
    expect(pod.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' });
  });

  test('a second deletion may only shorten the first one’s grace', () => {
    create('pod', { terminationGracePeriodSeconds: 60, containers: [shell('trap "" TERM; while true; do sleep 1; done')] });
    ready('pod');
    lab.remove(kinds.pods, 'pod');
    lab.run(3);
    lab.remove(kinds.pods, 'pod', { gracePeriodSeconds: 90 });
    expect(lab.pod('pod').metadata.deletionGracePeriodSeconds).toBe(60);
    lab.remove(kinds.pods, 'pod', { gracePeriodSeconds: 5 });
    lab.until('it is gone soon', () => lab.find(kinds.pods, 'pod'), (pod) => pod === undefined, 10);
  });

  test('should contain environment variables for services', () => {
    lab.create(kinds.services, { metadata: { name: 'fooservice' }, spec: { ports: [{ port: 8765, targetPort: 8080 }], selector: { name: 'x' } } });
    lab.run(1);
    const ip = lab.get(kinds.services, 'fooservice').spec.clusterIP;
    create('pod', { containers: [shell('env; sleep 100000')] });
    ready('pod');
    const env = lab.exec('pod', 'env').split('\n');
    for (const line of [`FOOSERVICE_SERVICE_HOST=${ip}`, 'FOOSERVICE_SERVICE_PORT=8765', `FOOSERVICE_PORT=tcp://${ip}:8765`, 'FOOSERVICE_PORT_8765_TCP_PORT=8765', 'FOOSERVICE_PORT_8765_TCP_PROTO=tcp', `FOOSERVICE_PORT_8765_TCP=tcp://${ip}:8765`, `FOOSERVICE_PORT_8765_TCP_ADDR=${ip}`]) expect(env).toContain(line);
  });

  test('should support pod readiness gates', () => {
    create('pod', { readinessGates: [{ conditionType: 'k8s.io/gate1' }, { conditionType: 'k8s.io/gate2' }] });
    lab.running('pod');
    lab.run(3);
    expect(condition(lab.pod('pod'), 'Ready')).toMatchObject({ status: 'False', reason: 'ReadinessGatesNotReady', message: 'corresponding condition of pod readiness gate "k8s.io/gate1" does not exist., corresponding condition of pod readiness gate "k8s.io/gate2" does not exist.' });
    const set = (type: string, value: string): void => void lab.client.patch(kinds.pods, lab.ns, 'pod', 'strategic', { status: { conditions: [{ type, status: value }] } }, 'status');
    set('k8s.io/gate1', 'True');
    lab.always('one is missing', () => isReady(lab.pod('pod')), (is) => !is, 3);
    set('k8s.io/gate2', 'True');
    ready('pod');
    set('k8s.io/gate1', 'False');
    lab.until('it is not ready any more', () => condition(lab.pod('pod'), 'Ready'), (found) => found?.status === 'False' && found.message === 'the status of pod readiness gate "k8s.io/gate1" is not "True", but False');
  });

  test('should delete a collection of pods; should patch a pod status', () => {
    for (const name of ['a', 'b', 'c']) create(name, {}, { labels: { type: 'Testing' } });
    const patched = lab.patch(kinds.pods, 'a', { metadata: { annotations: { patchedstatus: 'true' } }, status: { message: 'TestPatched', reason: 'E2E' } }, 'status');
    expect([patched.metadata.annotations, patched.status.reason]).toEqual([{ patchedstatus: 'true' }, 'E2E']);
    lab.removeAll(kinds.pods, 'type=Testing');
    lab.until('none is left', () => lab.list(kinds.pods).length, (count) => count === 0);
  });

  test('should have their auto-restart back-off timer reset on image update', () => {
    create('pod', { containers: [shell('exit 1')] });
    lab.until('it fails again and again', () => restarts('pod'), (count) => count >= 4, 300);
    lab.client.patch(kinds.pods, lab.ns, 'pod', 'strategic', { spec: { containers: [{ name: 'c', image: 'busybox:1.35' }] } });
    const before = restarts('pod');
    lab.until('it is tried at once', () => restarts('pod'), (count) => count > before, 30);
  });

  test('a running container that gets another image is restarted with it, whatever the restart policy says', () => {
    create('pod', { restartPolicy: 'Never', containers: [pause({ image: 'nginx:1.25' })] });
    ready('pod');
    lab.client.patch(kinds.pods, lab.ns, 'pod', 'strategic', { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } });
    lab.until('the new one runs', () => status('pod'), (found) => found?.image === 'docker.io/library/nginx:1.27' && found.ready && found.restartCount === 1);
    expect(lab.events('pod')).toContain('Normal Killing: Container c definition changed, will be restarted');
    expect(lab.pod('pod').status.phase).toBe('Running');
  });

  test('a Pod whose image cannot be had runs once its image is set right', () => {
    create('pod', { containers: [pause({ image: 'nginx:no-such-tag' })] });
    lab.until('it backs off', () => status('pod')?.state?.waiting?.reason, (reason) => reason === 'ImagePullBackOff');
    lab.run(60);
    lab.client.patch(kinds.pods, lab.ns, 'pod', 'strategic', { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } });
    lab.until('it runs', () => status('pod'), (found) => found?.ready === true && found.restartCount === 0, 15);
  });

  test('QOS class is set; generation counts what was asked for', () => {
    const of = (resources: Fields): Fields => ({ containers: [pause({ resources })] });
    expect(create('best').status.qosClass).toBe('BestEffort');
    expect(create('burst', of({ requests: { cpu: '100m' } })).status.qosClass).toBe('Burstable');
    expect(create('sure', of({ limits: { cpu: '100m', memory: '100Mi' } })).status.qosClass).toBe('Guaranteed');
    ready('sure');
    expect([lab.pod('sure').metadata.generation, lab.pod('sure').status.observedGeneration]).toEqual([1, 1]);
    lab.patch(kinds.pods, 'sure', { spec: { activeDeadlineSeconds: 1000 } });
    lab.until('it is observed', () => lab.pod('sure'), ({ metadata, status: { observedGeneration } }) => metadata.generation === 2 && observedGeneration === 2);
  });

  test('Events should be sent by kubelets and the scheduler about pods scheduling and running', () => {
    create('pod');
    ready('pod');
    expect(lab.events('pod').map((event) => event.split(':')[0])).toEqual(expect.arrayContaining(['Normal Scheduled', 'Normal Pulled', 'Normal Created', 'Normal Started']));
  });

  test('PreStop should call prestop when killing a pod, within its grace', () => {
    create('pod', { terminationGracePeriodSeconds: 30, volumes: [{ name: 'host', hostPath: { path: '/prestop', type: 'DirectoryOrCreate' } }], nodeName: 'node-1', containers: [shell('sleep 100000', { volumeMounts: [{ name: 'host', mountPath: '/host' }], lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 2; echo called > /host/called'] } } } })] });
    ready('pod');
    lab.remove(kinds.pods, 'pod');
    lab.until('it is gone', () => lab.find(kinds.pods, 'pod'), (pod) => pod === undefined, 60);
    create('look', { volumes: [{ name: 'host', hostPath: { path: '/prestop' } }], nodeName: 'node-1', containers: [shell('sleep 100000', { volumeMounts: [{ name: 'host', mountPath: '/host' }] })] });
    ready('look');
    expect(lab.exec('look', 'cat /host/called')).toBe('called\n');
  });
});

describe('InitContainer', () => {
  const init = (name: string, script: string, more: Fields = {}): Fields => ({ ...shell(script), name, ...more });

  test('should invoke init containers on a RestartNever pod; on a RestartAlways pod', () => {
    create('never', { restartPolicy: 'Never', initContainers: [init('init1', 'true'), init('init2', 'true')], containers: [shell('true')] });
    expect(lab.ended('never').status.phase).toBe('Succeeded');
    expect(condition(lab.pod('never'), 'Initialized')).toMatchObject({ status: 'True', reason: 'PodCompleted' });
    expect([initStatus('never', 0)?.state?.terminated?.exitCode, initStatus('never', 1)?.ready]).toEqual([0, true]);
    create('always', { initContainers: [init('init1', 'true'), init('init2', 'true')] });
    ready('always');
    expect(condition(lab.pod('always'), 'Initialized')?.status).toBe('True');
  });

  test('should not start app containers if init containers fail on a RestartAlways pod', () => {
    create('pod', { initContainers: [init('init1', 'false'), init('init2', 'true')], containers: [pause()] });
    lab.until('it was tried three times', () => initStatus('pod', 0)?.restartCount ?? 0, (count) => count >= 3, 200);
    const { phase } = lab.pod('pod').status;
    expect(phase).toBe('Pending');
    expect(initStatus('pod', 1)?.state?.waiting?.reason).toBe('PodInitializing');
    expect(status('pod')?.state?.waiting?.reason).toBe('PodInitializing');
    expect(condition(lab.pod('pod'), 'Initialized')).toMatchObject({ status: 'False', reason: 'ContainersNotInitialized', message: 'containers with incomplete status: [init1 init2]' });
  });

  test('should not start app containers and fail the pod if init containers fail on a RestartNever pod', () => {
    create('pod', { restartPolicy: 'Never', initContainers: [init('init1', 'true'), init('init2', 'false')], containers: [pause()] });
    const { phase } = lab.ended('pod').status;
    expect(phase).toBe('Failed');
    expect(initStatus('pod', 1)?.state?.terminated?.exitCode).toBe(1);
    expect(condition(lab.pod('pod'), 'Initialized')).toMatchObject({ status: 'False', message: 'containers with incomplete status: [init2]' });
  });

  test('a restartable init container starts before what follows, goes on beside it, and ends after it', () => {
    create('pod', { restartPolicy: 'Never', initContainers: [init('sidecar', 'trap "exit 0" TERM; while true; do sleep 1; done', { restartPolicy: 'Always', startupProbe: { exec: { command: ['true'] }, periodSeconds: 1 } }), init('after', 'true')], containers: [shell('sleep 5')] });
    lab.running('pod');
    expect([initStatus('pod', 0)?.started, initStatus('pod', 0)?.state?.running !== undefined]).toEqual([true, true]);
    const pod = lab.ended('pod');
    expect(pod.status.phase).toBe('Succeeded');
    const [sidecar, main] = [initStatus('pod', 0)?.state?.terminated, status('pod')?.state?.terminated];
    expect((sidecar?.finishedAt ?? '') >= (main?.finishedAt ?? 'z')).toBe(true);
  });
});

describe('Probing container', () => {
  const http = (path: string): Fields => ({ httpGet: { path, port: 80 } });

  test('with readiness probe should not be ready before initial delay and never restart', () => {
    create('pod', { containers: [{ name: 'c', image: 'nginx:1.27', readinessProbe: { ...http('/'), initialDelaySeconds: 15, periodSeconds: 2 } }] });
    const pod = ready('pod');
    const since = (Date.parse(condition(pod, 'Ready') && (pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? '') || '') - Date.parse(status('pod')?.state?.running?.startedAt ?? '')) / 1000;
    expect(since).toBeGreaterThanOrEqual(15);
    expect(restarts('pod')).toBe(0);
  });

  test('with readiness probe that fails should never be ready and never restart', () => {
    create('pod', { containers: [{ name: 'c', image: 'nginx:1.27', readinessProbe: { exec: { command: ['false'] }, initialDelaySeconds: 5 } }] });
    lab.running('pod');
    lab.always('not ready, not restarted', () => [isReady(lab.pod('pod')), restarts('pod')], ([is, count]) => !is && count === 0, 40);
  });

  test.each<[string, Fields, boolean]>([
    ['a exec "cat /tmp/health" liveness probe', { exec: { command: ['cat', '/tmp/health'] } }, true],
    ['a /missing http liveness probe', http('/missing'), true],
    ['a tcp:80 liveness probe', { tcpSocket: { port: 80 } }, false],
    ['a /index.html http liveness probe', http('/index.html'), false],
    ['a non-local redirect http liveness probe', { tcpSocket: { port: 8081 } }, true],
  ])('%s', (_, probe, restarted) => {
    create('pod', { containers: [{ name: 'c', image: 'nginx:1.27', livenessProbe: { ...probe, initialDelaySeconds: 5, failureThreshold: 1 } }] });
    lab.running('pod');
    if (restarted) lab.until('it is restarted', () => restarts('pod'), (count) => count >= 1, 60);
    else lab.always('it runs on', () => restarts('pod'), (count) => count === 0, 40);
  });

  test('should have monotonically increasing restart count', () => {
    create('pod', { containers: [{ name: 'c', image: 'nginx:1.27', livenessProbe: { exec: { command: ['false'] }, initialDelaySeconds: 5, failureThreshold: 1 } }] });
    let last = 0;
    lab.until('five restarts', () => restarts('pod'), (count) => {
      expect(count).toBeGreaterThanOrEqual(last);
      last = count;
      return count >= 5;
    }, 900);
  });

  test('should override timeoutGracePeriodSeconds when LivenessProbe field is set; when StartupProbe field is set', () => {
    for (const kind of ['livenessProbe', 'startupProbe']) {
      create(kind.toLowerCase(), { terminationGracePeriodSeconds: 500, containers: [shell('sleep 1000', { [kind]: { exec: { command: ['false'] }, initialDelaySeconds: 2, failureThreshold: 1, terminationGracePeriodSeconds: 5 } })] });
      lab.until('it is restarted soon', () => restarts(kind.toLowerCase()), (count) => count >= 1, 40);
    }
  });

  test('should *not* be restarted by liveness probe because startup probe delays it; should be restarted by startup probe', () => {
    const failing = { exec: { command: ['false'] }, failureThreshold: 1 };
    create('delays', { containers: [shell('sleep 600', { livenessProbe: failing, startupProbe: { exec: { command: ['test', '-f', '/tmp/startup'] }, failureThreshold: 60, initialDelaySeconds: 15 } })] });
    lab.running('delays');
    lab.always('it runs on', () => [restarts('delays'), status('delays')?.started], ([count, started]) => count === 0 && started === false, 40);
    create('restarts', { containers: [shell('sleep 600', { startupProbe: { exec: { command: ['false'] }, failureThreshold: 3, periodSeconds: 3 } })] });
    lab.until('it is restarted', () => restarts('restarts'), (count) => count >= 1, 60);
  });

  test('should be ready immediately after startupProbe succeeds', () => {
    create('pod', { containers: [shell('sleep 15; touch /tmp/startup; sleep 600', { startupProbe: { exec: { command: ['cat', '/tmp/startup'] }, initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 60 }, readinessProbe: { exec: { command: ['true'] }, periodSeconds: 60 } })] });
    lab.until('it has started', () => status('pod')?.started, (started) => started === true);
    lab.until('and is ready', () => isReady(lab.pod('pod')), (is) => is, 3);
  });

  test('should mark readiness on pods to false while pod is in progress of terminating when a pod has a readiness probe', () => {
    create('pod', { terminationGracePeriodSeconds: 30, containers: [shell('trap "sleep 20; exit 0" TERM; touch /tmp/ready; while true; do sleep 1; done', { readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 }, lifecycle: {} })] });
    lab.running('pod');
    lab.remove(kinds.pods, 'pod');
    lab.run(3);
    expect(isReady(lab.pod('pod'))).toBe(false);
  });

  test('a check that cannot be made is told of, and says nothing of the container', () => {
    create('pod', { containers: [{ name: 'c', image: 'nginx:1.27', livenessProbe: { ...http('/'), httpGet: { path: '/', port: 'web' }, periodSeconds: 1, failureThreshold: 1 } }] });
    lab.running('pod');
    lab.always('it runs on', () => restarts('pod'), (count) => count === 0, 10);
    expect(lab.events('pod')).toContain('Warning Unhealthy: Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax');
  });

  test('Unhealthy and Killing are told in the kubelet’s words', () => {
    create('pod', { containers: [{ name: 'c', image: 'nginx:1.27', livenessProbe: { ...http('/missing'), periodSeconds: 1, failureThreshold: 1 } }] });
    lab.until('it is restarted', () => restarts('pod'), (count) => count >= 1, 60);
    expect(lab.events('pod')).toEqual(expect.arrayContaining(['Warning Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 404', 'Normal Killing: Container c failed liveness probe, will be restarted']));
  });
});

describe('Container Runtime', () => {
  test('should run with the expected status: starting a container that exits', () => {
    for (const [name, restartPolicy, phase, count] of [['always', 'Always', 'Running', 2], ['failure', 'OnFailure', 'Succeeded', 1], ['never', 'Never', 'Failed', 0]] as const) {
      const script = 'f=/data/count; n=$(cat $f 2>/dev/null || echo 0); n=$((n+1)); echo $n > $f; if [ $n -eq 1 ]; then exit 1; fi; if [ $n -eq 2 ]; then exit 0; fi; sleep 100000';
      create(name, { restartPolicy, volumes: [{ name: 'data', emptyDir: {} }], containers: [shell(script, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })] });
      lab.until(`${name} is ${phase} after ${count} restarts`, () => [lab.pod(name).status.phase, restarts(name)], ([found, number]) => found === phase && number === count, 120);
    }
    expect(status('failure')?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
    expect(status('never')?.state?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' });
  });

  test.each<[string, Fields, string]>([
    ['should report termination message if TerminationMessagePath is set', shell('printf DONE > /dev/termination-custom-log', { terminationMessagePath: '/dev/termination-custom-log' }), 'DONE'],
    ['should report termination message from log output if TerminationMessagePolicy FallbackToLogsOnError is set', shell('printf DONE; exit 1', { terminationMessagePolicy: 'FallbackToLogsOnError' }), 'DONE'],
    ['should report termination message as empty when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set', shell('printf DONE', { terminationMessagePolicy: 'FallbackToLogsOnError' }), ''],
    ['should report termination message from file when pod succeeds and TerminationMessagePolicy FallbackToLogsOnError is set', shell('printf OK > /dev/termination-log; printf DONE', { terminationMessagePolicy: 'FallbackToLogsOnError' }), 'OK'],
  ])('%s', (_, container, message) => {
    create('pod', { restartPolicy: 'Never', containers: [container] });
    lab.ended('pod');
    expect(status('pod')?.state?.terminated?.message ?? '').toBe(message);
  });

  test('should be able to pull image; should not be able to pull from private registry without secret', () => {
    create('not', { containers: [pause({ image: 'invalid.registry.k8s.io/invalid/alpine:3.1' })] });
    lab.until('it waits', () => status('not')?.state?.waiting?.reason, (reason) => reason === 'ErrImagePull' || reason === 'ImagePullBackOff');
    lab.until('it backs off', () => status('not')?.state?.waiting, (waiting) => waiting?.reason === 'ImagePullBackOff' && (waiting.message ?? '').startsWith('Back-off pulling image "invalid.registry.k8s.io/invalid/alpine:3.1"'));
  });
});

describe('Kubelet', () => {
  test('when scheduling a busybox command that always fails in a pod should have an terminated reason; should be possible to delete', () => {
    create('pod', { containers: [shell('exit 1')] });
    const terminated = lab.until('it has ended', () => status('pod')?.state?.terminated ?? status('pod')?.lastState?.terminated, (state) => state !== undefined);
    expect([terminated?.reason, terminated?.exitCode]).toEqual(['Error', 1]);
    lab.remove(kinds.pods, 'pod');
    lab.until('it is gone', () => lab.find(kinds.pods, 'pod'), (pod) => pod === undefined);
  });

  test('should write entries to /etc/hosts; a read only busybox container should not write to root filesystem', () => {
    create('pod', { hostAliases: [{ ip: '123.45.67.89', hostnames: ['foo', 'bar'] }], containers: [shell('sleep 100000', { securityContext: { readOnlyRootFilesystem: true } })] });
    ready('pod');
    expect(lab.exec('pod', 'cat /etc/hosts')).toContain('123.45.67.89\tfoo\tbar');
    expect(lab.exec('pod', 'sh -c "echo test > /file"')).toContain('Read-only file system');
  });

  test('crash-looping waits ten seconds, twice as long each time', () => {
    create('pod', { containers: [shell('exit 1')] });
    const at: number[] = [];
    lab.until('five restarts', () => restarts('pod'), (count) => {
      if (count > at.length) at.push(lab.world.clock.nowMs / 1000);
      return count >= 5;
    }, 400);
    const gaps = at.slice(1).map((time, i) => time - (at[i] as number));
    gaps.forEach((gap, i) => expect(gap / (10 * 2 ** i)).toBeCloseTo(1, 0));
    expect(lab.events('pod').some((event) => /^Warning BackOff: Back-off restarting failed container c in pod pod_e2e-\d+\([0-9a-f-]{36}\)$/.test(event))).toBe(true);
  });
});

describe('Taints', () => {
  const taint = { key: 'kubernetes.io/e2e-evict-taint-key', value: 'evictTaintVal', effect: 'NoExecute' };
  const tolerate = (tolerationSeconds?: number): Fields => ({ nodeName: 'node-2', tolerations: [{ ...taint, operator: 'Equal', ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }) }] });
  const put = (taints: readonly Fields[] | null): void => void lab.patch(kinds.nodes, 'node-2', { spec: { taints } });
  const gone = (name: string, seconds: number): void => void lab.until(`${name} is evicted`, () => lab.find(kinds.pods, name)?.metadata.deletionTimestamp ?? (lab.find(kinds.pods, name) ? '' : 'gone'), (found) => found !== '', seconds);
  const stays = (name: string, seconds: number): void => lab.always(`${name} stays`, () => lab.find(kinds.pods, name)?.metadata.deletionTimestamp ?? (lab.find(kinds.pods, name) ? 'there' : 'gone'), (found) => found === 'there', seconds);

  test('evicts pods from tainted nodes; pods evicted from tainted nodes have pod disruption condition', () => {
    lab.create(kinds.pods, { metadata: { name: 'pod', finalizers: ['example.com/test-finalizer'] }, spec: { nodeName: 'node-2', terminationGracePeriodSeconds: 1, containers: [pause()] } });
    ready('pod');
    put([taint]);
    gone('pod', 30);
    expect(condition(lab.pod('pod'), 'DisruptionTarget')).toMatchObject({ status: 'True', reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint' });
    expect(lab.events('pod')).toContain(`Normal TaintManagerEviction: Marking for deletion Pod ${lab.ns}/pod`);
    lab.patch(kinds.pods, 'pod', { metadata: { finalizers: null } });
  });

  test("doesn't evict pod with tolerations from tainted nodes; eventually evict pod with finite tolerations", () => {
    create('for-ever', tolerate());
    create('finite', tolerate(10));
    ready('for-ever');
    ready('finite');
    put([taint]);
    stays('finite', 8);
    gone('finite', 10);
    stays('for-ever', 20);
  });

  test('removing taint cancels eviction', () => {
    create('pod', tolerate(20));
    ready('pod');
    put([taint]);
    lab.run(5);
    put(null);
    stays('pod', 40);
    expect(lab.events('pod')).toContain(`Normal TaintManagerEviction: Cancelling deletion of Pod ${lab.ns}/pod`);
  });

  test('evicts pods with minTolerationSeconds', () => {
    create('short', tolerate(5));
    create('long', tolerate(15));
    ready('short');
    ready('long');
    put([taint]);
    gone('short', 8);
    stays('long', 5);
    gone('long', 15);
  });
});

describe('kubelet and others', () => {
  test('a Pod of a node that is gone is collected', () => {
    create('pod', { nodeName: 'node-404' });
    lab.until('it is collected', () => lab.find(kinds.pods, 'pod'), (pod) => pod === undefined, 120);
  });

  test('Pods that end with their owner’s namespace', () => {
    lab.create(kinds.replicasets, { metadata: { name: 'rs' }, spec: { replicas: 3, ...selecting('rs', { containers: [breakable()] }) } });
    lab.until('all run', () => lab.pods('app=rs').filter(isReady).length, (count) => count === 3);
    lab.client.delete(kinds.namespaces, '', lab.ns);
    lab.until('nothing is left', () => lab.client.find(kinds.namespaces, '', lab.ns), (found) => found === undefined, 60);
  });
});
