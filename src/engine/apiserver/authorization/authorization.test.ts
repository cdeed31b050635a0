// Who may do what, through the API: roles and bindings, the words of a refusal, impersonation, escalation, nodes, tokens, the reviews.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiRequest, ApiResponse, Caller } from '../../client/api.ts';
import { KubeClient } from '../../client/kube-client.ts';
import { Trace } from '../../client/trace.ts';
import type { Json } from '../../base/json.ts';
import { encodeBase64 } from '../../base/base64.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { Clock } from '../../sim/clock.ts';
import { Random } from '../../sim/random.ts';
import { ApiServer } from '../api-server.ts';

const admin: Caller = { userAgent: 'test/1', actor: 'test', user: 'admin', groups: ['system:masters', 'system:authenticated'] };
const person = (user: string, ...groups: readonly string[]): Caller => ({ userAgent: 'test/1', actor: 'test', user, groups: [...groups, 'system:authenticated'] });
const jane = person('jane');
const rbac = '/apis/rbac.authorization.k8s.io/v1';

let clock: Clock;
let server: ApiServer;
let client: KubeClient;

beforeEach(() => {
  clock = new Clock(Date.UTC(2026, 0, 1));
  server = new ApiServer({ clock, trace: new Trace(), random: new Random(1), dialKubelet: () => undefined, disabledAdmissionPlugins: ['ServiceAccount'] });
  server.onPanic = (error) => {
    throw error;
  };
  client = new KubeClient(server, admin);
});

function ask(caller: Caller, method: ApiRequest['method'], path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  const [bare = '', query = ''] = path.split('?');
  return server.request({ method, path: bare, query: Object.fromEntries(new URLSearchParams(query)), headers, ...(body === undefined ? {} : { body: body as Json }) }, caller);
}

/** The refusal's words, or 'yes' with the code where there is none. */
function said(response: ApiResponse): string {
  if (response.code < 400) return `yes ${response.code}`;
  return response.body.type === 'json' ? (response.body.value as { message: string }).message : '';
}

const valueOf = <T>(response: ApiResponse): T => (response.body.type === 'json' ? response.body.value : undefined) as T;

function role(name: string, ...rules: readonly Json[]): void {
  client.create(kinds.roles, { metadata: { name, namespace: 'default' }, rules: rules as never });
}

function bind(name: string, kind: 'Role' | 'ClusterRole', subject: { readonly kind: string; readonly name: string; readonly namespace?: string }): void {
  client.create(kinds.rolebindings, { metadata: { name, namespace: 'default' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name }, subjects: [subject.kind === 'ServiceAccount' ? subject : { ...subject, apiGroup: 'rbac.authorization.k8s.io' }] });
}

describe('RBAC', () => {
  it('refuses in the words of Kubernetes', () => {
    expect(said(ask(jane, 'GET', '/api/v1/namespaces/default/pods'))).toBe('pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"');
    expect(said(ask(jane, 'GET', '/api/v1/nodes'))).toBe('nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope');
    expect(said(ask(jane, 'DELETE', '/apis/apps/v1/namespaces/default/deployments/x'))).toBe('deployments.apps "x" is forbidden: User "jane" cannot delete resource "deployments" in API group "apps" in the namespace "default"');
    expect(said(ask(jane, 'GET', '/api/v1/namespaces/default/pods/x/log'))).toBe('pods "x" is forbidden: User "jane" cannot get resource "pods/log" in API group "" in the namespace "default"');
    expect(said(ask(jane, 'GET', '/metrics'))).toBe('forbidden: User "jane" cannot get path "/metrics"');
    expect(said(ask(jane, 'GET', '/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dx'))).toBe('pods "x" is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"');
    expect(said(ask(jane, 'GET', '/apis'))).toBe('yes 200');
  });

  it('grants what roles say: subresources, names, and no more', () => {
    role('r', { apiGroups: [''], resources: ['pods/log', '*/scale'], verbs: ['get'] }, { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a'], verbs: ['get', 'list'] });
    bind('r', 'Role', { kind: 'User', name: 'jane' });
    expect(said(ask(jane, 'GET', '/api/v1/namespaces/default/pods/x/log'))).toBe('pods "x" not found');
    expect(said(ask(jane, 'GET', '/api/v1/namespaces/default/replicationcontrollers/x/scale'))).toContain('not found');
    expect(ask(jane, 'GET', '/api/v1/namespaces/default/pods/x').code).toBe(403);
    expect(ask(jane, 'GET', '/api/v1/namespaces/default/configmaps/a').code).toBe(404);
    expect(ask(jane, 'GET', '/api/v1/namespaces/default/configmaps/b').code).toBe(403);
    expect(ask(jane, 'GET', '/api/v1/namespaces/default/configmaps').code).toBe(403);
    expect(ask(jane, 'GET', '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Da').code).toBe(200);
    expect(ask(jane, 'GET', '/api/v1/namespaces/kube-system/configmaps/a').code).toBe(403);
  });

  it('forgets what is taken away, and tells of roles that are not there', () => {
    bind('nope', 'Role', { kind: 'Group', name: 'devs' });
    const dev = person('dave', 'devs');
    expect(said(ask(dev, 'GET', '/api/v1/namespaces/default/pods'))).toBe('pods is forbidden: User "dave" cannot list resource "pods" in API group "" in the namespace "default": RBAC: role.rbac.authorization.k8s.io "nope" not found');
    role('nope', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] });
    expect(ask(dev, 'GET', '/api/v1/namespaces/default/pods').code).toBe(200);
    client.delete(kinds.roles, 'default', 'nope');
    expect(ask(dev, 'GET', '/api/v1/namespaces/default/pods').code).toBe(403);
  });
});

describe('the bootstrap policy', () => {
  it('is there, as the server that makes it would have checked it', () => {
    for (const kind of [kinds.clusterroles, kinds.clusterrolebindings]) {
      for (const object of client.list<never>(kind as never).items as readonly { readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> } }[]) {
        expect(object.metadata.labels?.['kubernetes.io/bootstrapping']).toBe('rbac-defaults');
        const { metadata, ...rest } = object as unknown as { metadata: { name: string }; rules?: unknown };
        const again = ask(admin, 'POST', `${rbac}/${kind.plural}?dryRun=All`, { ...rest, ...(rest.rules === null ? { rules: [] } : {}), metadata: { name: `${metadata.name}-again` } });
        expect(said(again)).toBe('yes 201');
      }
    }
    expect(client.get(kinds.clusterroles, '', 'system:basic-user')).toMatchObject({
      metadata: { annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' } },
      rules: [{ apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], verbs: ['create'] }, { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] }],
    });
  });

  it('lets the scheduler do its work and no other', () => {
    const scheduler = person('system:kube-scheduler');
    expect(said(ask(scheduler, 'POST', '/api/v1/namespaces/default/pods/x/binding', { kind: 'Binding', apiVersion: 'v1', target: { kind: 'Node', name: 'n' } }))).toContain('not found');
    expect(ask(scheduler, 'GET', '/api/v1/secrets').code).toBe(403);
  });
});

describe('escalation', () => {
  const grant = (name: string, ...rules: readonly Json[]): unknown => ({ kind: 'Role', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name }, rules });

  beforeEach(() => {
    role('r', { apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create', 'update'] }, { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] });
    bind('r', 'Role', { kind: 'User', name: 'jane' });
  });

  it('is refused, with what is missing put together', () => {
    const wanted = [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'delete'] }, { apiGroups: [''], resources: ['secrets'], resourceNames: ['a'], verbs: ['list'] }];
    expect(said(ask(jane, 'POST', `${rbac}/namespaces/default/roles`, grant('esc', ...wanted)))).toBe(
      'roles.rbac.authorization.k8s.io "esc" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n' +
        '{APIGroups:[""], Resources:["pods"], Verbs:["delete"]}\n{APIGroups:[""], Resources:["secrets"], ResourceNames:["a"], Verbs:["list"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "delete"]}',
    );
    expect(said(ask(jane, 'POST', `${rbac}/namespaces/default/roles`, grant('ok', { apiGroups: [''], resources: ['pods'], verbs: ['get'] })))).toBe('yes 201');
    expect(ask(jane, 'PUT', `${rbac}/namespaces/default/roles/ok`, grant('ok', { apiGroups: [''], resources: ['nodes'], verbs: ['get'] })).code).toBe(403);
  });

  it('by a binding needs the rules or the right to bind', () => {
    const binding = (roleName: string): unknown => ({ kind: 'RoleBinding', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: `b-${roleName}` }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName } });
    const send = (name: string): string => said(ask(jane, 'POST', `${rbac}/namespaces/default/rolebindings`, binding(name)));
    expect(send('cluster-admin')).toContain('not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}\n{NonResourceURLs:["*"], Verbs:["*"]}');
    expect(send('nope')).toBe('clusterroles.rbac.authorization.k8s.io "nope" not found');
    role('binder', { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterroles'], resourceNames: ['cluster-admin'], verbs: ['bind'] });
    bind('binder', 'Role', { kind: 'User', name: 'jane' });
    expect(send('cluster-admin')).toBe('yes 201');
  });
});

describe('impersonation', () => {
  const as = (user: string, groups?: string): Record<string, string> => ({ 'impersonate-user': user, ...(groups === undefined ? {} : { 'impersonate-group': groups }) });
  const whoami = (caller: Caller, headers: Readonly<Record<string, string>>): unknown =>
    valueOf<{ status: { userInfo: unknown } }>(ask(caller, 'POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' }, headers)).status.userInfo;

  it('makes a caller somebody else, with the groups that come with it', () => {
    expect(whoami(admin, as('jane', 'devs\nops'))).toEqual({ username: 'jane', groups: ['devs', 'ops', 'system:authenticated'] });
    expect(whoami(admin, as('system:serviceaccount:ns:bot'))).toEqual({ username: 'system:serviceaccount:ns:bot', groups: ['system:serviceaccounts', 'system:serviceaccounts:ns', 'system:authenticated'] });
  });

  it('needs to be allowed', () => {
    expect(said(ask(jane, 'GET', '/api/v1/nodes', undefined, as('admin')))).toBe('users "admin" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope');
    client.create(kinds.clusterroles, { metadata: { name: 'imp' }, rules: [{ apiGroups: [''], resources: ['users'], verbs: ['impersonate'], resourceNames: ['joe'] }] });
    client.create(kinds.clusterrolebindings, { metadata: { name: 'imp' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'imp' }, subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }] });
    expect(said(ask(jane, 'GET', '/api/v1/nodes', undefined, as('joe')))).toContain('User "joe" cannot list');
    expect(said(ask(jane, 'GET', '/api/v1/nodes', undefined, as('joe', 'system:masters')))).toBe('groups "system:masters" is forbidden: User "jane" cannot impersonate resource "groups" in API group "" at the cluster scope');
  });
});

describe('nodes', () => {
  const node = { ...person('system:node:n1', 'system:nodes') };
  const pod = (nodeName: string, name: string): void => {
    client.create(kinds.pods, { metadata: { name, namespace: 'default' }, spec: { nodeName, containers: [{ name: 'c', image: 'i', envFrom: [{ secretRef: { name: `${name}-secret` } }] }] } });
  };

  it('read what their Pods refer to, as long as those are there', () => {
    pod('n1', 'mine');
    pod('n2', 'other');
    expect(ask(node, 'GET', '/api/v1/namespaces/default/secrets/mine-secret').code).toBe(404);
    expect(said(ask(node, 'GET', '/api/v1/namespaces/default/secrets/other-secret'))).toBe(`secrets "other-secret" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'n1' and this object`);
    client.delete(kinds.pods, 'default', 'mine', { gracePeriodSeconds: 0 });
    expect(ask(node, 'GET', '/api/v1/namespaces/default/secrets/mine-secret').code).toBe(403);
  });

  it('list their own Pods only', () => {
    expect(ask(node, 'GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1').code).toBe(200);
    expect(said(ask(node, 'GET', '/api/v1/pods'))).toContain('can only list/watch pods with spec.nodeName field selector');
    expect(ask(node, 'GET', '/api/v1/nodes/n2').code).toBe(403);
  });
});

describe('tokens', () => {
  const tokenOf = (spec: Json = {}): string => valueOf<{ status: { token: string } }>(ask(admin, 'POST', '/api/v1/namespaces/default/serviceaccounts/bot/token', { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', spec })).status.token;
  const user = (token: string): string | undefined => server.authenticate({ authorization: `Bearer ${token}` })?.user;

  beforeEach(() => {
    client.create(kinds.serviceaccounts, { metadata: { name: 'bot', namespace: 'default' } });
  });

  it('speak for their account until they expire or it goes', () => {
    const token = tokenOf({ expirationSeconds: 600 });
    expect(server.authenticate({ authorization: `Bearer ${token}` })).toMatchObject({ user: 'system:serviceaccount:default:bot', groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'] });
    expect(user(`${token}x`)).toBeUndefined();
    expect(user('bogus')).toBeUndefined();
    expect(server.authenticate({})?.user).toBe('system:anonymous');
    clock.runFor(601_000);
    expect(user(token)).toBeUndefined();
    const later = tokenOf();
    client.delete(kinds.serviceaccounts, 'default', 'bot');
    expect(user(later)).toBeUndefined();
    expect(valueOf(server.unauthorized())).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'Unauthorized', reason: 'Unauthorized', code: 401 });
  });

  it('bound to a Secret end with it', () => {
    client.create(kinds.secrets, { metadata: { name: 's', namespace: 'default' }, data: { a: encodeBase64('b') } });
    const token = tokenOf({ boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 's' } });
    expect(user(token)).toBe('system:serviceaccount:default:bot');
    client.delete(kinds.secrets, 'default', 's');
    expect(user(token)).toBeUndefined();
  });

  it('are reviewed', () => {
    const review = (token: string): unknown => valueOf<{ status: unknown }>(ask(admin, 'POST', '/apis/authentication.k8s.io/v1/tokenreviews', { kind: 'TokenReview', apiVersion: 'authentication.k8s.io/v1', spec: { token } })).status;
    expect(review('admin-token')).toMatchObject({ authenticated: true, user: { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] } });
    expect(review('bogus')).toEqual({ user: {}, error: 'invalid bearer token' });
  });
});

describe('reviews', () => {
  it('say what the authorizer says, and why', () => {
    bind('view', 'ClusterRole', { kind: 'ServiceAccount', name: 'bot', namespace: 'default' });
    client.update(kinds.clusterroles, { ...client.get(kinds.clusterroles, '', 'view'), rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] });
    const review = (spec: Json): unknown => valueOf<{ status: unknown }>(ask(admin, 'POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { kind: 'SubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', spec })).status;
    const resourceAttributes = { verb: 'list', resource: 'pods', namespace: 'default' };
    expect(review({ user: 'system:serviceaccount:default:bot', resourceAttributes })).toEqual({ allowed: true, reason: 'RBAC: allowed by RoleBinding "view/default" of ClusterRole "view" to ServiceAccount "bot/default"' });
    expect(review({ user: 'jane', resourceAttributes })).toEqual({ allowed: false });
  });

  it('list the rules of who asks', () => {
    const spec = { namespace: 'default' };
    const answer = valueOf<{ status: { resourceRules: unknown[]; nonResourceRules: unknown[] } }>(ask(jane, 'POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', spec }));
    expect(answer.status.resourceRules).toContainEqual({ verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] });
    expect(answer.status.nonResourceRules).toHaveLength(2);
  });
});

describe('admission by identity', () => {
  it('lets a node change itself only (NodeRestriction)', () => {
    const node = person('system:node:n1', 'system:nodes');
    const create = (name: string, labels: Json = {}): string => said(ask(node, 'POST', '/api/v1/nodes', { kind: 'Node', apiVersion: 'v1', metadata: { name, labels } }));
    expect(create('n2')).toBe('nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"');
    expect(create('n1', { 'node-role.kubernetes.io/x': '' })).toBe('nodes "n1" is forbidden: is not allowed to set the following labels: node-role.kubernetes.io/x');
    expect(create('n1', { disk: 'ssd' })).toBe('yes 201');
    const pod = { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'p' }, spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] } };
    expect(said(ask(node, 'POST', '/api/v1/namespaces/default/pods', pod))).toBe('pods "p" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods');
  });

  it('asks who approves a certificate for the right to (CertificateApproval)', () => {
    client.create(kinds.clusterroles, { metadata: { name: 'approver' }, rules: [{ apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests/approval'], verbs: ['update'] }] });
    client.create(kinds.clusterrolebindings, { metadata: { name: 'approver' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'approver' }, subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }] });
    const request = encodeBase64('-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n');
    const made = client.create(kinds.certificatesigningrequests, { metadata: { name: 'c' }, spec: { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] } });
    const approved = { ...made, status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Test' }] } };
    const approve = (): string => said(ask(jane, 'PUT', '/apis/certificates.k8s.io/v1/certificatesigningrequests/c/approval', approved));
    expect(approve()).toBe('certificatesigningrequests.certificates.k8s.io "c" is forbidden: user not permitted to approve requests with signerName "kubernetes.io/kube-apiserver-client"');
    client.create(kinds.clusterrolebindings, { metadata: { name: 'signer' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:certificates.k8s.io:kube-apiserver-client-approver' }, subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }] });
    expect(approve()).toBe('yes 200');
  });
});
