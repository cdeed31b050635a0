// Decoding as Go does it: the real server's error texts, what omitempty drops, defaults of the schema.
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { decode } from './decode.ts';
import { applySchemaDefaults } from './defaults.ts';
import { schemaOf } from './schema.ts';

const shape = (group: string, kind: string) => {
  const found = schemaOf(group, 'v1', kind);
  if (!found) throw new Error(kind);
  return found;
};
const pod = (spec: Json): Json => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec });

describe('decode', () => {
  // The texts are those of the recorded API server.
  it.each<[string, string, Json, string]>([
    ['', 'ConfigMap', { data: 'str' }, 'json: cannot unmarshal string into Go struct field ConfigMap.data of type map[string]string'],
    ['apps', 'Deployment', { spec: { replicas: 'three' } }, 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'],
    ['', 'Pod', pod({ containers: {} }), 'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container'],
    ['', 'Pod', pod({ containers: [{ name: 'c', resources: { limits: { cpu: {} } } }] }), "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"],
    ['', 'Secret', { data: { a: '***' } }, 'illegal base64 data at input byte 0'],
    ['', 'Pod', pod({ hostNetwork: 'yes' }), 'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool'],
    ['', 'Pod', pod({ containers: [{ imagePullPolicy: 1 }] }), 'json: cannot unmarshal number into Go struct field Container.spec.containers.imagePullPolicy of type v1.PullPolicy'],
    ['apps', 'Deployment', { spec: { replicas: 1.5 } }, 'json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32'],
    ['coordination.k8s.io', 'Lease', { spec: { acquireTime: '2020-01-01T00:00:00Z' } }, 'parsing time "2020-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"'],
    ['', 'Pod', { metadata: { creationTimestamp: 'now' } }, 'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"'],
  ])('%s %s %j', (group, kind, value, error) => {
    expect(decode(value, shape(group, kind)).error).toBe(error);
  });

  it('names unknown fields by path', () => {
    const { unknown, error } = decode(pod({ containers: [{ name: 'c', imagePullPolice: 'x', ports: [{ containerport: 80, containerPort: 80 }] }], contianers: [] }), shape('', 'Pod'));
    expect(error).toBeUndefined();
    expect(unknown).toEqual(['unknown field "spec.containers[0].imagePullPolice"', 'unknown field "spec.containers[0].ports[0].containerport"', 'unknown field "spec.contianers"']);
  });

  it('drops what omitempty drops and writes what Go always writes', () => {
    const { value } = decode(pod({ containers: [{ name: 'c', image: '', args: [], env: [{ name: 'A', value: '' }], stdin: false, securityContext: { privileged: false } }], hostNetwork: false, automountServiceAccountToken: false }), shape('', 'Pod'));
    expect(value).toEqual({
      apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, status: {},
      spec: { containers: [{ name: 'c', env: [{ name: 'A' }], resources: {}, securityContext: { privileged: false } }], automountServiceAccountToken: false },
    });
    expect(decode({}, shape('rbac.authorization.k8s.io', 'Role')).value).toEqual({ metadata: {}, rules: null });
    expect(decode({ metadata: { creationTimestamp: null, labels: { a: null } } }, shape('', 'ConfigMap')).value).toEqual({ metadata: { labels: { a: '' } } });
  });

  it('normalises quantities and times', () => {
    const { value } = decode(pod({ containers: [{ name: 'c', resources: { limits: { cpu: 0.5, memory: '1.5Gi' } } }] }), shape('', 'Pod'));
    expect(value['spec']).toMatchObject({ containers: [{ resources: { limits: { cpu: '500m', memory: '1536Mi' } } }] });
    expect(decode({ metadata: { deletionTimestamp: '2020-01-01T01:00:00.5+01:00' } }, shape('', 'Pod')).value['metadata']).toEqual({ deletionTimestamp: '2020-01-01T00:00:00Z' });
  });

  it('is not fooled by __proto__ and by depth', () => {
    const { value } = decode(JSON.parse('{"metadata":{"labels":{"__proto__":"x"}}}') as Json, shape('', 'ConfigMap'));
    expect(JSON.stringify(value)).toBe('{"metadata":{"labels":{"__proto__":"x"}}}');
    let deep: Json = {};
    for (let i = 0; i < 10_000; i++) deep = { not: deep };
    expect(decode({ spec: { versions: [{ schema: { openAPIV3Schema: deep } }] } }, shape('apiextensions.k8s.io', 'CustomResourceDefinition')).error).toBe('exceeded max depth');
  });

  it('fills in the defaults that the schema carries', () => {
    const { value } = decode({ spec: { ports: [{ port: 80 }] } }, shape('', 'Service'));
    applySchemaDefaults(value, shape('', 'Service'));
    expect(value['spec']).toEqual({ ports: [{ port: 80, protocol: 'TCP' }] });
  });
});
