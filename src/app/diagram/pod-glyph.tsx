// A Pod's state as a shape: each state has its own outline and mark, so that colour is never needed to tell them apart.
import { useEffect, useRef } from 'react';
import type { PodState } from '../../bridge/summary.ts';
import { useClock, virtualNowMs } from '../state/clock.ts';
import { podShapes } from './pod-shapes.ts';
import styles from './pod.module.css';

const ROUND = 2 * Math.PI * 9;
const RING_MS = 90;
/** A pull as a tile shows it: no times while it waits for another one on its node. */
export interface PullProgress {
  readonly fromMs: number;
  readonly untilMs: number;
}

export function PodGlyph({ state, size = 22, pull }: { readonly state: PodState; readonly size?: number; readonly pull?: PullProgress | undefined }) {
  const shown: PodState = pull !== undefined && state === 'creating' ? 'pulling' : state;
  const { outline, mark, filled, dashed } = podShapes[shown];
  return (
    <svg className={styles.glyph} data-state={shown} width={size} height={size} viewBox="0 0 24 24" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={outline} className={styles.outline} data-filled={filled} strokeDasharray={dashed ? '3.200 3' : undefined} />
      {shown === 'pulling' && pull && <PullRing {...pull} />}
      <path d={mark} className={styles.mark} data-filled={filled} fill="none" />
    </svg>
  );
}

/** How far the transfer of an image is by now, by the virtual clock. */
function PullRing({ fromMs, untilMs }: PullProgress) {
  const ring = useRef<SVGCircleElement>(null);
  const paused = useClock((clock) => clock.paused);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      const share = untilMs <= fromMs ? 0 : Math.max(0, Math.min(1, (virtualNowMs() - fromMs) / (untilMs - fromMs)));
      ring.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - share)));
      // While time stands nothing moves; a step is drawn when the clock runs on. Not every frame: a ring that fills needs none, and a key that is typed meanwhile would wait for it.
      if (!paused && untilMs > fromMs && share < 1) timer = setTimeout(draw, RING_MS);
    };
    draw();
    return () => clearTimeout(timer);
  }, [fromMs, untilMs, paused]);
  return <circle ref={ring} cx="12" cy="12" r="9" className={styles.progress} fill="none" transform="rotate(-90 12 12)" strokeDasharray={ROUND} strokeDashoffset={ROUND} />;
}
