// How the page writes times and ages.
import { civil } from '../../engine/base/time.ts';
import { humanDuration } from '../../engine/kube/duration.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** `00:12:34`, with days in front when there are any. */
export function elapsedText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const days = Math.floor(seconds / 86_400);
  const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}

/** `14:03:07`, in UTC as the cluster's own timestamps. */
export function clockText(epochMs: number): string {
  const { hour, minute, second } = civil(epochMs);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** As kubectl's AGE column writes it; what is not yet shown as begun is new. */
export const ageText = (durationMs: number): string => humanDuration(Math.max(0, durationMs));
