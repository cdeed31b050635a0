// When a CronJob should have run last, and when it is to be looked at next (pkg/controller/cronjob/utils.go).
import { parseRfc3339 } from '../../base/time.ts';
import type { CronJob } from '../../kube/types.generated.ts';
import type { Schedule } from './schedule.ts';

export interface Due {
  /** The latest moment that has passed and was not served. */
  readonly atMs: number | undefined;
  readonly missed: 'none' | 'few' | 'many';
}

const MANY = 100;
/** The clock that decides must have passed the moment. */
const DELTA_MS = 100;

function earliestMs(cron: CronJob): number {
  return parseRfc3339(cron.status.lastScheduleTime ?? '') ?? parseRfc3339(cron.metadata.creationTimestamp) ?? 0;
}

export function due(cron: CronJob, schedule: Schedule, nowMs: number, withDeadline = true): Due {
  const deadline = withDeadline ? cron.spec.startingDeadlineSeconds : undefined;
  const fromMs = Math.max(earliestMs(cron), deadline === undefined ? 0 : nowMs - deadline * 1000);
  const first = schedule.next(fromMs);
  if (first === undefined || first > nowMs) return { atMs: undefined, missed: 'none' };
  const second = schedule.next(first);
  if (second === undefined || second > nowMs) return { atMs: first, missed: 'none' };
  const between = second - first;
  const count = Math.floor((nowMs - first) / between) + 1;
  // Schedules are not even; some steps before the guess the walk is sure to begin before the goal.
  let at = count > 8 ? (schedule.next(nowMs - 8 * between) ?? first) : first;
  if (at > nowMs) at = first;
  for (let next = schedule.next(at); next !== undefined && next <= nowMs; next = schedule.next(at)) at = next;
  return { atMs: at, missed: count > MANY ? 'many' : 'few' };
}

export function untilNextMs(cron: CronJob, schedule: Schedule, nowMs: number): number | undefined {
  const last = due(cron, schedule, nowMs, false);
  const from = last.atMs ?? (last.missed === 'none' ? earliestMs(cron) : nowMs);
  const next = schedule.next(from);
  return next === undefined ? undefined : Math.max(0, next + DELTA_MS - nowMs);
}
