// Addresses and ports of Services: given out, asked for, taken, out of range, given back.
import { beforeEach, expect, it } from 'vitest';
import { KubeClient } from '../../../client/kube-client.ts';
import { Trace } from '../../../client/trace.ts';
import { kinds } from '../../../kube/kinds.generated.ts';
import type { Service, ServiceSpec } from '../../../kube/types.generated.ts';
import { Clock } from '../../../sim/clock.ts';
import { Random } from '../../../sim/random.ts';
import { ApiServer } from '../../api-server.ts';

let client: KubeClient;
let clock: Clock;

beforeEach(() => {
  clock = new Clock(Date.UTC(2026, 0, 1));
  const server = new ApiServer({ clock, trace: new Trace(), random: new Random(1), dialKubelet: () => undefined });
  client = new KubeClient(server, { userAgent: 'test/1', actor: 'test', user: 'admin', groups: ['system:masters'] });
});

const create = (name: string, spec: Partial<ServiceSpec>): Service =>
  client.create(kinds.services, { metadata: { name, namespace: 'default' }, spec: { ports: [{ port: 80 }], ...spec } as ServiceSpec });

it('gives every Service an address of its own', () => {
  const a = create('a', {});
  const b = create('b', { type: 'NodePort' });
  expect(a.spec).toMatchObject({ type: 'ClusterIP', clusterIPs: [a.spec.clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster', sessionAffinity: 'None' });
  expect(a.spec.clusterIP).toMatch(/^10\.96\./);
  expect(b.spec.clusterIP).not.toBe(a.spec.clusterIP);
  const port = b.spec.ports?.[0]?.nodePort ?? 0;
  expect(port).toBeGreaterThanOrEqual(30_000);
  expect(port).toBeLessThanOrEqual(32_767);
});

it('refuses what is taken or out of range', () => {
  create('a', { clusterIP: '10.96.5.5', type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] });
  expect(() => create('b', { clusterIP: '10.96.5.5' })).toThrow('Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.5.5"]: failed to allocate IP 10.96.5.5: provided IP is already allocated');
  expect(() => create('b', { clusterIP: '10.200.0.1' })).toThrow('spec.clusterIPs: Invalid value: ["10.200.0.1"]: failed to allocate IP 10.200.0.1: the provided network does not match the current range');
  expect(() => create('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] })).toThrow('Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated');
  expect(() => create('b', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })).toThrow('Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767');
});

it('gives out addresses of every range that there is, the oldest first, and none of a range that goes', () => {
  client.create(kinds.servicecidrs, { metadata: { name: 'small' }, spec: { cidrs: ['172.30.0.0/29'] } } as never);
  expect(create('asked', { clusterIP: '172.30.0.6' }).spec.clusterIP).toBe('172.30.0.6');
  expect(() => create('ends', { clusterIP: '172.30.0.7' })).toThrow('the provided network does not match the current range');
  client.delete(kinds.servicecidrs, '', 'small');
  expect(() => create('late', { clusterIP: '172.30.0.5' })).toThrow('the provided network does not match the current range');
});

it('the server’s own range comes back', () => {
  client.delete(kinds.servicecidrs, '', 'kubernetes');
  expect(() => create('meanwhile', {})).toThrow('range is full');
  clock.runFor(10);
  expect(create('after', {}).spec.clusterIP).toMatch(/^10\.96\./);
});

it('of a small range gives out all but its ends', () => {
  const server = new ApiServer({ clock: new Clock(Date.UTC(2026, 0, 1)), trace: new Trace(), random: new Random(1), dialKubelet: () => undefined, serviceCidr: '10.0.0.0/29' });
  client = new KubeClient(server, { userAgent: 'test/1', actor: 'test', user: 'admin', groups: ['system:masters'] });
  const given = [1, 2, 3, 4, 5].map((n) => String(create(`s${n}`, {}).spec.clusterIP));
  expect([...given].sort()).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6']);
  expect(() => create('full', {})).toThrow('range is full');
});

it('takes back what a deleted Service had', () => {
  create('a', { clusterIP: '10.96.5.5', type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] });
  client.delete(kinds.services, 'default', 'a');
  expect(create('b', { clusterIP: '10.96.5.5', type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }).spec.clusterIP).toBe('10.96.5.5');
});

it('keeps address and port over updates, and lets go of them as the type changes', () => {
  const a = create('a', { type: 'NodePort' });
  const same = client.update(kinds.services, { ...a, spec: { ...a.spec, selector: { x: 'y' } } });
  expect(same.spec.ports).toEqual(a.spec.ports);
  const inner = client.update(kinds.services, { ...same, spec: { ...same.spec, type: 'ClusterIP' } });
  expect(inner.spec.ports?.[0]?.nodePort).toBeUndefined();
  expect(inner.spec.clusterIP).toBe(a.spec.clusterIP);
  expect(() => client.update(kinds.services, { ...inner, spec: { ...inner.spec, clusterIP: '10.96.9.9', clusterIPs: ['10.96.9.9'] } })).toThrow('may not change once set');
});
