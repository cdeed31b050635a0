// Load balancers against the real API server.
import { describe, expect, test } from 'vitest';
import { createRig } from '../../testing/rig.ts';
import { kinds } from '../kube/kinds.generated.ts';
import type { Service } from '../kube/types.generated.ts';
import { paces } from '../sim/pace.ts';
import { AddressPool } from './address-pool.ts';
import { createCloud } from './cloud.ts';

function rig() {
  const base = createRig();
  createCloud({ ...base, pace: paces.real });
  base.clock.runFor(100);
  const make = (name: string, spec: object = {}): Service =>
    base.client.create(kinds.services, { metadata: { name, namespace: 'default' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec } } as never);
  const get = (name: string): Service | undefined => base.client.find(kinds.services, 'default', name);
  const ip = (name: string): string | undefined => get(name)?.status.loadBalancer?.ingress?.[0]?.ip;
  const events = (name: string): string[] => base.client.list(kinds.events, 'default').items.filter(({ source, involvedObject }) => source?.component === 'service-controller' && involvedObject.name === name).map(({ reason }) => reason ?? '');
  return { ...base, make, get, ip, events };
}

describe('load balancers', () => {
  test('a Service gets an address after a while, and a finalizer first', () => {
    const { clock, make, get, ip, events } = rig();
    make('web');
    clock.runFor(1000);
    expect(get('web')?.metadata.finalizers).toEqual(['service.kubernetes.io/load-balancer-cleanup']);
    expect(ip('web')).toBeUndefined();
    clock.runFor(5000);
    expect(ip('web')).toBe('203.0.113.1');
    expect(events('web')).toEqual(['EnsuringLoadBalancer', 'EnsuredLoadBalancer']);
  });

  test('a deleted Service goes once its address is given back, and the address is lent again', () => {
    const { clock, client, make, get, ip, events } = rig();
    make('a');
    make('b');
    clock.runFor(6000);
    expect([ip('a'), ip('b')]).toEqual(['203.0.113.1', '203.0.113.2']);
    client.delete(kinds.services, 'default', 'a');
    expect(get('a')).toBeDefined();
    clock.runFor(3000);
    expect(get('a')).toBeUndefined();
    expect(events('a').slice(-2)).toEqual(['DeletingLoadBalancer', 'DeletedLoadBalancer']);
    make('c');
    clock.runFor(6000);
    expect(ip('c')).toBe('203.0.113.1');
  });

  test('another type loses the address; another class is left alone', () => {
    const { clock, client, make, get, ip } = rig();
    make('a');
    make('other', { loadBalancerClass: 'example.com/own' });
    clock.runFor(6000);
    expect(ip('other')).toBeUndefined();
    client.patch(kinds.services, 'default', 'a', 'merge', { spec: { type: 'ClusterIP' } });
    clock.runFor(6000);
    expect(ip('a')).toBeUndefined();
    expect(get('a')?.metadata.finalizers).toBeUndefined();
  });

  test('the pool honours a wish that is free', () => {
    const pool = new AddressPool('203.0.113.0/30');
    expect(pool.allocate('a', '203.0.113.2')).toBe('203.0.113.2');
    expect(pool.allocate('b', '203.0.113.2')).toBe('203.0.113.1');
    expect(pool.allocate('b')).toBe('203.0.113.1');
    expect(pool.allocate('c')).toBeUndefined();
    expect(pool.has('203.0.113.3')).toBe(false);
  });
});
