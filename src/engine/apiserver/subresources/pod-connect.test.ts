// Logs and exec: which container is meant, and what is said when the kubelet cannot be asked.
import { beforeEach, describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../client/api.ts';
import type { KubeletApi, LogOptions } from '../../client/kubelet-api.ts';
import { KubeClient } from '../../client/kube-client.ts';
import { Trace } from '../../client/trace.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import { Clock } from '../../sim/clock.ts';
import { Random } from '../../sim/random.ts';
import { ApiServer } from '../api-server.ts';

const caller = { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] };
let server: ApiServer;
let asked: (readonly [container: string, options: LogOptions])[];
let up: boolean;

const kubelet = {
  logs: (_namespace: string, _pod: string, container: string, options: LogOptions) => {
    asked.push([container, options]);
    return { listen: () => {}, close: () => {} };
  },
} as unknown as KubeletApi;

beforeEach(() => {
  asked = [];
  up = true;
  server = new ApiServer({ clock: new Clock(0), trace: new Trace(), random: new Random(1), dialKubelet: () => (up ? kubelet : undefined), disabledAdmissionPlugins: ['ServiceAccount'] });
  const client = new KubeClient(server, caller);
  const container = (name: string): { name: string; image: string } => ({ name, image: 'nginx' });
  client.create(kinds.nodes, { metadata: { name: 'n1' }, spec: {}, status: { addresses: [{ type: 'InternalIP', address: '192.0.2.11' }] } });
  client.create(kinds.pods, { metadata: { name: 'one', namespace: 'default' }, spec: { nodeName: 'n1', containers: [container('c')] } });
  client.create(kinds.pods, { metadata: { name: 'two', namespace: 'default' }, spec: { nodeName: 'n1', containers: [container('a'), container('b')], initContainers: [container('i')] } });
  client.create(kinds.pods, { metadata: { name: 'pending', namespace: 'default' }, spec: { containers: [container('c')] } });
});

const get = (path: string, query: Record<string, string> = {}): ApiResponse => server.request({ method: 'GET', path: `/api/v1/namespaces/default/pods/${path}`, query }, caller);
const message = ({ code, body }: ApiResponse): string => `${code} ${body.type === 'json' ? (body.value as { message: string }).message : body.type}`;

describe('log', () => {
  it('asks the kubelet for the only container, with the parameters', () => {
    expect(get('one/log', { follow: 'true', tailLines: '5' }).body.type).toBe('stream');
    expect(asked).toEqual([['c', { follow: true, previous: false, timestamps: false, tailLines: 5 }]]);
  });

  it('wants a name where there are several', () => {
    expect(message(get('two/log'))).toBe('400 a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [i]');
    expect(message(get('two/log', { container: 'x' }))).toBe('400 container x is not valid for pod two');
    expect(get('two/log', { container: 'i' }).code).toBe(200);
  });

  it('is empty for a Pod that has no node, refused where the kubelet is down', () => {
    expect(get('pending/log').body).toEqual({ type: 'text', text: '' });
    up = false;
    expect(message(get('one/log', { follow: 'true' }))).toBe('500 Get "https://192.0.2.11:10250/containerLogs/default/one/c?follow=true": dial tcp 192.0.2.11:10250: connect: connection refused');
    expect(message(get('nope/log'))).toBe('404 pods "nope" not found');
  });
});

it('exec says why it cannot', () => {
  expect(message(get('pending/exec', { command: 'ls', stdout: 'true' }))).toBe('400 pod pending does not have a host assigned');
  expect(message(get('one/exec', { command: 'ls' }))).toBe('400 you must specify at least one of stdin, stdout, stderr');
  up = false;
  expect(message(get('one/exec', { command: 'ls', stdout: 'true' }))).toBe('500 error dialing backend: dial tcp 192.0.2.11:10250: connect: connection refused');
});
