// What upstream's end-to-end tests ask of DaemonSets and ControllerRevisions (test/e2e/apps/daemon_set.go, controller_revision.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { DaemonSet, Pod } from '../../engine/kube/types.generated.ts';
import { breakable, condition, isReady, Lab, labels, pause, selecting } from './lab.ts';

const lab = new Lab();
const NODES = 'node-1 node-2 node-3';
beforeEach(() => {
  lab.freshNamespace();
  for (const { metadata } of lab.list(kinds.nodes)) lab.patch(kinds.nodes, metadata.name, { metadata: { labels: { color: null } } });
});

const create = (more: object = {}, spec = {}): DaemonSet => lab.create(kinds.daemonsets, { metadata: { name: 'ds', labels: labels('ds') }, spec: { ...selecting('ds', spec), ...more } });
const set = (): DaemonSet => lab.get(kinds.daemonsets, 'ds');
const pods = (): readonly Pod[] => lab.pods('app=ds');
const readyOn = (): string => pods().filter(isReady).map(({ spec }) => spec.nodeName ?? '').sort().join(' ');
const everywhere = (nodes = NODES): void => void lab.until(`it runs on ${nodes || 'none'}`, readyOn, (found) => found === nodes);
const image = (value: string): void => void lab.patch(kinds.daemonsets, 'ds', { spec: { template: { spec: { containers: [pause({ image: value })] } } } });
const images = (): string => pods().map(({ spec }) => spec.containers[0]?.image ?? '').sort().join(' ');

describe('Daemon set', () => {
  test('should run and stop simple daemon: a Pod that is stopped is revived', () => {
    create();
    everywhere();
    lab.remove(kinds.pods, pods()[0]?.metadata.name ?? '');
    lab.until('it is revived', readyOn, (found) => found === NODES);
    lab.remove(kinds.daemonsets, 'ds');
    lab.until('none is left', () => lab.list(kinds.pods).length, (count) => count === 0);
  });

  test('should run and stop complex daemon', () => {
    create({}, { nodeSelector: { color: 'blue' } });
    lab.always('none runs', () => pods().length, (count) => count === 0, 5);
    lab.patch(kinds.nodes, 'node-2', { metadata: { labels: { color: 'blue' } } });
    everywhere('node-2');
    expect(set().status.desiredNumberScheduled).toBe(1);
    lab.patch(kinds.nodes, 'node-2', { metadata: { labels: { color: 'green' } } });
    lab.until('none is left', () => pods().length, (count) => count === 0);
    lab.patch(kinds.daemonsets, 'ds', { spec: { template: { spec: { nodeSelector: { color: 'green' } } }, updateStrategy: { type: 'RollingUpdate' } } });
    everywhere('node-2');
  });

  test('should run and stop complex daemon with node affinity', () => {
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'color', operator: 'In', values: ['blue'] }] }] } } };
    create({}, { affinity });
    lab.always('none runs', () => pods().length, (count) => count === 0, 5);
    lab.patch(kinds.nodes, 'node-3', { metadata: { labels: { color: 'blue' } } });
    everywhere('node-3');
    lab.patch(kinds.nodes, 'node-3', { metadata: { labels: { color: null } } });
    lab.until('none is left', () => pods().length, (count) => count === 0);
  });

  test('should retry creating failed daemon pods', () => {
    create();
    everywhere();
    const victim = pods()[0] as Pod;
    lab.patch(kinds.pods, victim.metadata.name, { status: { phase: 'Failed' } }, 'status');
    lab.until('another is there', () => pods().map(({ metadata }) => metadata.uid), (uids) => uids.length === 3 && !uids.includes(victim.metadata.uid));
    everywhere();
    expect(lab.events('ds').join('\n')).toMatch(/Warning FailedDaemonPod: Found failed daemon pod e2e-\d+\/ds-\w{5} on node node-\d, will try to kill it/);
  });

  test('should not update pod when spec was updated and update strategy is OnDelete', () => {
    create({ updateStrategy: { type: 'OnDelete' } }, { containers: [pause({ image: 'nginx:1.25' })] });
    everywhere();
    const [revision] = lab.list(kinds.controllerrevisions);
    expect(revision?.revision).toBe(1);
    image('nginx:1.27');
    lab.always('the old ones stay', images, (all) => all === 'nginx:1.25 nginx:1.25 nginx:1.25', 5);
    expect(lab.list(kinds.controllerrevisions).map((each) => each.revision).sort((a, b) => a - b)).toEqual([1, 2]);
  });

  test('should update pod when spec was updated and update strategy is RollingUpdate', () => {
    create({ updateStrategy: { type: 'RollingUpdate' } }, { containers: [pause({ image: 'nginx:1.25' })] });
    everywhere();
    image('nginx:1.27');
    lab.until('all are new', images, (all) => all === 'nginx:1.27 nginx:1.27 nginx:1.27');
    everywhere();
    const newest = lab.list(kinds.controllerrevisions).find(({ revision }) => revision === 2);
    expect(pods().map(({ metadata }) => metadata.labels?.['controller-revision-hash'])).toEqual(Array.from({ length: 3 }, () => newest?.metadata.labels?.['controller-revision-hash']));
  });

  test('should rollback without unnecessary restarts', () => {
    create({ updateStrategy: { type: 'RollingUpdate' } }, { containers: [pause({ image: 'nginx:1.25' })] });
    everywhere();
    const before = pods().map(({ metadata }) => metadata.uid);
    image('foo:non-existent');
    const fresh = lab.until('one is new', pods, (all) => all.some(({ spec }) => spec.containers[0]?.image === 'foo:non-existent'));
    const kept = fresh.filter(({ spec }) => spec.containers[0]?.image === 'nginx:1.25').map(({ metadata }) => metadata.uid);
    expect(kept).toHaveLength(2);
    image('nginx:1.25');
    everywhere();
    const after = pods().map(({ metadata }) => metadata.uid);
    expect(kept.every((uid) => after.includes(uid) && before.includes(uid))).toBe(true);
    expect(lab.list(kinds.controllerrevisions).map(({ revision }) => revision).sort((a, b) => a - b)).toEqual([2, 3]);
  });

  test('should surge pods onto nodes when spec was updated and update strategy is RollingUpdate', () => {
    create({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }, minReadySeconds: 5 }, { containers: [breakable()] });
    everywhere();
    lab.patch(kinds.daemonsets, 'ds', { spec: { template: { spec: { containers: [breakable({ env: [{ name: 'VERSION', value: '2' }] })] } } } });
    const nodes = NODES.split(' ');
    let twice = 0;
    lab.until('all are new', pods, (all) => {
      for (const node of nodes) {
        const here = all.filter(({ spec }) => spec.nodeName === node);
        expect(here.some(isReady), `nothing is ready on ${node}`).toBe(true);
        expect(here.length).toBeLessThan(3);
        if (here.length === 2) twice++;
      }
      return all.length === 3 && all.every(({ spec }) => (spec.containers[0]?.env ?? []).length === 1);
    });
    expect(twice).toBeGreaterThan(0);
    lab.until('it says so', () => set().status, ({ updatedNumberScheduled, numberAvailable }) => updatedNumberScheduled === 3 && numberAvailable === 3);
  });

  test('should list and delete a collection of DaemonSets', () => {
    create();
    everywhere();
    lab.removeAll(kinds.daemonsets, 'app=ds');
    lab.until('none is left', () => lab.list(kinds.daemonsets).length, (count) => count === 0);
  });

  test('should verify changes to a daemon set status', () => {
    create();
    everywhere();
    lab.client.updateStatus(kinds.daemonsets, { ...set(), status: { ...set().status, conditions: [{ type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test' }] } } as never);
    expect(condition(set(), 'StatusUpdate')).toMatchObject({ status: 'True', reason: 'E2E' });
    lab.patch(kinds.daemonsets, 'ds', { status: { conditions: [{ type: 'StatusPatched', status: 'True' }] } }, 'status');
    expect(condition(set(), 'StatusPatched')?.status).toBe('True');
  });

  test('a cordoned node and a node under pressure keep their daemon; an untolerated NoExecute taint takes it away, and gives it back', () => {
    create();
    everywhere();
    lab.patch(kinds.nodes, 'node-1', { spec: { unschedulable: true } });
    lab.always('it stays', readyOn, (found) => found === NODES, 5);
    lab.patch(kinds.nodes, 'node-1', { spec: { unschedulable: null, taints: [{ key: 'maintenance', effect: 'NoExecute' }] } });
    everywhere('node-2 node-3');
    lab.patch(kinds.nodes, 'node-1', { spec: { taints: null } });
    everywhere();
  });
});

describe('ControllerRevision', () => {
  test('should manage the lifecycle of a ControllerRevision', () => {
    create();
    everywhere();
    const [first] = lab.list(kinds.controllerrevisions, 'app=ds');
    lab.patch(kinds.controllerrevisions, first?.metadata.name ?? '', { metadata: { labels: { patched: 'true' } } });
    const { ownerReferences: _, resourceVersion: __, uid: ___, ...metadata } = (first as NonNullable<typeof first>).metadata;
    lab.client.create(kinds.controllerrevisions, { ...first, metadata: { ...metadata, name: 'ds-other', labels: labels('ds') }, revision: 2 } as never);
    lab.remove(kinds.controllerrevisions, first?.metadata.name ?? '');
    lab.always('the other is as good', () => lab.list(kinds.controllerrevisions, 'app=ds').map(({ metadata: { name } }) => name).join(), (names) => names === 'ds-other', 5);
    image('nginx:1.27');
    lab.until('the change has one of its own', () => lab.list(kinds.controllerrevisions, 'app=ds').length, (count) => count === 2);
    expect(lab.refusal(() => lab.patch(kinds.controllerrevisions, 'ds-other', { data: { spec: { x: 1 } } })).code).toBe(422);
    lab.removeAll(kinds.controllerrevisions, 'app=ds');
  });
});
