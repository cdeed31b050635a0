// Admission policies, accounts, reviews and addresses, each test after the conformance test that it names (test/e2e/apimachinery/validatingadmissionpolicy.go, test/e2e/auth, test/e2e/network).
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import type { Caller } from '../../engine/client/api.ts';
import { createRig } from '../rig.ts';
import { at, itemsOf, nameOf, Server } from './server.ts';

let server: Server;
const ns = 'policies';
beforeAll(() => {
  server = new Server(createRig({ pace: 'fast', nodes: 1 }));
  server.namespace(ns);
  server.patch(`/api/v1/namespaces/${ns}`, 'merge', { metadata: { labels: { unique: ns } } });
});

const registration = '/apis/admissionregistration.k8s.io/v1';
const deployments = `/apis/apps/v1/namespaces/${ns}/deployments`;
const deployment = (name: string, replicas: number): Json => ({ metadata: { name }, spec: { replicas, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } } } });

describe('validatingadmissionpolicy.go', () => {
  const rules = [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['deployments'] }];
  const policy = (name: string, spec: JsonObject): void => {
    server.done('POST', `${registration}/validatingadmissionpolicies`, { body: { metadata: { name }, spec: { failurePolicy: 'Fail', matchConstraints: { namespaceSelector: { matchLabels: { unique: ns } }, resourceRules: rules }, ...spec } } });
    server.done('POST', `${registration}/validatingadmissionpolicybindings`, { body: { metadata: { name: `${name}-binding` }, spec: { policyName: name, validationActions: ['Deny'] } } });
  };
  const remove = (name: string): void => {
    server.done('DELETE', `${registration}/validatingadmissionpolicybindings/${name}-binding`);
    server.done('DELETE', `${registration}/validatingadmissionpolicies/${name}`);
  };
  test('«should validate against a Deployment»', () => {
    policy('replicas', { validations: [{ expression: 'object.spec.replicas > 1', messageExpression: "'wants replicas > 1, got ' + string(object.spec.replicas)" }, { expression: 'namespaceObject.metadata.name == "policies"', message: 'Internal error! Other namespace should not be allowed.' }] });
    server.until('it denies', () => server.ask('POST', deployments, { body: deployment('marker', 1), query: { dryRun: 'All' } }).code === 422);
    expect(server.ask('POST', deployments, { body: deployment('one', 1) })).toMatchObject({ code: 422, body: { message: expect.stringContaining('wants replicas > 1, got 1') as string, reason: 'Invalid' } });
    expect(server.ask('POST', deployments, { body: deployment('two', 2) }).code).toBe(201);
    remove('replicas');
  });
  test('«should allow expressions to refer variables.»', () => {
    policy('variables', { variables: [{ name: 'replicas', expression: 'object.spec.replicas' }, { name: 'oddReplicas', expression: 'variables.replicas % 2 == 1' }], validations: [{ expression: 'variables.replicas > 1' }, { expression: 'variables.oddReplicas', message: 'must be odd' }] });
    server.until('it denies', () => server.ask('POST', deployments, { body: deployment('marker', 2), query: { dryRun: 'All' } }).code === 422);
    expect(server.ask('POST', deployments, { body: deployment('even', 4) })).toMatchObject({ code: 422, body: { message: expect.stringContaining('must be odd') as string } });
    expect(server.ask('POST', deployments, { body: deployment('odd', 3) }).code).toBe(201);
    remove('variables');
  });
  test('«should type check validation expressions»', () => {
    policy('typed', { validations: [{ expression: "object.spec.replicas > '1'" }, { expression: 'object.spec.maxRetries * 10 > 100' }] });
    const found = (): Json | undefined => at(server.done('GET', `${registration}/validatingadmissionpolicies/typed`), 'status', 'typeChecking');
    server.until('it is checked', () => found() !== undefined);
    const warnings = (at(found(), 'expressionWarnings') ?? []) as readonly JsonObject[];
    expect(warnings.map(({ fieldRef }) => fieldRef)).toEqual(['spec.validations[0].expression', 'spec.validations[1].expression']);
    expect(String(warnings[0]?.['warning'])).toContain("found no matching overload for '_>_' applied to '(int, string)'");
    expect(String(warnings[1]?.['warning'])).toContain("undefined field 'maxRetries'");
    remove('typed');
  });
  test('«should type check a CRD»', () => {
    const schema = { type: 'object', properties: { spec: { type: 'object', properties: { cronSpec: { type: 'string' }, replicas: { type: 'integer' } } } } };
    server.done('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: { metadata: { name: 'crontabs.stable.example.com' }, spec: { group: 'stable.example.com', scope: 'Namespaced', names: { plural: 'crontabs', kind: 'CronTab' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }] } } });
    server.run(2000);
    policy('crd', { matchConstraints: { resourceRules: [{ apiGroups: ['stable.example.com'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['crontabs'] }] }, validations: [{ expression: 'object.spec.cronSpec > 1' }, { expression: 'object.spec.replicas > 1' }] });
    const found = (): Json | undefined => at(server.done('GET', `${registration}/validatingadmissionpolicies/crd`), 'status', 'typeChecking');
    server.until('it is checked', () => found() !== undefined);
    expect(((at(found(), 'expressionWarnings') ?? []) as readonly JsonObject[]).map(({ fieldRef }) => fieldRef)).toEqual(['spec.validations[0].expression']);
    remove('crd');
  });
});

describe('auth', () => {
  const accounts = `/api/v1/namespaces/${ns}/serviceaccounts`;
  test('service_accounts.go «should guarantee kube-root-ca.crt exist in any namespace», «no secret-based service account token should be auto-generated»', () => {
    const own = `/api/v1/namespaces/${ns}/configmaps/kube-root-ca.crt`;
    expect(String(at(server.done('GET', own), 'data', 'ca.crt'))).toContain('BEGIN CERTIFICATE');
    server.done('DELETE', own);
    server.until('it comes back', () => server.ask('GET', own).code === 200);
    server.patch(own, 'merge', { data: { 'ca.crt': '' } });
    server.until('it is put right', () => String(at(server.done('GET', own), 'data', 'ca.crt')).includes('BEGIN CERTIFICATE'));
    expect(at(server.done('GET', `${accounts}/default`), 'secrets')).toBeUndefined();
  });
  test('a token is made for whom it is asked, speaks for him, and ends with what it is bound to', () => {
    server.done('POST', accounts, { body: { metadata: { name: 'mount' } } });
    server.done('POST', `/api/v1/namespaces/${ns}/secrets`, { body: { metadata: { name: 'bound' } } });
    const asked = server.done('POST', `${accounts}/mount/token`, { body: { spec: { expirationSeconds: 3600, boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'bound' } } } });
    const token = String(at(asked, 'status', 'token'));
    const review = (): Json | undefined => at(server.done('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec: { token } } }), 'status');
    expect(review()).toMatchObject({ authenticated: true, user: { username: `system:serviceaccount:${ns}:mount`, groups: ['system:serviceaccounts', `system:serviceaccounts:${ns}`, 'system:authenticated'] } });
    server.done('DELETE', `/api/v1/namespaces/${ns}/secrets/bound`);
    expect(review()).not.toMatchObject({ authenticated: true });
  });
  test('«ServiceAccountIssuerDiscovery»: the issuer and its keys are published', () => {
    const configuration = server.done('GET', '/.well-known/openid-configuration');
    expect(configuration).toMatchObject({ issuer: expect.stringMatching(/^https:/) as string, jwks_uri: expect.stringContaining('/openid/v1/jwks') as string, response_types_supported: ['id_token'], subject_types_supported: ['public'] });
  });
  test('subjectreviews.go «should support SubjectReview API operations», selfsubjectreviews', () => {
    const sar = server.done('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body: { spec: { resourceAttributes: { verb: 'list', resource: 'configmaps', namespace: ns, version: 'v1' }, user: 'system:serviceaccount:x:e2e', groups: ['system:authenticated'], uid: 'u' } } });
    expect(at(sar, 'status', 'allowed')).toBe(false);
    const local = server.done('POST', `/apis/authorization.k8s.io/v1/namespaces/${ns}/localsubjectaccessreviews`, { body: { metadata: { namespace: ns }, spec: { resourceAttributes: { verb: 'list', resource: 'configmaps', namespace: ns }, user: 'admin', groups: ['system:masters'] } } });
    expect(at(local, 'status', 'allowed')).toBe(true);
    const jane: Caller = { userAgent: 'test', actor: 'test', user: 'jane', groups: ['devs', 'system:authenticated'], uid: '42', extra: { scopes: ['a'] } };
    expect(at(server.done('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: {}, as: jane }), 'status', 'userInfo')).toEqual({ username: 'jane', uid: '42', groups: ['devs', 'system:authenticated'], extra: { scopes: ['a'] } });
    expect(at(server.done('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { body: { spec: { namespace: ns } }, as: jane }), 'status', 'resourceRules')).toBeDefined();
  });
});

describe('network', () => {
  const own = (resource: string, name = ''): string => `/api/v1/namespaces/${ns}/${resource}${name === '' ? '' : `/${name}`}`;
  const slices = (service: string): readonly JsonObject[] => itemsOf(server.done('GET', `/apis/discovery.k8s.io/v1/namespaces/${ns}/endpointslices`, { query: { labelSelector: `kubernetes.io/service-name=${service}` } }));
  test('endpointslice.go «should have Endpoints and EndpointSlices pointing to API Server»', () => {
    expect(at(server.done('GET', '/api/v1/namespaces/default/endpoints/kubernetes'), 'subsets', 0, 'addresses', 0, 'ip')).toBe(at(server.done('GET', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes'), 'endpoints', 0, 'addresses', 0));
    expect(server.done('GET', '/api/v1/namespaces/default/services/kubernetes')).toMatchObject({ spec: { ports: [{ name: 'https', port: 443 }] } });
  });
  test('endpointslice.go «should create and delete Endpoints and EndpointSlices for a Service with a selector specified»', () => {
    server.done('POST', own('services'), { body: { metadata: { name: 'example-empty-selector' }, spec: { selector: { 'does-not-match-anything': 'endpoints-and-endpoint-slices-should-still-be-created' }, ports: [{ name: 'example', port: 80, protocol: 'TCP' }] } } });
    server.until('both are there', () => server.ask('GET', own('endpoints', 'example-empty-selector')).code === 200 && slices('example-empty-selector').length === 1);
    server.done('DELETE', own('services', 'example-empty-selector'));
    server.until('both are gone', () => server.ask('GET', own('endpoints', 'example-empty-selector')).code === 404 && slices('example-empty-selector').length === 0);
  });
  test('endpointslicemirroring.go «should mirror a custom Endpoints resource through create update and delete»', () => {
    server.done('POST', own('services'), { body: { metadata: { name: 'example-custom-endpoints' }, spec: { ports: [{ name: 'example', port: 80, protocol: 'TCP' }] } } });
    const subsets = (ip: string, port: number): Json => [{ ports: [{ port }], addresses: [{ ip }] }];
    const made = server.done('POST', own('endpoints'), { body: { metadata: { name: 'example-custom-endpoints' }, subsets: subsets('10.1.2.3', 80) } });
    const shown = (): readonly (Json | undefined)[] => slices('example-custom-endpoints').map((slice) => [at(slice, 'endpoints', 0, 'addresses', 0) ?? '', at(slice, 'ports', 0, 'port') ?? 0, at(slice, 'metadata', 'labels', 'endpointslice.kubernetes.io/managed-by') ?? '']);
    server.until('it is mirrored', () => JSON.stringify(shown()) === JSON.stringify([['10.1.2.3', 80, 'endpointslicemirroring-controller.k8s.io']]));
    server.done('PUT', own('endpoints', 'example-custom-endpoints'), { body: { ...made, metadata: { name: 'example-custom-endpoints' }, subsets: subsets('10.2.3.4', 9090) } });
    server.until('it follows', () => JSON.stringify(shown()) === JSON.stringify([['10.2.3.4', 9090, 'endpointslicemirroring-controller.k8s.io']]));
    server.done('DELETE', own('endpoints', 'example-custom-endpoints'));
    server.until('it goes', () => shown().length === 0);
  });
  test('service.go «should be able to change the type from ExternalName to ClusterIP», «… to NodePort», «… from ClusterIP to ExternalName», «should complete a service status lifecycle»', () => {
    server.done('POST', own('services'), { body: { metadata: { name: 'changing' }, spec: { type: 'ExternalName', externalName: 'foo.example.com', selector: { a: 'b' } } } });
    const to = (spec: JsonObject): JsonObject => server.patch(own('services', 'changing'), 'merge', { spec });
    expect(at(to({ type: 'ClusterIP', externalName: null, ports: [{ port: 80, name: 'http', protocol: 'TCP' }] }), 'spec', 'clusterIP')).toMatch(/^10\.96\./);
    expect(at(to({ type: 'NodePort' }), 'spec', 'ports', 0, 'nodePort')).toBeGreaterThan(29_999);
    const back = to({ type: 'ExternalName', externalName: 'foo.example.com', clusterIP: '', clusterIPs: null, ports: null });
    expect([at(back, 'spec', 'type'), at(back, 'spec', 'clusterIP'), at(back, 'spec', 'ports')]).toEqual(['ExternalName', undefined, undefined]);
    to({ type: 'LoadBalancer', externalName: null, ports: [{ port: 80, name: 'http' }] });
    const patched = server.patch(own('services', 'changing/status'), 'merge', { metadata: { annotations: { patchedstatus: 'true' } }, status: { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } });
    expect(at(patched, 'status', 'loadBalancer', 'ingress', 0)).toEqual({ ip: '203.0.113.1', ipMode: 'VIP' });
    expect(itemsOf(server.done('GET', '/api/v1/services')).map(nameOf)).toContain('changing');
    server.done('DELETE', own('services', 'changing'));
  });
  test('service_cidrs.go «should create Services and serve on different Service CIDRs»: a range is ready, gives addresses, and stays while they are used', () => {
    server.done('POST', '/apis/networking.k8s.io/v1/servicecidrs', { body: { metadata: { name: 'test-svc-cidr' }, spec: { cidrs: ['10.196.196.0/24'] } } });
    const cidr = (): JsonObject => server.ask('GET', '/apis/networking.k8s.io/v1/servicecidrs/test-svc-cidr').body;
    server.until('it is ready', () => at(cidr(), 'status', 'conditions', 0, 'status') === 'True');
    server.done('POST', own('services'), { body: { metadata: { name: 'elsewhere' }, spec: { clusterIP: '10.196.196.77', ports: [{ port: 80 }] } } });
    server.done('DELETE', '/apis/networking.k8s.io/v1/servicecidrs/test-svc-cidr');
    server.run(30_000);
    expect(at(cidr(), 'status', 'conditions', 0)).toMatchObject({ type: 'Ready', status: 'False', reason: 'Terminating' });
    server.done('DELETE', own('services', 'elsewhere'));
    server.until('it is gone', () => cidr()['reason'] === 'NotFound');
  });
});
