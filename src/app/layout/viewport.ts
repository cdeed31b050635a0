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

export function useViewport(): { readonly width: number; readonly height: number } {
  return useSyncExternalStore(subscribe, () => size);
}
