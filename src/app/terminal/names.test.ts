// A name that several objects have: which one its row means.
import { expect, test } from 'vitest';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { meant } from './names.ts';

const object = (kind: string, namespace: string) => ({ kind, namespace, name: 'web', uid: `${kind}/${namespace}` }) as ObjectSummary;

test('the kind before the name, then the namespace beside it, then what is looked at most', () => {
  const all = [object('services', 'default'), object('deployments', 'shop'), object('deployments', 'default'), object('ingresses', 'default')];
  const uid = (row: string): string | undefined => meant(all, row, row.indexOf('web'))?.uid;
  expect(uid('deployment.apps/web created')).toBe('deployments/shop');
  expect(uid('service/web exposed')).toBe('services/default');
  expect(uid('ingress.networking.k8s.io/web')).toBe('ingresses/default');
  expect(uid('default   web   1/1')).toBe('deployments/default');
  expect(uid('shop   web   1/1')).toBe('deployments/shop');
  expect(meant([], 'web', 0)).toBe(undefined);
});
