// /openapi/v2 in both forms: definitions as kubectl explains them in that version, parameters with their words, custom kinds among them.
import { expect, test } from 'vitest';
import type { JsonObject } from '../engine/base/json.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import { createWorld } from '../engine/world/world.ts';
import { KubeClient } from '../engine/client/kube-client.ts';
import { openApiProtobuf } from './openapi-v2.ts';

const admin = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] };
const texts = { texts: ['Watch it.', 'The name.'], definitions: { 'io.k8s.api.core.v1.ConfigMap': { metadata: 1 } }, parameters: { watch: 'Watch it.' } };
const world = createWorld({ seed: 1, startMs: 0, pace: 'fast', nodes: 0, without: ['cloud', 'scheduler', 'controller-manager'], descriptions: () => texts });
const document = (): JsonObject => {
  const { body } = world.api.request({ method: 'GET', path: '/openapi/v2' }, admin);
  return (body as { readonly value: JsonObject }).value;
};

test('references stand beside what is said of them, and there are no defaults', () => {
  const text = JSON.stringify(document());
  expect(text).not.toContain('"allOf":[');
  expect(text).not.toContain('"default":""');
  expect(document()).toMatchObject({ definitions: { 'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' } } });
  expect(document()).toMatchObject({ definitions: { 'io.k8s.api.core.v1.ConfigMap': { properties: { metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', description: 'The name.' } } } } });
});

test('parameters are said once, and operations refer to them', () => {
  expect(document()['parameters']).toMatchObject({ watch: { in: 'query', name: 'watch', type: 'boolean', description: 'Watch it.' }, limit: { type: 'integer' } });
  expect(document()['paths']).toMatchObject({ '/api/v1/namespaces/{namespace}/pods': { get: { parameters: expect.arrayContaining([{ $ref: '#/parameters/watch' }]) as unknown } } });
});

test('as protobuf it has the definitions and, in every operation, the parameters by name', () => {
  const bytes = openApiProtobuf(document());
  expect(bytes.includes('io.k8s.api.apps.v1.Deployment')).toBe(true);
  expect(bytes.includes('#/definitions/io.k8s.api.core.v1.PodSpec')).toBe(true);
  expect(bytes.includes('x-kubernetes-group-version-kind')).toBe(true);
  expect(bytes.includes('fieldValidation')).toBe(true);
});

test('a custom kind is in the document as soon as it is served, and gone with it', () => {
  const client = new KubeClient(world.api, admin);
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { size: { 'x-kubernetes-int-or-string': true }, odd: { type: 'string', nullable: true } } }, metadata: { type: 'object' } } };
  client.create(kinds.customresourcedefinitions, { metadata: { name: 'foos.example.com' }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: 'foos', kind: 'Foo' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }] } } as never);
  world.clock.runFor(5000);
  expect(document()).toMatchObject({
    definitions: {
      'com.example.v1.Foo': { properties: { spec: { properties: { size: { 'x-kubernetes-int-or-string': true }, odd: {} } }, metadata: { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta', description: 'The name.' } } },
      'com.example.v1.FooList': { required: ['items'] },
    },
    paths: { '/apis/example.com/v1/namespaces/{namespace}/foos': { post: {} } },
  });
  client.delete(kinds.customresourcedefinitions, '', 'foos.example.com');
  world.clock.runFor(5000);
  expect(JSON.stringify(document())).not.toContain('com.example.v1.Foo');
});
