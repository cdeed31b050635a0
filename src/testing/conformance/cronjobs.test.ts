// What upstream's end-to-end tests ask of CronJobs (test/e2e/apps/cronjob.go).
import { beforeEach, describe, expect, test } from 'vitest';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import type { CronJob, Job } from '../../engine/kube/types.generated.ts';
import { Lab, shell } from './lab.ts';

const lab = new Lab({ nodes: 1 });
beforeEach(() => lab.freshNamespace());

const SLEEP = 'sleep 300';
const create = (more: object = {}, script = SLEEP, restartPolicy = 'OnFailure'): CronJob =>
  lab.create(kinds.cronjobs, { metadata: { name: 'cron' }, spec: { schedule: '*/1 * * * *', concurrencyPolicy: 'Allow', jobTemplate: { spec: { parallelism: 1, completions: 1, backoffLimit: 0, template: { spec: { restartPolicy, terminationGracePeriodSeconds: 0, containers: [shell(script)] } } } }, ...more } });
const cron = (): CronJob => lab.get(kinds.cronjobs, 'cron');
const jobs = (): readonly Job[] => lab.list(kinds.jobs);
const active = (count: number): void => void lab.until(`${count} Jobs are active`, () => cron().status.active?.length ?? 0, (found) => found === count, 300);
const finished = (): readonly Job[] => jobs().filter(({ status }) => status?.conditions?.some(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True'));

describe('CronJob', () => {
  test('should schedule multiple jobs concurrently', () => {
    create();
    active(2);
    expect(jobs().length).toBeGreaterThanOrEqual(2);
  });

  test('should not schedule jobs when suspended', () => {
    create({ suspend: true });
    lab.always('no Job', () => jobs().length, (count) => count === 0, 130);
  });

  test('should not schedule new jobs when ForbidConcurrent', () => {
    create({ concurrencyPolicy: 'Forbid' });
    active(1);
    const [first] = jobs();
    lab.always('the same Job', () => jobs().map(({ metadata }) => metadata.uid).join(), (uids) => uids === first?.metadata.uid, 130);
    expect(lab.events('cron').join('\n')).toContain('Normal JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid');
  });

  test('should replace jobs when ReplaceConcurrent', () => {
    create({ concurrencyPolicy: 'Replace' });
    active(1);
    const [first] = jobs();
    lab.until('another took its place', () => jobs().map(({ metadata }) => metadata.uid), (uids) => uids.length === 1 && uids[0] !== first?.metadata.uid);
    expect(cron().status.active).toHaveLength(1);
  });

  test('should be able to schedule after more than 100 missed schedule', () => {
    create({ concurrencyPolicy: 'Forbid', suspend: true });
    lab.patch(kinds.cronjobs, 'cron', { status: { lastScheduleTime: '2025-12-31T00:00:00Z' } }, 'status');
    lab.patch(kinds.cronjobs, 'cron', { spec: { suspend: false } });
    active(1);
    expect(lab.events('cron').join('\n')).toMatch(/Warning TooManyMissedTimes: too many missed start times\. Set or decrease \.spec\.startingDeadlineSeconds or check clock skew/);
  });

  test('should not emit unexpected warnings', () => {
    create({}, 'sleep 1');
    lab.until('two were run', () => finished().length, (count) => count >= 2, 200);
    expect(lab.events('cron').filter((event) => !/^Normal (SuccessfulCreate|SawCompletedJob|SuccessfulDelete): /.test(event))).toEqual([]);
    const name = finished()[0]?.metadata.name ?? '';
    expect(lab.events('cron')).toContain(`Normal SuccessfulCreate: Created job ${name}`);
    expect(lab.events('cron')).toContain(`Normal SawCompletedJob: Saw completed job: ${name}, condition: Complete`);
  });

  test('should remove from active list jobs that have been deleted', () => {
    create({ concurrencyPolicy: 'Forbid' });
    active(1);
    const name = cron().status.active?.[0]?.name ?? '';
    lab.remove(kinds.jobs, name, { propagationPolicy: 'Background' });
    lab.until('it is not active any more', () => cron().status.active ?? [], (list) => !list.some((reference) => reference.name === name));
    lab.until('it says so', () => lab.events('cron').join('\n'), (events) => events.includes(`Normal MissingJob: Active job went missing: ${name}`));
  });

  test.each([['successful', 'exit 0', 'successfulJobsHistoryLimit'], ['failed', 'exit 1', 'failedJobsHistoryLimit']])('should delete %s finished jobs with limit of one', (_, script, limit) => {
    create({ [limit]: 1 }, script, 'Never');
    const [first] = lab.until('one is finished', finished, (list) => list.length === 1, 200);
    lab.until('it made room for the next', () => finished().map(({ metadata }) => metadata.name), (names) => names.length === 1 && names[0] !== first?.metadata.name, 300);
  });

  test('should support timezone', () => {
    create({ timeZone: 'America/New_York', schedule: '30 19 * * *', suspend: true });
    expect(cron().spec.timeZone).toBe('America/New_York');
    expect(lab.refusal(() => lab.create(kinds.cronjobs, { metadata: { name: 'nowhere' }, spec: { ...cron().spec, timeZone: 'Mars/Olympus' } })).message).toContain('spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus');
  });

  test('should support CronJob API operations', () => {
    create({ schedule: '* */1 * * *', suspend: true });
    lab.patch(kinds.cronjobs, 'cron', { metadata: { annotations: { patched: 'true' } } });
    const time = '2026-01-01T00:00:00Z';
    const patched = lab.patch(kinds.cronjobs, 'cron', { metadata: { annotations: { patchedstatus: 'true' } }, status: { lastScheduleTime: time } }, 'status');
    expect([patched.status.lastScheduleTime, patched.metadata.annotations]).toEqual([time, { patched: 'true', patchedstatus: 'true' }]);
    expect(lab.client.updateStatus(kinds.cronjobs, { ...cron(), status: { lastScheduleTime: '2026-01-01T00:01:00Z' } }).status.lastScheduleTime).toBe('2026-01-01T00:01:00Z');
    lab.client.call('DELETE', `/apis/batch/v1/namespaces/${lab.ns}/cronjobs`);
    lab.until('it is gone', () => lab.list(kinds.cronjobs).length, (count) => count === 0);
  });
});
