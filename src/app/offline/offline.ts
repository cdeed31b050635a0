// Works without a network after the first visit: the service worker keeps every file of the page, and a newer version waits until it is asked for.
import { create } from 'zustand';

interface Offline {
  /** Opens the page anew with the newer version; undefined while there is none. */
  readonly update: (() => void) | undefined;
}

export const useOffline = create<Offline>(() => ({ update: undefined }));

/** To be called when the page has nothing better to fetch. */
export async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { registerSW } = await import('virtual:pwa-register');
  const update = registerSW({
    immediate: true,
    onNeedRefresh: () => useOffline.setState({ update: () => void update(true) }),
  });
}
