// Cron schedules and the times that were missed.
import { describe, expect, test } from 'vitest';
import { parseRfc3339, rfc3339 } from '../../base/time.ts';
import type { CronJob } from '../../kube/types.generated.ts';
import { timeZone } from '../../kube/time-zones.ts';
import { parseSchedule } from './schedule.ts';
import { due, untilNextMs } from './timing.ts';

const at = (text: string): number => parseRfc3339(text) as number;
const next = (schedule: string, after: string): string => {
  const ms = parseSchedule(schedule).next(at(after));
  return ms === undefined ? 'never' : rfc3339(ms);
};

describe('schedules', () => {
  test.each([
    ['* * * * *', '2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'],
    ['*/15 * * * *', '2026-01-01T00:14:59Z', '2026-01-01T00:15:00Z'],
    ['30 4 1,15 * *', '2026-01-01T05:00:00Z', '2026-01-15T04:30:00Z'],
    ['0 0 * * mon-fri', '2026-01-02T00:00:00Z', '2026-01-05T00:00:00Z'],
    ['0 0 29 feb ?', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['0 12 13 * 5', '2026-01-01T00:00:00Z', '2026-01-02T12:00:00Z'],
    ['5-59/20 * * * *', '2026-01-01T00:26:00Z', '2026-01-01T00:45:00Z'],
    ['@hourly', '2026-01-01T00:00:01Z', '2026-01-01T01:00:00Z'],
    ['@every 90s', '2026-01-01T00:00:00Z', '2026-01-01T00:01:30Z'],
    ['0 0 31 2 *', '2026-01-01T00:00:00Z', 'never'],
  ])('%s after %s is %s', (schedule, after, wanted) => {
    expect(next(schedule, after)).toBe(wanted);
  });

  test.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['5-2 * * * *', 'beginning of range (5) beyond end of range (2): 5-2'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['@fortnightly', 'unrecognized descriptor: @fortnightly'],
  ])('%s is refused', (schedule, message) => {
    expect(() => parseSchedule(schedule)).toThrow(message);
  });
});

describe('missed times', () => {
  const cron = (created: string, last?: string, deadline?: number): CronJob =>
    ({ metadata: { creationTimestamp: created }, spec: { ...(deadline === undefined ? {} : { startingDeadlineSeconds: deadline }) }, status: last === undefined ? {} : { lastScheduleTime: last } }) as unknown as CronJob;
  const minutely = parseSchedule('* * * * *');

  test('the latest of several that passed counts', () => {
    expect(due(cron('2026-01-01T00:00:30Z'), minutely, at('2026-01-01T00:00:50Z'))).toEqual({ atMs: undefined, missed: 'none' });
    expect(due(cron('2026-01-01T00:00:30Z'), minutely, at('2026-01-01T00:05:10Z'))).toEqual({ atMs: at('2026-01-01T00:05:00Z'), missed: 'few' });
    expect(due(cron('2026-01-01T00:00:00Z'), minutely, at('2026-01-02T00:00:10Z'))).toEqual({ atMs: at('2026-01-02T00:00:00Z'), missed: 'many' });
  });

  test('a deadline leaves out what is too old', () => {
    expect(due(cron('2026-01-01T00:00:00Z', undefined, 30), parseSchedule('0 * * * *'), at('2026-01-01T01:10:00Z'))).toEqual({ atMs: undefined, missed: 'none' });
  });

  test('the next look is a moment after the next time', () => {
    expect(untilNextMs(cron('2026-01-01T00:00:30Z'), minutely, at('2026-01-01T00:00:40Z'))).toBe(20_100);
    expect(untilNextMs(cron('2026-01-01T00:00:30Z', '2026-01-01T00:01:00Z'), minutely, at('2026-01-01T00:01:00Z') + 100)).toBe(60_000);
  });
});

describe('in a time zone', () => {
  const next = (schedule: string, zone: string, after: string): string => rfc3339(parseSchedule(schedule, timeZone(zone)).next(at(after)) ?? 0);
  test.each([
    ['0 9 * * *', 'Asia/Seoul', '2026-03-01T12:00:00Z', '2026-03-02T00:00:00Z'],
    ['30 8 * * 1', 'Asia/Kolkata', '2026-03-01T12:00:00Z', '2026-03-02T03:00:00Z'],
    ['0 12 * * *', 'America/New_York', '2026-07-01T00:00:00Z', '2026-07-01T16:00:00Z'],
    ['0 12 * * *', 'America/New_York', '2026-12-01T00:00:00Z', '2026-12-01T17:00:00Z'],
    ['0 12 * * *', 'Australia/Sydney', '2026-01-10T00:00:00Z', '2026-01-10T01:00:00Z'],
    ['0 12 * * *', 'Europe/Dublin', '2026-07-01T00:00:00Z', '2026-07-01T11:00:00Z'],
    // Put forward: 02:30 does not come that day.
    ['30 2 * * *', 'America/New_York', '2026-03-08T05:00:00Z', '2026-03-09T06:30:00Z'],
    // Put back: 01:00 comes twice.
    ['0 1 * * *', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-01T05:00:00Z'],
    ['0 1 * * *', 'America/New_York', '2026-11-01T05:00:00Z', '2026-11-01T06:00:00Z'],
    ['0 1 * * *', 'America/New_York', '2026-11-01T06:00:00Z', '2026-11-02T06:00:00Z'],
  ])('%s in %s after %s', (schedule, zone, after, expected) => expect(next(schedule, zone, after)).toBe(expected));

  test('offsets are those of the platform, all the year round', () => {
    for (const zone of ['Asia/Seoul', 'America/Sao_Paulo', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham', 'Asia/Jerusalem', 'America/Santiago', 'Africa/Cairo', 'Australia/Lord_Howe', 'America/Nuuk', 'Europe/Dublin']) {
      const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
      for (let day = 0; day < 366; day += 5) {
        const ms = at('2026-01-01T12:00:00Z') + day * 86_400_000;
        const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(ms)) ?? [];
        const wanted = (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
        expect([zone, rfc3339(ms), timeZone(zone)?.(ms)]).toEqual([zone, rfc3339(ms), wanted || 0]);
      }
    }
    expect(timeZone('Mars/Olympus')).toBeUndefined();
  });
});
