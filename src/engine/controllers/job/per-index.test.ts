// A Job whose indexes have limits of their own: each waits for itself after a failure.
import { expect, test } from 'vitest';
import { createRig } from '../../../testing/rig.ts';
import { kinds } from '../../kube/kinds.generated.ts';
import type { Pod } from '../../kube/types.generated.ts';

test('an index that failed starts again after ten seconds; where there is room for more than it, others start meanwhile', () => {
  const { client, clock, stop } = createRig({ pace: 'fast' });
  const podSpec = { restartPolicy: 'Never', schedulerName: 'none', containers: [{ name: 'c', image: 'i' }] };
  client.create(kinds.jobs, { metadata: { name: 'j', namespace: 'default' }, spec: { completionMode: 'Indexed', completions: 3, parallelism: 2, backoffLimitPerIndex: 1, template: { spec: podSpec } } });
  clock.runFor(2000);
  const pods = (): readonly Pod[] => client.list(kinds.pods, 'default').items;
  const active = (): readonly string[] => pods().filter(({ status }) => status.phase === 'Pending').map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'] ?? '').sort();
  const end = (index: string, phase: string): void => {
    const pod = pods().find(({ metadata, status }) => status.phase === 'Pending' && metadata.annotations?.['batch.kubernetes.io/job-completion-index'] === index) as Pod;
    client.updateStatus(kinds.pods, { ...pod, status: { ...pod.status, phase } });
  };
  expect(active()).toEqual(['0', '1']);
  end('0', 'Failed');
  clock.runFor(4000);
  // There was room for one more, and the first in line is the one that waits.
  expect(active()).toEqual(['1']);
  end('1', 'Succeeded');
  clock.runFor(1000);
  expect(active()).toEqual(['2']);
  clock.runFor(5000);
  expect(active()).toEqual(['0', '2']);
  stop();
});
