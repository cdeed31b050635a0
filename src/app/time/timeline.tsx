// How many messages passed when, and the way back: picking or dragging over the bar shows the cluster as it was.
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useText } from '../i18n/text.ts';
import { useClock } from '../state/clock.ts';
import { useDensity } from '../state/density.ts';
import { usePast } from '../state/past.ts';
import { useSession } from '../state/session.ts';
import { elapsedText } from './format.ts';
import styles from './status-bar.module.css';

const BUCKETS = 90;
const BUCKET_MS = [1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 1_800_000, 7_200_000];

interface Bucket {
  readonly fromMs: number;
  readonly count: number;
  readonly warning: boolean;
}

interface Bar {
  readonly sizeMs: number;
  readonly buckets: readonly Bucket[];
}

export function bucketsOf(counts: ReadonlyMap<number, number>, warnings: ReadonlySet<number>, startMs: number, nowMs: number): Bar {
  const spanMs = Math.max(1, nowMs - startMs);
  const sizeMs = BUCKET_MS.find((size) => spanMs / size <= BUCKETS) ?? (BUCKET_MS.at(-1) as number);
  const first = Math.max(0, Math.floor(spanMs / sizeMs) - BUCKETS + 1);
  const sums = Array.from({ length: BUCKETS }, () => 0);
  const warned = Array.from({ length: BUCKETS }, () => false);
  for (const [second, count] of counts) {
    const at = Math.floor((second * 1000 - startMs) / sizeMs) - first;
    // The second in which the clock began may lie before it.
    const place = at < 0 && first === 0 && second * 1000 > startMs - 1000 ? 0 : at;
    if (place < 0 || place >= BUCKETS) continue;
    sums[place] = (sums[place] as number) + count;
    if (warnings.has(second)) warned[place] = true;
  }
  return { sizeMs, buckets: sums.map((count, i) => ({ fromMs: startMs + (first + i) * sizeMs, count, warning: warned[i] as boolean })) };
}

function barNow(startMs: number): Bar & { readonly nowMs: number } {
  const nowMs = Math.max(startMs, Math.floor(useClock.getState().nowMs / 1000) * 1000);
  const { counts, warnings } = useDensity.getState();
  return { ...bucketsOf(counts, warnings, startMs, nowMs), nowMs };
}

/** The bar and the clock to the second: drawn at most once a second. */
function useBar(startMs: number): Bar & { readonly nowMs: number } {
  const [bar, setBar] = useState(() => barNow(startMs));
  useEffect(() => {
    let drawn = '';
    const timer = setInterval(() => {
      const { nowMs } = useClock.getState();
      const state = `${startMs} ${Math.floor(nowMs / 1000)} ${useDensity.getState().version}`;
      if (state !== drawn) setBar(barNow(startMs));
      drawn = state;
    }, 1000);
    return () => clearInterval(timer);
  }, [startMs]);
  return bar;
}

/** Loaded with the first look back. */
const lookAt = (atMs: number): void => void import('./look-back.ts').then((module) => module.lookAt(atMs));
const backToNow = (): void => void import('./look-back.ts').then((module) => module.backToNow());

export function Timeline() {
  const text = useText();
  const startMs = useClock((clock) => clock.startMs);
  const { sizeMs, buckets, nowMs } = useBar(startMs);
  const pastMs = usePast((past) => past.atMs);
  const bookmarks = useSession((session) => session.sandbox.bookmarks);
  const most = Math.max(8, ...buckets.map((bucket) => bucket.count));
  const present = Math.max(0, Math.min(BUCKETS - 1, Math.floor((nowMs - (buckets[0]?.fromMs ?? 0)) / sizeMs)));
  const indexOf = (ms: number): number => Math.floor((ms - (buckets[0]?.fromMs ?? 0)) / sizeMs);
  const picked = pastMs === undefined ? -1 : indexOf(pastMs);
  // Where keys have asked to be: they may come faster than what they ask for, the first time the way back itself is fetched.
  const wanted = useRef<number | undefined>(undefined);
  useEffect(() => {
    wanted.current = undefined;
  }, [picked]);
  // The end of a bucket: what happened in it has happened.
  const go = (index: number): void => {
    wanted.current = index >= present ? undefined : Math.max(0, index);
    if (wanted.current === undefined) backToNow();
    else lookAt((buckets[wanted.current]?.fromMs ?? startMs) + sizeMs - 1);
  };
  const indexAt = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.floor(((event.clientX - box.left) / box.width) * BUCKETS);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const index = indexAt(event);
    if (index === picked) backToNow();
    else go(index);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const index = indexAt(event);
    if (index !== picked) go(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -1 : 0;
    if (event.key === 'Escape' || event.key === 'End') backToNow();
    else if (event.key === 'Home') go(0);
    else if (step !== 0) go((wanted.current ?? (picked < 0 ? present : picked)) + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = buckets[picked < 0 ? present : picked];
  return (
    <div
      className={styles.timeline} role="slider" tabIndex={0} aria-label={text.time.timeline} aria-valuemin={0} aria-valuemax={present} aria-valuenow={picked < 0 ? present : Math.max(0, Math.min(present, picked))}
      aria-valuetext={shown ? text.time.bucket(shown.count, elapsedText(shown.fromMs - startMs)) : undefined} onPointerDown={onPointerDown} onPointerMove={onPointerMove} onKeyDown={onKeyDown} data-testid="timeline"
    >
      {buckets.map((bucket, i) => (
        <span key={i} className={styles.bucket} style={{ '--share': bucket.count === 0 ? 0 : Math.max(0.14, bucket.count / most) } as CSSProperties} data-warning={bucket.warning} data-picked={i === picked} data-tip={i <= present ? `${text.time.bucket(bucket.count, elapsedText(bucket.fromMs - startMs))}\n${text.time.timelineHelp}` : undefined} />
      ))}
      {bookmarks.map((bookmark) => {
        const share = (bookmark.atMs - (buckets[0]?.fromMs ?? 0)) / (sizeMs * BUCKETS);
        return share < 0 || share > 1 ? null : <span key={`${bookmark.atMs} ${bookmark.name}`} className={styles.mark} style={{ left: `${share * 100}%` }} title={`${bookmark.name} · ${elapsedText(bookmark.atMs - startMs)}`} />;
      })}
    </div>
  );
}
