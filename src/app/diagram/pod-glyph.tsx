// A Pod's state as a shape: each state has its own outline and mark, so that colour is never needed to tell them apart.
import { useEffect, useRef } from 'react';
import type { PodState } from '../../bridge/summary.ts';
import { useClock, virtualNowMs } from '../state/clock.ts';
import { podShapes } from './pod-shapes.ts';
import styles from './pod.module.css';

const ROUND = 2 * Math.PI * 9;
/** An ordinary pull; the ring nears its end without ever reaching it when one takes longer. */
const PULL_MS = 4000;

export function PodGlyph({ state, size = 22, pullSinceMs }: { readonly state: PodState; readonly size?: number; readonly pullSinceMs?: number | undefined }) {
  const shown: PodState = pullSinceMs !== undefined && state === 'creating' ? 'pulling' : state;
  const { outline, mark, filled, dashed } = podShapes[shown];
  return (
    <svg className={styles.glyph} data-state={shown} width={size} height={size} viewBox="0 0 24 24" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={outline} className={styles.outline} data-filled={filled} strokeDasharray={dashed ? '3.200 3' : undefined} />
      {shown === 'pulling' && <PullRing sinceMs={pullSinceMs ?? 0} />}
      <path d={mark} className={styles.mark} data-filled={filled} fill="none" />
    </svg>
  );
}

/** How far an image pull will be by now, by the virtual clock. */
function PullRing({ sinceMs }: { readonly sinceMs: number }) {
  const ring = useRef<SVGCircleElement>(null);
  const paused = useClock((clock) => clock.paused);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const share = 1 - Math.exp(-Math.max(0, virtualNowMs() - sinceMs) / PULL_MS);
      ring.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - share)));
      // While time stands nothing moves; a step is drawn when the clock runs on.
      if (!paused) frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [sinceMs, paused]);
  return <circle ref={ring} cx="12" cy="12" r="9" className={styles.progress} fill="none" transform="rotate(-90 12 12)" strokeDasharray={ROUND} strokeDashoffset={ROUND} />;
}
