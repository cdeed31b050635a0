// How many messages passed when: a bar of the last minutes, each of its buckets can be picked.
import { useEffect, useMemo, useState } from 'react';
import type { TraceLine } from '../../bridge/protocol.ts';
import { useText } from '../i18n/text.ts';
import { useClock } from '../state/clock.ts';
import { useCluster } from '../state/cluster.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { clockText } from './format.ts';
import styles from './status-bar.module.css';

const BUCKETS = 90;
const BUCKET_MS = [1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 1_800_000];

interface Bucket {
  readonly fromMs: number;
  readonly count: number;
  readonly warning: boolean;
}

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export function bucketsOf(trace: readonly TraceLine[], startMs: number, nowMs: number): { readonly sizeMs: number; readonly buckets: readonly Bucket[] } {
  const spanMs = Math.max(1, nowMs - startMs);
  const sizeMs = BUCKET_MS.find((size) => spanMs / size <= BUCKETS) ?? (BUCKET_MS.at(-1) as number);
  const lastIndex = Math.floor(spanMs / sizeMs);
  const first = Math.max(0, lastIndex - BUCKETS + 1);
  const counts = Array.from({ length: BUCKETS }, () => 0);
  const warnings = Array.from({ length: BUCKETS }, () => false);
  for (const line of trace) {
    const at = Math.floor((line.atMs - startMs) / sizeMs) - first;
    if (at < 0 || at >= BUCKETS) continue;
    counts[at] = (counts[at] as number) + 1;
    if (line.code >= 400) warnings[at] = true;
  }
  return { sizeMs, buckets: counts.map((count, i) => ({ fromMs: startMs + (first + i) * sizeMs, count, warning: warnings[i] as boolean })) };
}

/** The clock to the second, so that the bar is drawn at most once a second. */
function useSecond(): number {
  const [second, setSecond] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSecond(Math.floor(useClock.getState().nowMs / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  return second * 1000;
}

export function Timeline() {
  const text = useText();
  const nowMs = useSecond();
  const startMs = useClock((clock) => clock.startMs);
  const trace = useCluster((state) => state.trace);
  const momentMs = useSelection((selection) => selection.momentMs);
  const { sizeMs, buckets } = useMemo(() => bucketsOf(trace, startMs, Math.max(nowMs, trace.at(-1)?.atMs ?? startMs)), [trace, startMs, nowMs]);
  const most = Math.max(8, ...buckets.map((bucket) => bucket.count));
  const pick = (bucket: Bucket): void => {
    const same = momentMs === bucket.fromMs;
    useSelection.setState({ momentMs: same ? undefined : bucket.fromMs });
    if (!same) usePreferences.getState().set({ view: 'control-plane' });
  };
  return (
    <div className={styles.timeline} role="group" aria-label={text.time.timeline} title={text.time.timelineHelp}>
      {buckets.map((bucket, i) =>
        bucket.count === 0 ? (
          <span key={i} className={styles.bucket} style={{ '--height': '0' } as React.CSSProperties} />
        ) : (
          <button
            key={i}
            type="button"
            className={styles.bucket}
            style={{ '--height': `${Math.max(12, (bucket.count / most) * 100)}%` } as React.CSSProperties}
            data-warning={bucket.warning}
            aria-pressed={momentMs !== undefined && momentMs >= bucket.fromMs && momentMs < bucket.fromMs + sizeMs}
            aria-label={text.time.bucket(bucket.count, clockText(bucket.fromMs))}
            title={text.time.bucket(bucket.count, clockText(bucket.fromMs))}
            onClick={() => pick(bucket)}
          />
        ),
      )}
    </div>
  );
}
