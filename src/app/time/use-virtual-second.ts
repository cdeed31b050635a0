// The virtual time to the second, for ages: whoever shows one is drawn anew once a second while time runs.
import { useSyncExternalStore } from 'react';
import { shownNowMs } from '../state/clock.ts';

function subscribe(changed: () => void): () => void {
  const timer = setInterval(changed, 1000);
  return () => clearInterval(timer);
}

export function useVirtualSecond(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(shownNowMs() / 1000)) * 1000;
}
