// Who has to do with whom, and the lines that do what the buttons say.
import { expect, test } from 'vitest';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { actionsOf, withNumber } from './actions.ts';
import { relationsOf } from './relations.ts';

const common = { version: '1', namespace: 'default', owner: '', createdMs: 0, deleting: false, labels: {} };
const pod = { ...common, kind: 'pods', uid: 'p', name: 'web-1', owner: 'rs', node: 'node-1', ip: '', state: 'ready', status: 'Running', readyContainers: 1, restarts: 0, cpuMilli: 0, memoryMiB: 0, labels: { app: 'web' }, uses: ['configmaps/settings'], containers: [{ name: 'a', image: 'i', state: 'running', reason: '', ready: true, restarts: 0 }, { name: 'b', image: 'i', state: 'running', reason: '', ready: true, restarts: 0 }] } satisfies ObjectSummary;
const service = { ...common, kind: 'services', uid: 's', name: 'web', type: 'ClusterIP', clusterIp: '', externalIps: [], ports: ['80/TCP'], selector: 'app=web' } satisfies ObjectSummary;
const config = { ...common, kind: 'configmaps', uid: 'c', name: 'settings', phase: '', bound: '' } satisfies ObjectSummary;
const set = { ...common, kind: 'replicasets', uid: 'rs', name: 'web', desired: 2, current: 2, ready: 2, updated: 2, available: 2, paused: false, revision: '1', images: [] } satisfies ObjectSummary;
const all: readonly ObjectSummary[] = [pod, service, config, set];
const types = (object: ObjectSummary): string[] => relationsOf(object, all).map(({ uid, type }) => `${type} ${uid}`);

test('relations from both ends', () => {
  expect(types(pod)).toEqual(['owner rs', 'selectedBy s', 'uses c']);
  expect(types(service)).toEqual(['selects p']);
  expect(types(config)).toEqual(['usedBy p']);
  expect(types(set)).toEqual(['owned p']);
  expect(relationsOf({ ...service, namespace: 'other' }, all)).toEqual([]);
});

test('each action is a line of kubectl; a container is named where there are several; numbers can be set', () => {
  const lines = actionsOf({ ...pod, namespace: 'shop' }).map(({ line }) => line);
  expect(lines).toContain('kubectl exec -it web-1 -n shop -c b -- sh');
  expect(lines.every((line) => line.includes('-n shop'))).toBe(true);
  const scale = actionsOf(set).find(({ id }) => id === 'scale');
  expect(scale && withNumber(scale, 7)).toBe('kubectl scale replicaset web --replicas=7');
});
