// How much room the drawing surface has, in steps: a splitter that is dragged a little moves no box.
import { create } from 'zustand';
import type { Size } from './geometry.ts';

const STEP_PX = 80;

const useSurface = create<{ readonly size: Size }>(() => ({ size: { width: 720, height: 400 } }));

export const useRoom = (): Size => useSurface((state) => state.size);

/** @returns stops it */
export function watchRoom(element: HTMLElement): () => void {
  const observer = new ResizeObserver(([entry]) => {
    const { width = 0, height = 0 } = entry?.contentRect ?? {};
    const size = { width: Math.max(STEP_PX, Math.round(width / STEP_PX) * STEP_PX), height: Math.max(STEP_PX, Math.round(height / STEP_PX) * STEP_PX) };
    const before = useSurface.getState().size;
    if (size.width !== before.width || size.height !== before.height) useSurface.setState({ size });
  });
  observer.observe(element);
  return () => observer.disconnect();
}
