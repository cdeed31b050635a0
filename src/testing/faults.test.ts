// Every fault does what it says, and healing undoes it; what kubectl says meanwhile is what the real one says.
import { describe, expect, test } from 'vitest';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { Bench } from './fault-bench.ts';

const shortTolerations = { tolerations: ['not-ready', 'unreachable'].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 20 })) };

describe('nodes', () => {
  test('stop-node: NotReady, its Pods move; healed it is Ready again', () => {
    const bench = new Bench();
    bench.deploy('web', 4, {}, shortTolerations);
    bench.run(20);
    const heal = bench.fault('stop-node', { target: 'node-2' });
    bench.run(120);
    expect(bench.condition('node-2', 'Ready')).toBe('Unknown');
    expect(bench.ready('web')).toBe(4);
    expect(bench.pods('web').filter(({ metadata, spec }) => metadata.deletionTimestamp === undefined && spec.nodeName === 'node-2')).toEqual([]);
    heal();
    bench.run(60);
    expect(bench.condition('node-2', 'Ready')).toBe('True');
    expect(bench.pods('web')).toHaveLength(4);
  });

  test('reboot-node: the containers are started again, and it says so', () => {
    const bench = new Bench(1);
    bench.create('web');
    bench.run(20);
    bench.fault('reboot-node', { target: 'node-1', seconds: 20 });
    expect(bench.world.faults.list()).toEqual([]);
    bench.run(10);
    expect(bench.world.cluster.kubelets.get('node-1')?.running).toBe(false);
    bench.run(40);
    expect(bench.restarts('web')).toBe(1);
    expect(bench.pod('web').status.phase).toBe('Running');
    expect(bench.events('Rebooted')[0]).toMatch(/^Node node-1 has been rebooted, boot id: /);
  });

  test('partition-node: Unknown to the cluster, alive by itself; the way is found again', () => {
    const bench = new Bench();
    bench.create('web', { readinessProbe: { httpGet: { path: '/', port: 80 } } }, { nodeName: 'node-2' });
    bench.run(20);
    const heal = bench.fault('partition-node', { target: 'node-2' });
    bench.run(60);
    expect(bench.condition('node-2', 'Ready')).toBe('Unknown');
    expect(bench.sh('kubectl logs web')).toBe('Error from server: Get "https://192.0.2.12:10250/containerLogs/default/web/main": dial tcp 192.0.2.12:10250: i/o timeout\n');
    expect(bench.sh('kubectl exec web -- ls')).toBe('Error from server: error dialing backend: dial tcp 192.0.2.12:10250: i/o timeout\n');
    expect(bench.world.cluster.kubelets.get('node-2')?.faults.containers()).toEqual(['default/web/main']);
    heal();
    bench.run(40);
    expect(bench.condition('node-2', 'Ready')).toBe('True');
    expect(bench.restarts('web')).toBe(0);
    expect(bench.ready('web')).toBe(1);
  });

  test('partition-node from the control plane: a Pod deleted meanwhile ends when the node hears of it', () => {
    const bench = new Bench();
    bench.create('web', {}, { nodeName: 'node-2' });
    bench.run(20);
    const heal = bench.fault('partition-node', { target: 'node-2', from: 'control-plane' });
    bench.client.delete(kinds.pods, 'default', 'web');
    bench.run(120);
    expect(bench.pod('web').metadata.deletionTimestamp).toBeDefined();
    expect(bench.world.cluster.kubelets.get('node-2')?.faults.containers()).toEqual(['default/web/main']);
    heal();
    bench.run(60);
    expect(bench.pods('web')).toEqual([]);
  });

  test('slow-node: starting takes so many times as long', () => {
    const startupMs = (slow: boolean): number => {
      const bench = new Bench(1);
      const heal = slow ? bench.fault('slow-node', { target: 'node-1', factor: 5 }) : undefined;
      const fromMs = bench.world.clock.nowMs;
      bench.create('web');
      while (bench.ready('web') === 0 && bench.world.clock.nowMs < fromMs + 300_000) bench.run(0.2);
      const took = bench.world.clock.nowMs - fromMs;
      heal?.();
      if (slow) {
        const againMs = bench.world.clock.nowMs;
        bench.create('other');
        while (bench.ready('other') === 0 && bench.world.clock.nowMs < againMs + 300_000) bench.run(0.2);
        expect(bench.world.clock.nowMs - againMs).toBeLessThan(took / 2);
      }
      return took;
    };
    expect(startupMs(true)).toBeGreaterThan(2.5 * startupMs(false));
  });

  test('fill-disk: DiskPressure, BestEffort goes before Guaranteed, the taint goes after the fault', () => {
    const bench = new Bench(1);
    const resources = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '100m', memory: '64Mi' } };
    bench.create('guaranteed', { resources });
    bench.create('besteffort');
    bench.run(20);
    const heal = bench.fault('fill-disk', { target: 'node-1' });
    bench.run(15);
    expect(bench.condition('node-1', 'DiskPressure')).toBe('True');
    expect(bench.pod('besteffort').status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(bench.pod('guaranteed').status.phase).toBe('Running');
    expect(bench.client.get(kinds.nodes, '', 'node-1').spec.taints).toMatchObject([{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }]);
    heal();
    bench.run(330);
    expect(bench.condition('node-1', 'DiskPressure')).toBe('False');
    expect(bench.client.get(kinds.nodes, '', 'node-1').spec.taints).toBeUndefined();
  });

  test.each([['memory-pressure', 'MemoryPressure'], ['pid-pressure', 'PIDPressure']])('%s: the condition comes and goes', (name, condition) => {
    const bench = new Bench(1);
    const heal = bench.fault(name, { target: 'node-1' });
    bench.run(5);
    expect(bench.condition('node-1', condition)).toBe('True');
    heal();
    bench.run(330);
    expect(bench.condition('node-1', condition)).toBe('False');
  });
});

const web = { target: 'default/web/main' };
const httpGet = { path: '/', port: 80 };

describe('containers', () => {
  test('crash-container and oom-container end it; the kubelet starts it again', () => {
    const bench = new Bench(1);
    bench.create('web');
    bench.run(20);
    bench.fault('crash-container', web);
    bench.run(5);
    expect(bench.pod('web').status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137, reason: 'Error' } } });
    bench.fault('oom-container', web);
    bench.run(30);
    expect(bench.pod('web').status.containerStatuses?.[0]).toMatchObject({ restartCount: 2, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } });
    expect(bench.ready('web')).toBe(1);
  });

  test('freeze-container: its probe times out until it is thawed', () => {
    const bench = new Bench(1);
    bench.create('web', { readinessProbe: { httpGet, periodSeconds: 2 } });
    bench.run(20);
    expect(bench.ready('web')).toBe(1);
    const heal = bench.fault('freeze-container', web);
    bench.run(20);
    expect(bench.ready('web')).toBe(0);
    expect(bench.events('Unhealthy').join()).toContain('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
    heal();
    bench.run(10);
    expect(bench.ready('web')).toBe(1);
    expect(bench.restarts('web')).toBe(0);
  });

  test('slow-container: it answers late, and in time again', () => {
    const bench = new Bench(1);
    bench.create('web', { readinessProbe: { httpGet, periodSeconds: 3, failureThreshold: 1 } });
    bench.run(20);
    const heal = bench.fault('slow-container', { ...web, milliseconds: 5000 });
    bench.run(30);
    expect(bench.events('Unhealthy').length).toBeGreaterThan(0);
    heal();
    bench.run(10);
    const told = bench.events('Unhealthy').length;
    bench.run(60);
    expect(bench.ready('web')).toBe(1);
    expect(bench.events('Unhealthy')).toHaveLength(told);
  });

  test('fail-readiness takes the Pod out of its Service and does not restart it', () => {
    const bench = new Bench(1);
    bench.create('web', { readinessProbe: { httpGet, periodSeconds: 2 }, livenessProbe: { httpGet } });
    bench.client.create(kinds.services, { metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } } as never);
    bench.run(20);
    const serving = (): (boolean | undefined)[] => bench.client.list(kinds.endpointslices, 'default', { labelSelector: 'kubernetes.io/service-name=web' }).items.flatMap(({ endpoints }) => endpoints?.map(({ conditions }) => conditions?.ready) ?? []);
    expect(serving()).toEqual([true]);
    const heal = bench.fault('fail-readiness', web);
    bench.run(15);
    expect(serving()).toEqual([false]);
    expect(bench.events('Unhealthy')).toContain('Readiness probe failed: HTTP probe failed with statuscode: 503');
    expect(bench.restarts('web')).toBe(0);
    heal();
    bench.run(10);
    expect(serving()).toEqual([true]);
  });

  test('fail-liveness and fail-startup restart the container; only what has the probe is a target', () => {
    const bench = new Bench(1);
    bench.create('web', { livenessProbe: { httpGet, periodSeconds: 2 } });
    bench.create('begins', { startupProbe: { tcpSocket: { port: 80 }, periodSeconds: 2 } });
    bench.run(20);
    expect(bench.world.faults.targets('fail-liveness')).toEqual(['default/web/main']);
    expect(bench.world.faults.targets('fail-startup')).toEqual(['default/begins/main']);
    const heals = [bench.fault('fail-liveness', web), bench.fault('fail-startup', { target: 'default/begins/main' })];
    bench.fault('crash-container', { target: 'default/begins/main' });
    bench.run(25);
    expect(bench.restarts('web')).toBeGreaterThan(0);
    expect(bench.restarts('begins')).toBeGreaterThan(1);
    expect(bench.events('Killing')).toEqual(expect.arrayContaining(['Container main failed liveness probe, will be restarted', 'Container main failed startup probe, will be restarted']));
    for (const heal of heals) heal();
    bench.run(120);
    expect([bench.ready('web'), bench.ready('begins')]).toEqual([1, 1]);
  });

  test('a fault on a Pod is over when the Pod is gone', () => {
    const bench = new Bench(1);
    bench.create('web');
    bench.run(20);
    bench.fault('freeze-container', web);
    bench.client.delete(kinds.pods, 'default', 'web', { gracePeriodSeconds: 1 });
    bench.run(20);
    expect(bench.world.faults.list()).toEqual([]);
  });
});

describe('images and names', () => {
  test('registry-down: ErrImagePull, ImagePullBackOff, and all is well after it', () => {
    const bench = new Bench(1);
    const heal = bench.fault('registry-down');
    bench.create('web');
    bench.run(30);
    expect(bench.waiting('web')).toMatch(/ErrImagePull|ImagePullBackOff/);
    expect(bench.events('Failed').join()).toContain('Head "https://registry-1.docker.io/v2/library/nginx/manifests/1.27": dial tcp: lookup registry-1.docker.io: i/o timeout');
    heal();
    bench.run(120);
    expect(bench.ready('web')).toBe(1);
  });

  test('registry-slow: the pull takes longer', () => {
    const bench = new Bench(1);
    const heal = bench.fault('registry-slow', { factor: 30 });
    bench.create('web');
    bench.run(40);
    expect(bench.waiting('web')).toBe('ContainerCreating');
    heal();
    bench.run(200);
    expect(bench.ready('web')).toBe(1);
  });

  test('lose-image: not found for those who have to pull it', () => {
    const bench = new Bench(1);
    bench.create('first');
    bench.run(20);
    expect(bench.world.faults.targets('lose-image')).toContain('nginx:1.27');
    const heal = bench.fault('lose-image', { target: 'nginx:1.27' });
    bench.create('cached');
    bench.create('pulled', { imagePullPolicy: 'Always' });
    bench.run(10);
    expect(bench.ready('cached')).toBe(1);
    expect(bench.events('Failed').join()).toContain('failed to resolve reference "docker.io/library/nginx:1.27": docker.io/library/nginx:1.27: not found');
    heal();
    bench.run(60);
    expect(bench.ready('pulled')).toBe(1);
  });
});

describe('the network', () => {
  const fetch = (bench: Bench, from: string, what: string): string => bench.sh(`kubectl exec ${from} -- curl -sS -m 3 -o /dev/null -w '%{http_code}' ${what}`);

  test('dns-down: names fail inside Pods, addresses do not', () => {
    const bench = new Bench(1);
    bench.create('web');
    bench.create('client', { image: 'curlimages/curl:8.10.1', command: ['sleep', '3600'] });
    bench.client.create(kinds.services, { metadata: { name: 'web', namespace: 'default' }, spec: { clusterIP: '10.96.7.7', selector: { app: 'web' }, ports: [{ port: 80 }] } } as never);
    bench.run(30);
    expect(fetch(bench, 'client', 'http://web')).toBe('200');
    const heal = bench.fault('dns-down');
    expect(fetch(bench, 'client', 'http://web')).toMatch(/Resolving timed out|Could not resolve host/);
    expect(fetch(bench, 'client', 'http://10.96.7.7')).toBe('200');
    heal();
    expect(fetch(bench, 'client', 'http://web')).toBe('200');
  });

  test('stop-kube-proxy: that node keeps the rules of before, the others go on', () => {
    const bench = new Bench(2);
    bench.create('web');
    for (const node of ['node-1', 'node-2']) bench.create(`on-${node}`, { image: 'curlimages/curl:8.10.1', command: ['sleep', '3600'] }, { nodeName: node });
    const service = (name: string, clusterIP: string): unknown => bench.client.create(kinds.services, { metadata: { name, namespace: 'default' }, spec: { clusterIP, selector: { app: 'web' }, ports: [{ port: 80 }] } } as never);
    service('before', '10.96.7.7');
    bench.run(30);
    const heal = bench.fault('stop-kube-proxy', { target: 'node-1' });
    service('after', '10.96.7.8');
    bench.run(5);
    expect(fetch(bench, 'on-node-1', 'http://10.96.7.7')).toBe('200');
    expect(fetch(bench, 'on-node-1', 'http://10.96.7.8')).toMatch(/timed out|timeout/i);
    expect(fetch(bench, 'on-node-2', 'http://10.96.7.8')).toBe('200');
    heal();
    expect(fetch(bench, 'on-node-1', 'http://10.96.7.8')).toBe('200');
  });
});

describe('the control plane', () => {
  const refused = 'The connection to the server 192.0.2.10:6443 was refused - did you specify the right host or port?\n';

  test('api-down: kubectl is refused, what runs runs on, nothing is healed; then everything is', () => {
    const bench = new Bench();
    bench.deploy('web', 3);
    bench.run(20);
    const heal = bench.fault('api-down');
    expect(bench.sh('kubectl get pods')).toContain(refused);
    const [victim] = bench.pods('web');
    bench.fault('crash-container', { target: `default/${victim?.metadata.name}/main` });
    bench.run(90);
    // The kubelet restarted it; the API server does not know yet.
    expect(bench.world.cluster.kubelets.get(victim?.spec.nodeName ?? '')?.faults.containers()).toContain(`default/${victim?.metadata.name}/main`);
    expect(bench.restarts(victim?.metadata.name ?? '')).toBe(0);
    expect(bench.world.cluster.components.isRunning('kube-scheduler')).toBe(false);
    heal();
    bench.run(60);
    expect(bench.restarts(victim?.metadata.name ?? '')).toBe(1);
    expect(bench.world.cluster.components.isRunning('kube-scheduler')).toBe(true);
    bench.client.patch(kinds.deployments, 'default', 'web', 'merge', { spec: { replicas: 5 } });
    bench.run(20);
    expect(bench.ready('web')).toBe(5);
    expect(bench.sh('kubectl get deploy web -o name')).toBe('deployment.apps/web\n');
  });

  test('api-slow: kubectl waits', () => {
    const bench = new Bench(1);
    const tookMs = (): number => {
      const fromMs = bench.world.clock.nowMs;
      bench.sh('kubectl get --raw /version');
      return bench.world.clock.nowMs - fromMs;
    };
    const before = tookMs();
    const heal = bench.fault('api-slow', { milliseconds: 2000 });
    expect(tookMs()).toBeGreaterThanOrEqual(before + 2000);
    heal();
    expect(tookMs()).toBe(before);
  });

  test('stop-component kube-scheduler: Pods stay Pending until it is back', () => {
    const bench = new Bench(1);
    const heal = bench.fault('stop-component', { target: 'kube-scheduler' });
    bench.create('web');
    bench.run(60);
    expect(bench.pod('web').status).toMatchObject({ phase: 'Pending' });
    expect(bench.pod('web').spec.nodeName).toBeUndefined();
    heal();
    bench.run(20);
    expect(bench.ready('web')).toBe(1);
  });

  test('stop-component kube-controller-manager: nothing is replaced, NotReady is not noticed', () => {
    const bench = new Bench(1);
    bench.deploy('web', 2);
    bench.run(20);
    const heal = bench.fault('stop-component', { target: 'kube-controller-manager' });
    bench.client.delete(kinds.pods, 'default', bench.pods('web')[0]?.metadata.name ?? '');
    bench.run(60);
    expect(bench.pods('web')).toHaveLength(1);
    heal();
    bench.run(20);
    expect(bench.ready('web')).toBe(2);
  });
});

describe('etcd', () => {
  const roles = (bench: Bench): string[] => bench.world.cluster.etcd.list().map(({ role }) => role).sort();
  const leaderOf = (bench: Bench): string => bench.world.cluster.etcd.list().find(({ role }) => role === 'leader')?.name ?? '';

  test('the leader is lost: another is elected in a new term, writes go on, the lost one catches up', () => {
    const bench = new Bench(1);
    const [first] = bench.world.cluster.etcd.list();
    expect(roles(bench)).toEqual(['follower', 'follower', 'leader']);
    const lost = leaderOf(bench);
    const heal = bench.fault('etcd-member-down', { target: lost });
    expect(bench.sh('kubectl create configmap a')).toBe('configmap/a created\n');
    expect(roles(bench)).toEqual(['down', 'follower', 'leader']);
    expect(leaderOf(bench)).not.toBe(lost);
    expect(Math.max(...bench.world.cluster.etcd.list().map(({ term }) => term))).toBe((first?.term ?? 0) + 1);
    bench.run(60);
    expect(bench.world.cluster.etcd.list().find(({ name }) => name === lost)?.behind).toBeGreaterThan(0);
    heal();
    bench.run(5);
    expect(bench.world.cluster.etcd.list().map(({ behind }) => behind)).toEqual([0, 0, 0]);
    expect(roles(bench)).toEqual(['follower', 'follower', 'leader']);
  });

  test('without a majority writes and current reads time out, the cache still answers; then all goes on', () => {
    const bench = new Bench(1);
    const heals = ['etcd-1', 'etcd-2'].map((target) => bench.fault('etcd-member-down', { target }));
    const fromMs = bench.world.clock.nowMs;
    expect(bench.sh('kubectl create configmap a')).toBe('error: failed to create configmap: etcdserver: request timed out\n');
    expect(bench.world.clock.nowMs - fromMs).toBeGreaterThanOrEqual(7000);
    expect(bench.sh('kubectl get nodes')).toBe('Error from server: etcdserver: request timed out\n');
    expect(bench.sh("kubectl get --raw '/api/v1/nodes?resourceVersion=0' | jq -r '.items[].metadata.name'")).toBe('node-1\n');
    bench.run(30);
    expect(bench.world.cluster.components.isRunning('kube-controller-manager')).toBe(false);
    const { revision } = bench.world.cluster.api.etcd;
    bench.run(30);
    expect(bench.world.cluster.api.etcd.revision).toBe(revision);
    heals[0]?.();
    bench.run(60);
    expect(roles(bench)).toEqual(['down', 'follower', 'leader']);
    expect(bench.sh('kubectl create configmap a')).toBe('configmap/a created\n');
    bench.deploy('web', 2);
    bench.run(20);
    expect(bench.ready('web')).toBe(2);
    heals[1]?.();
  });
});
