// What a presenter points with: a laser dot, a spotlight, lines that fade from nothing but the pen, and a zoom to where the mouse is.
import { useEffect, useRef, useState } from 'react';
import styles from './stage.module.css';

export type Tool = 'laser' | 'spotlight' | 'draw' | 'zoom';

interface Point {
  readonly x: number;
  readonly y: number;
}

const ZOOM = 1.8;

export function StageTools({ tool }: { readonly tool: Tool | undefined }) {
  if (tool === 'laser' || tool === 'spotlight') return <Pointer tool={tool} />;
  if (tool === 'draw') return <Pen />;
  if (tool === 'zoom') return <Zoom />;
  return null;
}

function usePointer(): Point {
  const [at, setAt] = useState<Point>({ x: window.innerWidth / 2, y: window.innerHeight / 2 });
  useEffect(() => {
    const move = (event: PointerEvent): void => setAt({ x: event.clientX, y: event.clientY });
    window.addEventListener('pointermove', move);
    return () => window.removeEventListener('pointermove', move);
  }, []);
  return at;
}

function Pointer({ tool }: { readonly tool: 'laser' | 'spotlight' }) {
  const { x, y } = usePointer();
  return <div className={styles[tool]} aria-hidden="true" style={{ '--x': `${x}px`, '--y': `${y}px` } as React.CSSProperties} />;
}

/** Lines over the page until the pen is put away. */
function Pen() {
  const [lines, setLines] = useState<readonly (readonly Point[])[]>([]);
  const drawing = useRef(false);
  return (
    <svg
      className={styles.pen}
      aria-hidden="true"
      onPointerDown={(event) => {
        drawing.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        const first = { x: event.clientX, y: event.clientY };
        setLines((before) => [...before, [first]]);
      }}
      onPointerMove={(event) => {
        if (!drawing.current) return;
        const point = { x: event.clientX, y: event.clientY };
        setLines((before) => [...before.slice(0, -1), [...(before.at(-1) ?? []), point]]);
      }}
      onPointerUp={() => {
        drawing.current = false;
      }}
    >
      {lines.map((line, i) => (
        <polyline key={i} points={line.map(({ x, y }) => `${x},${y}`).join(' ')} />
      ))}
    </svg>
  );
}

/** The page itself grows towards the mouse; the stage's own bar does not. */
function Zoom() {
  const { x, y } = usePointer();
  useEffect(() => {
    const root = document.getElementById('root');
    root?.style.setProperty('transform', `scale(${ZOOM})`);
    root?.style.setProperty('transform-origin', `${x}px ${y}px`);
  }, [x, y]);
  useEffect(
    () => () => {
      const root = document.getElementById('root');
      root?.style.removeProperty('transform');
      root?.style.removeProperty('transform-origin');
    },
    [],
  );
  return null;
}
