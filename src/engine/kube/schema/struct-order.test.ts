// Tests of Go's order of fields: what a real `kubectl create deployment -o json` and `kubectl run -o json` print.
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../base/json.ts';
import { inStructOrder } from './struct-order.ts';

const keysOf = (value: unknown): readonly string[] => Object.keys(value as JsonObject);

describe('inStructOrder', () => {
  it('puts the fields of structs as they are declared and those of maps in order', () => {
    const deployment = inStructOrder({
      spec: { template: { spec: { terminationGracePeriodSeconds: 30, containers: [{ image: 'nginx', name: 'app' }] }, metadata: { labels: { b: '2', a: '1' } } }, selector: {}, strategy: {}, replicas: 1 },
      metadata: { creationTimestamp: '2026-01-01T00:00:00Z', uid: 'u', name: 'web' }, kind: 'Deployment', apiVersion: 'apps/v1',
    });
    expect(JSON.stringify(deployment)).toBe(
      '{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web","uid":"u","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"replicas":1,"selector":{},"template":{"metadata":{"labels":{"a":"1","b":"2"}},"spec":{"containers":[{"name":"app","image":"nginx"}],"terminationGracePeriodSeconds":30}},"strategy":{}}}',
    );
  });

  it('puts the fields of an inlined struct where it stands', () => {
    const pod = inStructOrder({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'a', livenessProbe: { periodSeconds: 1, httpGet: { port: 80 } } }], volumes: [{ emptyDir: {}, name: 'v' }] } });
    const spec = pod['spec'] as { readonly containers: readonly [{ readonly livenessProbe: JsonObject }]; readonly volumes: readonly [JsonObject] };
    expect(keysOf(spec)).toEqual(['volumes', 'containers']);
    expect(keysOf(spec.containers[0].livenessProbe)).toEqual(['httpGet', 'periodSeconds']);
    expect(keysOf(spec.volumes[0])).toEqual(['name', 'emptyDir']);
  });

  it('leaves what it has no schema of, and fields that it does not know last', () => {
    expect(keysOf(inStructOrder({ b: 1, kind: 'Gear', apiVersion: 'example.com/v1', a: 2 }))).toEqual(['b', 'kind', 'apiVersion', 'a']);
    expect(keysOf(inStructOrder({ odd: 1, data: {}, kind: 'ConfigMap', apiVersion: 'v1' }))).toEqual(['kind', 'apiVersion', 'data', 'odd']);
  });
});
