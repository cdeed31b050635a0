// A Pod's state as a shape: each state has its own outline and mark, so that colour is never needed to tell them apart.
import { useEffect, useRef } from 'react';
import type { PodState } from '../../bridge/summary.ts';
import { virtualNowMs } from '../state/clock.ts';
import styles from './pod.module.css';

const CIRCLE = 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z';
const TRIANGLE = 'M12 3.200 21.600 20H2.400z';
const DIAMOND = 'M12 2 22 12 12 22 2 12z';
const SQUARE = 'M4 4h16v16H4z';
const OCTAGON = 'M8.300 3h7.400L21 8.300v7.400L15.700 21H8.300L3 15.700V8.300z';

interface Shape {
  readonly outline: string;
  readonly mark: string;
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

const shapes: Record<PodState, Shape> = {
  pending: { outline: CIRCLE, mark: 'M12 7.500V12l3 2', dashed: true },
  creating: { outline: CIRCLE, mark: 'M8.500 12h.01M12 12h.01M15.500 12h.01' },
  pulling: { outline: CIRCLE, mark: 'M12 7.500v8M8.800 12.500l3.200 3.200 3.200-3.200' },
  starting: { outline: CIRCLE, mark: 'M10 8.300v7.400l6-3.700z' },
  ready: { outline: CIRCLE, mark: 'M7.800 12.300l2.900 2.900 5.500-6', filled: true },
  'crash-loop': { outline: TRIANGLE, mark: 'M12 9.500v4.500M12 17h.01', filled: true },
  'image-error': { outline: OCTAGON, mark: 'M9 9l6 6M15 9l-6 6', filled: true },
  failed: { outline: SQUARE, mark: 'M8.500 8.500l7 7M15.500 8.500l-7 7', filled: true },
  evicted: { outline: SQUARE, mark: 'M8.500 15.500v-7h7M8.500 8.500l7 7' },
  succeeded: { outline: SQUARE, mark: 'M7.800 12.300l2.900 2.900 5.500-6' },
  terminating: { outline: CIRCLE, mark: 'M8 12h8', dashed: true },
  unknown: { outline: DIAMOND, mark: 'M9.900 9.700a2.200 2.200 0 1 1 3.200 2c-.8.400-1.100.9-1.100 1.700M12 16.300h.01' },
};

const ROUND = 2 * Math.PI * 9;
/** An ordinary pull; the ring nears its end without ever reaching it when one takes longer. */
const PULL_MS = 4000;

export function PodGlyph({ state, size = 22, pullSinceMs }: { readonly state: PodState; readonly size?: number; readonly pullSinceMs?: number | undefined }) {
  const shown: PodState = pullSinceMs !== undefined && state === 'creating' ? 'pulling' : state;
  const { outline, mark, filled, dashed } = shapes[shown];
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
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      const share = 1 - Math.exp(-Math.max(0, virtualNowMs() - sinceMs) / PULL_MS);
      ring.current?.setAttribute('stroke-dashoffset', String(ROUND * (1 - share)));
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [sinceMs]);
  return <circle ref={ring} cx="12" cy="12" r="9" className={styles.progress} fill="none" transform="rotate(-90 12 12)" strokeDasharray={ROUND} strokeDashoffset={ROUND} />;
}
