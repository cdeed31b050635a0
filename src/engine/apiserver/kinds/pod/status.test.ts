// READY, STATUS and RESTARTS of a Pod in the states that people meet.
import { expect, it } from 'vitest';
import type { ContainerStatus, Pod } from '../../../kube/types.generated.ts';
import { podCells } from './status.ts';

const now = Date.UTC(2026, 0, 1, 0, 10);
const ended = '2026-01-01T00:09:55Z';

type State = NonNullable<ContainerStatus['state']>;

function status(name: string, state: State, more: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name, image: 'i', imageID: '', ready: false, restartCount: 0, state, lastState: {}, ...more };
}

const running: State = { running: { startedAt: ended } };
const completed: State = { terminated: { exitCode: 0, reason: 'Completed', finishedAt: ended } };

function pod(status_: Pod['status'], more: { readonly init?: readonly ('Always' | undefined)[]; readonly containers?: number; readonly deleted?: boolean } = {}): Pod {
  const names = Array.from({ length: more.containers ?? 1 }, (_, i) => `c${i}`);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...(more.deleted ? { deletionTimestamp: ended } : {}) },
    spec: {
      containers: names.map((name) => ({ name, image: 'i' })),
      initContainers: (more.init ?? []).map((restartPolicy, i) => ({ name: `i${i}`, image: 'i', ...(restartPolicy ? { restartPolicy } : {}) })),
    },
    status: status_,
  } as unknown as Pod;
}

const shown = (value: Pod): string => podCells(value, now).slice(1, 4).join(' | ');
const initialized = [{ type: 'Initialized', status: 'True' }] as unknown as NonNullable<Pod['status']>['conditions'] & object;

it.each<[string, Pod]>([
  ['0/1 | Pending | 0', pod({ phase: 'Pending' })],
  ['0/1 | SchedulingGated | 0', pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] as unknown as typeof initialized })],
  ['0/1 | ContainerCreating | 0', pod({ phase: 'Pending', containerStatuses: [status('c0', { waiting: { reason: 'ContainerCreating' } })] })],
  ['1/1 | Running | 0', pod({ phase: 'Running', containerStatuses: [status('c0', running, { ready: true })] })],
  ['0/1 | CrashLoopBackOff | 3 (5s ago)', pod({ phase: 'Running', containerStatuses: [status('c0', { waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3, lastState: { terminated: { exitCode: 1, finishedAt: ended } } })] })],
  ['0/1 | Error | 0', pod({ phase: 'Failed', containerStatuses: [status('c0', { terminated: { exitCode: 1, reason: 'Error' } })] })],
  ['0/1 | ExitCode:7 | 0', pod({ phase: 'Failed', containerStatuses: [status('c0', { terminated: { exitCode: 7 } })] })],
  ['0/1 | Signal:9 | 0', pod({ phase: 'Failed', containerStatuses: [status('c0', { terminated: { exitCode: 137, signal: 9 } })] })],
  ['0/1 | Completed | 0', pod({ phase: 'Succeeded', containerStatuses: [status('c0', completed)] })],
  ['1/2 | NotReady | 0', pod({ phase: 'Running', containerStatuses: [status('c0', completed), status('c1', running, { ready: true })] }, { containers: 2 })],
  ['0/1 | Evicted | 0', pod({ phase: 'Failed', reason: 'Evicted' })],
  ['1/1 | Terminating | 0', pod({ phase: 'Running', containerStatuses: [status('c0', running, { ready: true })] }, { deleted: true })],
  ['0/1 | Completed | 0', pod({ phase: 'Succeeded', containerStatuses: [status('c0', completed)] }, { deleted: true })],
  ['0/1 | Unknown | 0', pod({ phase: 'Running', reason: 'NodeLost' }, { deleted: true })],
  ['0/1 | Init:0/2 | 0', pod({ phase: 'Pending', initContainerStatuses: [status('i0', running), status('i1', { waiting: { reason: 'PodInitializing' } })] }, { init: [undefined, undefined] })],
  ['0/1 | Init:1/2 | 0', pod({ phase: 'Pending', initContainerStatuses: [status('i0', completed), status('i1', running)] }, { init: [undefined, undefined] })],
  ['0/1 | Init:ErrImagePull | 0', pod({ phase: 'Pending', initContainerStatuses: [status('i0', { waiting: { reason: 'ErrImagePull' } })] }, { init: [undefined] })],
  ['0/1 | Init:CrashLoopBackOff | 2 (5s ago)', pod({ phase: 'Pending', initContainerStatuses: [status('i0', { waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 2, lastState: { terminated: { exitCode: 1, finishedAt: ended } } })] }, { init: [undefined] })],
  [
    '2/2 | Running | 1 (5s ago)',
    pod(
      {
        phase: 'Running',
        conditions: initialized,
        initContainerStatuses: [status('i0', running, { ready: true, started: true, restartCount: 1, lastState: { terminated: { exitCode: 1, finishedAt: ended } } })],
        containerStatuses: [status('c0', running, { ready: true })],
      },
      { init: ['Always'] },
    ),
  ],
])('%s', (expected, value) => {
  expect(shown(value)).toBe(expected);
});

it('says where the Pod is and what it waits for', () => {
  const value = pod({ phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'a/b', status: 'True' }] as unknown as typeof initialized });
  const gated = { ...value, spec: { ...value.spec, nodeName: 'n1', readinessGates: [{ conditionType: 'a/b' }, { conditionType: 'c/d' }] } };
  expect(podCells(value, now).slice(5)).toEqual(['10.0.0.1', '<none>', '<none>', '<none>']);
  expect(podCells(gated, now).slice(5)).toEqual(['10.0.0.1', 'n1', '<none>', '1/2']);
});
