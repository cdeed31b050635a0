// How many messages passed when: a bar of the last minutes, each of its buckets can be picked.
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useMemo, useState } from 'react';
import type { TraceLine } from '../../bridge/protocol.ts';
import { isPerson } from '../diagram/actors.ts';
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
    // Conflicts between controllers are their daily business; a person's refusal and a server's fault are not.
    if (line.code >= 500 || (line.code >= 400 && isPerson(line.actor))) warnings[at] = true;
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
  const last = buckets.findLastIndex((bucket) => bucket.count > 0);
  const picked = buckets.findIndex((bucket) => momentMs !== undefined && momentMs >= bucket.fromMs && momentMs < bucket.fromMs + sizeMs);
  const pick = (index: number | undefined): void => {
    const bucket = index === undefined ? undefined : buckets[Math.max(0, Math.min(last, index))];
    useSelection.setState({ momentMs: bucket?.fromMs });
    if (bucket) usePreferences.getState().set({ view: 'control-plane' });
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * BUCKETS);
    pick(index === picked || index > last ? undefined : index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Escape') pick(undefined);
    if (step === 0) return;
    event.preventDefault();
    pick(picked < 0 ? last : picked + step);
  };
  const shown = buckets[picked < 0 ? Math.max(0, last) : picked];
  return (
    <div
      className={styles.timeline} role="slider" tabIndex={0} aria-label={text.time.timeline} aria-valuemin={0} aria-valuemax={Math.max(0, last)} aria-valuenow={picked < 0 ? Math.max(0, last) : picked}
      aria-valuetext={shown ? text.time.bucket(shown.count, clockText(shown.fromMs)) : undefined} data-tip={text.time.timelineHelp} onPointerDown={onPointerDown} onKeyDown={onKeyDown} data-testid="timeline"
    >
      {buckets.map((bucket, i) => (
        <span key={i} className={styles.bucket} style={{ '--share': bucket.count === 0 ? 0 : Math.max(0.14, bucket.count / most) } as CSSProperties} data-warning={bucket.warning} data-picked={i === picked} />
      ))}
    </div>
  );
}
