// The quality-of-service class that follows from requests and limits.
import { expect, it } from 'vitest';
import type { PodSpec } from '../../../kube/types.generated.ts';
import { qosClass } from './qos.ts';

const spec = (...resources: readonly object[]): PodSpec => ({ containers: resources.map((r, i) => ({ name: `c${i}`, image: 'i', resources: r })) });
const all = { cpu: '500m', memory: '1Gi' };

it.each<[string, PodSpec]>([
  ['BestEffort', spec({})],
  ['BestEffort', spec({ requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '1' } })],
  ['Burstable', spec({ requests: { cpu: '1' } })],
  ['Burstable', spec({ requests: all, limits: { ...all, cpu: '1' } })],
  ['Burstable', spec({ requests: all, limits: all }, {})],
  ['Guaranteed', spec({ requests: all, limits: all })],
  ['Guaranteed', spec({ requests: { cpu: '0.5', memory: '1024Mi' }, limits: all })],
  ['Guaranteed', { ...spec({}), resources: { requests: all, limits: all } }],
])('%s', (expected, value) => {
  expect(qosClass(value)).toBe(expected);
});
