// A Pod's STATUS and state as kubectl would print them, from the status that a kubelet writes.
import { describe, expect, test } from 'vitest';
import type { Pod } from '../engine/kube/types.generated.ts';
import { podSummary } from './summarise-pod.ts';

interface Given {
  readonly node?: string;
  readonly phase?: string;
  readonly deleting?: boolean;
  readonly ready?: boolean;
  readonly states?: readonly Record<string, unknown>[];
}

function podOf({ node = 'node-1', phase = 'Pending', deleting, ready, states = [] }: Given): Pod {
  return {
    metadata: { name: 'p', ...(deleting ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
    spec: { nodeName: node, containers: states.map((_, i) => ({ name: `c${i}`, image: 'nginx', resources: { requests: { cpu: '250m', memory: '64Mi' } } })) },
    status: {
      phase,
      conditions: ready === undefined ? [] : [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: states.map((state, i) => ({ name: `c${i}`, ready: ready ?? false, restartCount: 0, state })),
    },
  } as unknown as Pod;
}

describe('states', () => {
  test.each<[string, Given, string, string]>([
    ['not scheduled', { node: '' }, 'pending', 'Pending'],
    ['being created', { states: [{ waiting: { reason: 'ContainerCreating' } }] }, 'creating', 'ContainerCreating'],
    ['running, not ready', { phase: 'Running', ready: false, states: [{ running: {} }] }, 'starting', 'Running'],
    ['ready', { phase: 'Running', ready: true, states: [{ running: {} }] }, 'ready', 'Running'],
    ['crash loop', { phase: 'Running', ready: false, states: [{ waiting: { reason: 'CrashLoopBackOff' } }] }, 'crash-loop', 'CrashLoopBackOff'],
    ['no such image', { states: [{ waiting: { reason: 'ImagePullBackOff' } }] }, 'image-error', 'ImagePullBackOff'],
    ['failed', { phase: 'Failed', states: [{ terminated: { reason: 'Error', exitCode: 1 } }] }, 'failed', 'Error'],
    ['done', { phase: 'Succeeded', states: [{ terminated: { reason: 'Completed', exitCode: 0 } }] }, 'succeeded', 'Completed'],
    ['going', { phase: 'Running', deleting: true, ready: true, states: [{ running: {} }] }, 'terminating', 'Terminating'],
  ])('%s', (_, given, state, status) => {
    const summary = podSummary(podOf(given));
    expect([summary.state, summary.status]).toEqual([state, status]);
  });
});

test('requests are summed', () => {
  const summary = podSummary(podOf({ states: [{ running: {} }, { running: {} }] }));
  expect([summary.cpuMilli, summary.memoryMiB]).toEqual([500, 128]);
});
