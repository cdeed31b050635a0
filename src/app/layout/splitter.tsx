// The bar between two panels: dragged, or moved with the arrow keys (a window splitter of the ARIA practices). Small enough to be our own.
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import styles from './splitter.module.css';

interface Props {
  readonly label: string;
  readonly axis: 'x' | 'y';
  /** The panel that is sized lies after the bar, so that moving forward makes it smaller. */
  readonly reversed?: boolean;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

const KEY_STEP = 24;

export function Splitter({ label, axis, reversed = false, value, min, max, onChange }: Props) {
  const start = useRef<{ readonly at: number; readonly value: number } | undefined>(undefined);
  const sign = reversed ? -1 : 1;
  const clamp = (wish: number): number => Math.round(Math.max(min, Math.min(max, wish)));
  const position = (event: PointerEvent): number => (axis === 'x' ? event.clientX : event.clientY);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { at: position(event), value: clamp(value) };
  };
  const onPointerMove = (event: PointerEvent): void => {
    if (start.current) onChange(clamp(start.current.value + sign * (position(event) - start.current.at)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [back, forth] = axis === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const step = event.key === back ? -KEY_STEP : event.key === forth ? KEY_STEP : 0;
    const wish = event.key === 'Home' ? min : event.key === 'End' ? max : clamp(value) + sign * step;
    if (step === 0 && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    onChange(clamp(wish));
  };
  return (
    <div
      className={styles.splitter}
      data-axis={axis}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={axis === 'x' ? 'vertical' : 'horizontal'}
      aria-valuenow={clamp(value)}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => (start.current = undefined)}
      onPointerCancel={() => (start.current = undefined)}
      onKeyDown={onKeyDown}
    />
  );
}
