// gRPC probes: a server that speaks the health protocol, well and not well, an unknown service, and one that does not speak it at all.
import { expect, test } from 'vitest';
import { Typist } from '../../testing/typist.ts';
import { KubeClient } from '../client/kube-client.ts';
import { kinds } from '../kube/kinds.generated.ts';
import { createWorld } from './world.ts';

const caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };

test('readiness by gRPC', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  const client = new KubeClient(world.api, caller);
  const typist = new Typist(world);
  const pod = (name: string, image: string, args: readonly string[], grpc: object): void =>
    void client.create(kinds.pods, { metadata: { name, namespace: 'default' }, spec: { containers: [{ name: 'c', image, args, readinessProbe: { grpc, periodSeconds: 1 } }] } } as never);
  const agnhost = 'registry.k8s.io/e2e-test-images/agnhost:2.53';
  pod('well', agnhost, ['grpc-health-checking'], { port: 5000 });
  pod('unknown', agnhost, ['grpc-health-checking'], { port: 5000, service: 'liveness' });
  pod('http', 'nginx:1.25', [], { port: 80 });
  client.create(kinds.pods, { metadata: { name: 'etcd', namespace: 'default' }, spec: { containers: [{ name: 'c', image: 'registry.k8s.io/etcd:3.5.1-0', command: ['/usr/local/bin/etcd', '--listen-client-urls', 'http://0.0.0.0:2379'], livenessProbe: { grpc: { port: 2379 }, periodSeconds: 1 } }] } } as never);
  world.clock.runFor(20_000);
  const ready = (name: string): string | undefined => client.get(kinds.pods, 'default', name).status.conditions?.find(({ type }) => type === 'Ready')?.status;
  const told = (name: string): readonly string[] => client.list(kinds.events, 'default').items.filter(({ involvedObject, reason }) => involvedObject.name === name && reason === 'Unhealthy').map(({ message }) => message ?? '');
  expect([ready('well'), ready('unknown'), ready('http'), ready('etcd')]).toEqual(['True', 'False', 'False', 'True']);
  expect(client.get(kinds.pods, 'default', 'etcd').status.containerStatuses?.[0]?.restartCount).toBe(0);
  expect(told('unknown')).toEqual(['Readiness probe failed: error: health rpc failed: rpc error: code = NotFound desc = unknown service']);
  const ip = client.get(kinds.pods, 'default', 'http').status.podIP ?? '';
  expect(told('http')).toEqual([`Readiness probe failed: timeout: failed to connect service "${ip}:80" within 1s: context deadline exceeded`]);
  typist.run('kubectl run ask --image=busybox --restart=Never -- wget -qO- http://' + (client.get(kinds.pods, 'default', 'well').status.podIP ?? '') + ':8080/make-not-serving');
  world.clock.runFor(20_000);
  expect(ready('well')).toBe('False');
  expect(told('well')).toContain('Readiness probe failed: service unhealthy (responded with "NOT_SERVING")');
});
