// Endpoints packed into slices with few writes.
import { describe, expect, test } from 'vitest';
import type { Endpoint, EndpointSlice } from '../../kube/types.generated.ts';
import { type SlicePlan, planSlices } from './slice-plan.ts';

const PORTS = [{ name: '', port: 80, protocol: 'TCP' }];
const template = { addressType: 'IPv4', metadata: { generateName: 's-', namespace: 'ns', labels: { l: '1' }, ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 's', uid: 'u' }] } };
const endpoint = (n: number, ready = true): Endpoint => ({ addresses: [`10.0.${Math.floor(n / 250)}.${n % 250}`], conditions: { ready }, targetRef: { kind: 'Pod', namespace: 'ns', name: `p${n}` } });
const many = (from: number, count: number): Endpoint[] => Array.from({ length: count }, (_, i) => endpoint(from + i));
const slice = (name: string, endpoints: readonly Endpoint[], ports = PORTS): EndpointSlice => ({ metadata: { ...template.metadata, name, uid: name }, addressType: 'IPv4', endpoints, ports }) as unknown as EndpointSlice;
const shape = ({ create, update, delete: remove }: SlicePlan): unknown => [create.map((one) => one.endpoints?.length ?? 0), update.map((one) => `${one.metadata.name}:${one.endpoints?.length ?? 0}`), remove.map((one) => one.metadata.name)];

describe('planning EndpointSlices', () => {
  test('a hundred endpoints a slice', () => {
    expect(shape(planSlices(template, [{ ports: PORTS, endpoints: many(0, 250) }], [], true))).toEqual([[100, 100, 50], [], []]);
  });

  test('nothing to do is nothing written', () => {
    expect(shape(planSlices(template, [{ ports: PORTS, endpoints: many(0, 3) }], [slice('a', many(0, 3))], true))).toEqual([[], [], []]);
  });

  test('a change of state changes the slice that has the endpoint; new ones fill slices that change anyway', () => {
    const existing = [slice('a', many(0, 99)), slice('b', many(100, 10))];
    const wanted = [...many(0, 99), endpoint(100, false), ...many(101, 9), endpoint(300)];
    expect(shape(planSlices(template, [{ ports: PORTS, endpoints: wanted }], existing, true))).toEqual([[], ['b:11'], []]);
  });

  test('a few new ones go where there is room, so that few writes are made', () => {
    const existing = [slice('a', many(0, 98)), slice('b', many(100, 10))];
    expect(shape(planSlices(template, [{ ports: PORTS, endpoints: [...many(0, 98), ...many(100, 10), ...many(300, 2)] }], existing, true))).toEqual([[], ['a:100'], []]);
  });

  test('without endpoints a placeholder stays, in place of the slice that was', () => {
    expect(shape(planSlices(template, [], [], true))).toEqual([[0], [], []]);
    const emptied = planSlices(template, [], [slice('a', many(0, 2))], true);
    expect(shape(emptied)).toEqual([[], ['a:0'], []]);
    expect(shape(planSlices(template, [], [slice('a', [], [])], true))).toEqual([[], [], []]);
    expect(shape(planSlices(template, [], [slice('a', many(0, 2))], false))).toEqual([[], [], ['a']]);
  });

  test('other ports are another slice', () => {
    const other = [{ name: '', port: 81, protocol: 'TCP' }];
    const plan = planSlices(template, [{ ports: PORTS, endpoints: many(0, 1) }, { ports: other, endpoints: many(1, 1) }], [slice('a', many(0, 1))], true);
    expect(shape(plan)).toEqual([[1], [], []]);
  });
});
