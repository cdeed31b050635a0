// Pause, step, speed, and the virtual clock.
import { FastForward, Pause, Play, StepForward } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useText } from '../i18n/text.ts';
import { useClock, virtualNowMs } from '../state/clock.ts';
import { engine } from '../state/engine.ts';
import { clockText, elapsedText } from './format.ts';
import styles from './time-controls.module.css';

const speeds: readonly number[] = [0.25, 0.5, 1, 2, 4, 10, 20, 50, 100];

export function setPace(speed: number, paused: boolean): void {
  const { set, nowMs, startMs, behind } = useClock.getState();
  set({ nowMs: Math.max(nowMs, virtualNowMs()), startMs, behind, speed, paused });
  engine.setPace(speed, paused);
}

/** `children`: further ways through time, at the end. */
export function TimeControls({ children }: { readonly children?: ReactNode }) {
  const text = useText();
  const { speed, paused, behind } = useClock(useShallow(({ speed, paused, behind }) => ({ speed, paused, behind })));
  return (
    <div className={styles.controls} role="group" aria-label={text.time.label}>
      <IconButton label={paused ? text.time.play : text.time.pause} aria-pressed={paused} onClick={() => setPace(speed, !paused)} data-testid="pause">
        {paused ? <Play size={16} /> : <Pause size={16} />}
      </IconButton>
      <IconButton label={text.time.stepEvent} onClick={() => step('event')} data-testid="step">
        <StepForward size={16} />
      </IconButton>
      <IconButton label={text.time.stepChange} onClick={() => engine.step('change')} data-testid="skip">
        <FastForward size={16} />
      </IconButton>
      <select className={`${controls.select} ${styles.speed}`} aria-label={text.time.speed} value={speed} onChange={(event) => setPace(Number(event.target.value), paused)} data-testid="speed">
        {(speeds.includes(speed) ? speeds : [...speeds, speed]).map((value) => (
          <option key={value} value={value}>
            {value}×
          </option>
        ))}
      </select>
      <VirtualClock />
      <span className={styles.behind} role="status" title={behind ? text.time.behind : undefined} data-on={behind}>
        {behind && <span className="visually-hidden">{text.time.behind}</span>}
      </span>
      {children}
    </div>
  );
}

/** One message at a time makes sense only while time stands. */
function step(size: 'event'): void {
  const { paused, speed } = useClock.getState();
  if (!paused) setPace(speed, true);
  engine.step(size);
}

function VirtualClock() {
  const text = useText();
  const face = useRef<HTMLTimeElement>(null);
  const startMs = useClock((clock) => clock.startMs);
  useEffect(() => {
    const draw = (): void => {
      if (!face.current || startMs === 0) return;
      const now = virtualNowMs();
      const elapsed = elapsedText(now - startMs);
      if (face.current.textContent !== elapsed) face.current.textContent = elapsed;
      const title = `${clockText(now)} UTC`;
      if (face.current.title !== title) face.current.title = title;
    };
    draw();
    const timer = setInterval(draw, 100);
    return () => clearInterval(timer);
  }, [startMs]);
  return <time ref={face} className={styles.clock} aria-label={text.time.clock} data-testid="virtual-clock" />;
}
