// What upstream's end-to-end tests ask of Jobs (test/e2e/apps/job.go, ttl_after_finished.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { Job, Pod } from '../../engine/kube/types.generated.ts';
import { condition, Lab, shell } from './lab.ts';

const lab = new Lab();
beforeEach(() => lab.freshNamespace());

const INDEX = 'batch.kubernetes.io/job-completion-index';
const NOT_TERMINATE = 'sleep 1000000';
const FAIL_ONCE = 'if [ -f /data/seen ]; then exit 0; fi; touch /data/seen; exit 1';
/** Odd indexes fail. */
const FAIL_ODD = 'exit $(expr $JOB_COMPLETION_INDEX % 2)';

const create = (script: string, more: object = {}, spec = {}): Job =>
  lab.create(kinds.jobs, { metadata: { name: 'job' }, spec: { parallelism: 2, completions: 4, ...more, template: { metadata: { labels: { 'my-job': 'job' } }, spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [shell(script)], ...spec } } } });
const job = (): Job => lab.get(kinds.jobs, 'job');
const pods = (): readonly Pod[] => lab.list(kinds.pods, 'batch.kubernetes.io/job-name=job');
const complete = (seconds = 300): Job => lab.until('the Job is complete', job, (found) => condition(found, 'Complete')?.status === 'True', seconds);
const failed = (reason: string, seconds = 300): Job => lab.until(`the Job fails with ${reason}`, job, (found) => condition(found, 'Failed')?.status === 'True' && condition(found, 'Failed')?.reason === reason, seconds);
const running = (count: number): void => void lab.until(`${count} run`, () => pods().filter(({ status, metadata }) => status.phase === 'Running' && metadata.deletionTimestamp === undefined).length, (found) => found === count);
const indexes = (phase: string): string => pods().filter(({ status }) => status.phase === phase).map(({ metadata }) => metadata.annotations?.[INDEX] ?? '').sort().join();

describe('Job', () => {
  test('should run a job to completion when tasks succeed', () => {
    create('exit 0');
    expect(complete().status).toMatchObject({ succeeded: 4, ready: 0, terminating: 0 });
    expect(pods().filter(({ status }) => status.phase === 'Succeeded')).toHaveLength(4);
    expect(job().status?.conditions?.map(({ type, reason, message }) => [type, reason, message])).toEqual([['SuccessCriteriaMet', 'CompletionsReached', 'Reached expected number of succeeded pods'], ['Complete', 'CompletionsReached', 'Reached expected number of succeeded pods']]);
  });

  test('should allow to use the pod failure policy on exit code to fail job early', () => {
    const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'c', operator: 'In', values: [1] } }] };
    create('exit 1', { podFailurePolicy, backoffLimit: 6 });
    const found = failed('PodFailurePolicy');
    expect(condition(found, 'Failed')?.message).toMatch(/^Container c for pod e2e-\d+\/job-\w{5} failed with exit code 1 matching FailJob rule at index 0$/);
    expect(condition(found, 'FailureTarget')?.reason).toBe('PodFailurePolicy');
  });

  test('should allow to use the pod failure policy to not count the failure towards the backoffLimit', () => {
    const podFailurePolicy = { rules: [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [1] } }] };
    create(FAIL_ONCE, { podFailurePolicy, backoffLimit: 0, parallelism: 1, completions: 1 }, { nodeName: 'node-1', containers: [shell(FAIL_ONCE, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })], volumes: [{ name: 'data', hostPath: { path: '/ignored', type: 'DirectoryOrCreate' } }] });
    const { status } = complete();
    expect([status?.succeeded, status?.failed]).toEqual([1, undefined]);
  });

  test('should allow to use a pod failure policy to ignore failure matching on DisruptionTarget condition', () => {
    const podFailurePolicy = { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] };
    create('sleep 20', { podFailurePolicy, backoffLimit: 0, parallelism: 1, completions: 1 });
    running(1);
    const name = pods()[0]?.metadata.name ?? '';
    lab.client.call('POST', `/api/v1/namespaces/${lab.ns}/pods/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: lab.ns } });
    const { status } = complete();
    expect([status?.succeeded, status?.failed]).toEqual([1, undefined]);
  });

  test('should not create pods when created in suspend state', () => {
    create('exit 0', { suspend: true });
    lab.always('no Pods', () => pods().length, (count) => count === 0, 10);
    expect(condition(job(), 'Suspended')).toMatchObject({ status: 'True', reason: 'JobSuspended', message: 'Job suspended' });
    expect(job().status?.startTime).toBeUndefined();
    lab.patch(kinds.jobs, 'job', { spec: { suspend: false } });
    complete();
    expect(condition(job(), 'Suspended')).toMatchObject({ status: 'False', reason: 'JobResumed', message: 'Job resumed' });
  });

  test('should delete pods when suspended', () => {
    create(NOT_TERMINATE);
    running(2);
    lab.patch(kinds.jobs, 'job', { spec: { suspend: true } });
    lab.until('they are gone', () => pods().length, (count) => count === 0);
    expect(condition(job(), 'Suspended')?.status).toBe('True');
    lab.until('none is ready or ends any more', () => job().status, (status) => status?.ready === 0 && status.terminating === 0);
    expect(job().status?.startTime).toBeUndefined();
  });

  test('should recreate pods only after they have failed if pod replacement policy is set to Failed', () => {
    create('_term() { sleep 5; exit 143; }; trap _term TERM; while true; do sleep 1; done', { podReplacementPolicy: 'Failed', parallelism: 1, completions: 1 }, { terminationGracePeriodSeconds: 30 });
    running(1);
    const first = pods()[0] as Pod;
    lab.remove(kinds.pods, first.metadata.name);
    lab.always('it is waited for', () => pods().filter(({ metadata }) => metadata.uid !== first.metadata.uid).length, (count) => count === 0, 4);
    expect(job().status).toMatchObject({ terminating: 1 });
    expect(job().status?.active ?? 0).toBe(0);
    lab.until('then there is another', () => pods().some(({ metadata, status }) => metadata.uid !== first.metadata.uid && status.phase === 'Running'), (is) => is);
    expect(job().status?.failed).toBe(1);
  });

  test('should create pods for an Indexed job with completion indexes and specified hostname', () => {
    create('exit 0', { completionMode: 'Indexed' });
    expect(complete().status?.completedIndexes).toBe('0-3');
    expect(indexes('Succeeded')).toBe('0,1,2,3');
    for (const { spec, metadata } of pods()) {
      expect(spec.hostname).toBe(`job-${metadata.annotations?.[INDEX]}`);
      expect(metadata.labels?.[INDEX]).toBe(metadata.annotations?.[INDEX]);
      expect(spec.containers[0]?.env).toEqual([{ name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } } }]);
    }
  });

  test('with successPolicy should succeeded when all indexes succeeded', () => {
    create('exit 0', { completionMode: 'Indexed', successPolicy: { rules: [{ succeededIndexes: '0-3' }] } });
    const { status } = complete();
    expect(status?.conditions?.map(({ type, reason }) => [type, reason])).toEqual([['SuccessCriteriaMet', 'SuccessPolicy'], ['Complete', 'SuccessPolicy']]);
  });

  test('with successPolicy succeededIndexes rule should succeeded even when some indexes remain pending', () => {
    create('if [ $JOB_COMPLETION_INDEX = 0 ]; then exit 0; fi; sleep 1000000', { completionMode: 'Indexed', successPolicy: { rules: [{ succeededIndexes: '0' }] } });
    const { status } = complete();
    expect(condition({ status: status as never }, 'SuccessCriteriaMet')).toMatchObject({ reason: 'SuccessPolicy', message: 'Matched rules at index 0' });
    expect(status).toMatchObject({ completedIndexes: '0', succeeded: 1 });
    lab.until('the others end', () => pods().filter(({ status: { phase } }) => phase === 'Running').length, (count) => count === 0);
  });

  test('with successPolicy succeededCount rule should succeeded even when some indexes remain pending', () => {
    create('if [ $JOB_COMPLETION_INDEX = 0 ]; then exit 0; fi; sleep 1000000', { completionMode: 'Indexed', successPolicy: { rules: [{ succeededCount: 1 }] } });
    expect(condition(complete(), 'Complete')).toMatchObject({ reason: 'SuccessPolicy', message: 'Matched rules at index 0' });
  });

  test('should allow to delegate reconciliation to external controller', () => {
    create('exit 0', { managedBy: 'k8s.io/e2e-job-custom-controller' });
    lab.always('nobody does anything', () => [pods().length, Object.keys(job().status ?? {}).length], ([a, b]) => a === 0 && b === 0, 10);
    expect(lab.refusal(() => lab.patch(kinds.jobs, 'job', { spec: { managedBy: null } })).message).toContain('field is immutable');
  });

  test('should execute all indexes despite some failing when using backoffLimitPerIndex', () => {
    create(FAIL_ODD, { completionMode: 'Indexed', backoffLimitPerIndex: 0 });
    const { status } = failed('FailedIndexes');
    expect(status).toMatchObject({ completedIndexes: '0,2', failedIndexes: '1,3', failed: 2, succeeded: 2 });
    expect(condition(job(), 'Failed')?.message).toBe('Job has failed indexes');
  });

  test('should terminate job execution when the number of failed indexes exceeds maxFailedIndexes', () => {
    create('exit 1', { completionMode: 'Indexed', backoffLimitPerIndex: 1, maxFailedIndexes: 0, parallelism: 1, completions: 10 });
    const { status } = failed('MaxFailedIndexesExceeded');
    expect(status).toMatchObject({ failed: 2, failedIndexes: '0' });
    expect(condition(job(), 'Failed')?.message).toBe('Job has exceeded the specified maximal number of failed indexes');
  });

  test('should mark indexes as failed when the FailIndex action is matched in podFailurePolicy', () => {
    const podFailurePolicy = { rules: [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [1] } }] };
    create(FAIL_ODD, { completionMode: 'Indexed', backoffLimitPerIndex: 1, podFailurePolicy });
    expect(failed('FailedIndexes').status).toMatchObject({ failed: 2, succeeded: 2, failedIndexes: '1,3', completedIndexes: '0,2' });
  });

  test('should remove pods when job is deleted; should delete a job', () => {
    create(NOT_TERMINATE);
    running(2);
    lab.remove(kinds.jobs, 'job', { propagationPolicy: 'Background' });
    lab.until('nothing is left', () => [pods().length, lab.list(kinds.jobs).length], ([a, b]) => a === 0 && b === 0);
  });

  test('should run a job to completion when tasks sometimes fail and are locally restarted', () => {
    create('', {}, { restartPolicy: 'OnFailure', containers: [shell(FAIL_ONCE, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })], volumes: [{ name: 'data', emptyDir: {} }] });
    complete();
    expect(pods().map(({ status }) => status.containerStatuses?.[0]?.restartCount)).toEqual([1, 1, 1, 1]);
  });

  test('should run a job to completion when tasks sometimes fail and are not locally restarted', () => {
    create('', {}, { nodeName: 'node-2', containers: [shell(FAIL_ONCE, { volumeMounts: [{ name: 'data', mountPath: '/data' }] })], volumes: [{ name: 'data', hostPath: { path: '/once', type: 'DirectoryOrCreate' } }] });
    const { status } = complete();
    expect([status?.succeeded, status?.failed]).toEqual([4, 1]);
  });

  test('should fail when exceeds active deadline', () => {
    create(NOT_TERMINATE, { activeDeadlineSeconds: 1 });
    failed('DeadlineExceeded', 20);
    expect(condition(job(), 'Failed')?.message).toBe('Job was active longer than specified deadline');
    lab.until('its Pods are gone', () => pods().length, (count) => count === 0);
  });

  test('should adopt matching orphans and release non-matching pods', () => {
    create(NOT_TERMINATE);
    running(2);
    const name = pods()[0]?.metadata.name ?? '';
    lab.patch(kinds.pods, name, { metadata: { ownerReferences: null } });
    lab.until('it is adopted again', () => lab.pod(name).metadata.ownerReferences, (owners) => owners?.[0]?.kind === 'Job');
    lab.patch(kinds.pods, name, { metadata: { labels: { 'batch.kubernetes.io/controller-uid': null, 'controller-uid': null, 'batch.kubernetes.io/job-name': null, 'job-name': null } } });
    lab.until('it is let go', () => lab.pod(name).metadata, ({ ownerReferences, finalizers }) => ownerReferences === undefined && finalizers === undefined);
    running(2);
  });

  test('should fail to exceed backoffLimit', () => {
    create('exit 1', { backoffLimit: 1, parallelism: 1, completions: 4 });
    const { status } = failed('BackoffLimitExceeded');
    expect(status?.failed).toBe(2);
    expect(pods().map(({ status: { phase } }) => phase)).toEqual(['Failed', 'Failed']);
    expect(condition(job(), 'Failed')?.message).toBe('Job has reached the specified backoff limit');
  });

  test('should run a job to completion with CPU requests', () => {
    create('', { parallelism: 20, completions: 20 }, { containers: [shell('sleep 1', { resources: { requests: { cpu: '500m' } } })] });
    complete();
  });

  test('should update the status ready field', () => {
    create(NOT_TERMINATE, { completions: 2 });
    lab.until('both are ready', () => job().status?.ready, (ready) => ready === 2);
    expect(job().status?.active).toBe(2);
  });

  test('should apply changes to a job status', () => {
    create(NOT_TERMINATE, { suspend: true });
    lab.until('it is suspended', () => condition(job(), 'Suspended')?.status, (status) => status === 'True');
    lab.patch(kinds.jobs, 'job', { metadata: { annotations: { patchedstatus: 'true' } }, status: { startTime: '2026-01-01T00:00:01Z' } }, 'status');
    expect(job().metadata.annotations).toMatchObject({ patchedstatus: 'true' });
  });

  test('should manage the lifecycle of a job', () => {
    create('exit 0', { suspend: true, completions: 1, parallelism: 1 });
    lab.patch(kinds.jobs, 'job', { metadata: { labels: { e2e: 'patched' } } });
    lab.client.update(kinds.jobs, { ...job(), spec: { ...job().spec, suspend: false } });
    complete();
    expect(lab.list(kinds.jobs, 'e2e=patched')).toHaveLength(1);
    lab.removeAll(kinds.jobs, 'e2e=patched');
    lab.until('it is gone', () => lab.list(kinds.jobs).length, (count) => count === 0);
  });

  test('TTLAfterFinished: job should be deleted once it finishes after TTL seconds', () => {
    create('sleep 2', { ttlSecondsAfterFinished: 10, completions: 1, parallelism: 1 });
    complete();
    lab.always('it is kept', () => lab.find(kinds.jobs, 'job') !== undefined, (is) => is, 9);
    lab.until('it is gone, and its Pods', () => [lab.list(kinds.jobs).length, pods().length], ([a, b]) => a === 0 && b === 0, 20);
  });

  test('elastic: an Indexed Job grows and shrinks with its completions', () => {
    create(NOT_TERMINATE, { completionMode: 'Indexed', parallelism: 2, completions: 2 });
    running(2);
    lab.patch(kinds.jobs, 'job', { spec: { parallelism: 3, completions: 3 } });
    running(3);
    lab.patch(kinds.jobs, 'job', { spec: { parallelism: 1, completions: 1 } });
    running(1);
    expect(indexes('Running')).toBe('0');
  });
});
