// The size of the window, for limits of the panels.
import { useSyncExternalStore } from 'react';

let size = { width: window.innerWidth, height: window.innerHeight };

function subscribe(changed: () => void): () => void {
  const measure = (): void => {
    size = { width: window.innerWidth, height: window.innerHeight };
    changed();
  };
  window.addEventListener('resize', measure);
  return () => window.removeEventListener('resize', measure);
}

/** A tablet on its side: room for one panel beside the diagram; narrower, they stand below each other. */
const ONE_BESIDE = { from: 960, below: 1180 };

/** Whether the lesson makes room for the inspector or the editor, to come back when that is closed. */
export const lessonSteps = (width: number, sideOpen: boolean): boolean => sideOpen && width >= ONE_BESIDE.from && width < ONE_BESIDE.below;

export function useViewport(): { readonly width: number; readonly height: number } {
  return useSyncExternalStore(subscribe, () => size);
}
