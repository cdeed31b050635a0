// Works without a network after the first visit: the service worker keeps every file of the page, and a newer version waits until it is asked for.
import { create } from 'zustand';

interface Offline {
  /** All files are kept: the page opens without a network from now on. */
  readonly ready: boolean;
  /** Opens the page anew with the newer version; undefined while there is none. */
  readonly update: (() => void) | undefined;
}

export const useOffline = create<Offline>(() => ({ ready: false, update: undefined }));

/** To be called when the page has nothing better to fetch. */
export async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { registerSW } = await import('virtual:pwa-register');
  const update = registerSW({
    immediate: true,
    onOfflineReady: () => useOffline.setState({ ready: true }),
    onNeedRefresh: () => useOffline.setState({ update: () => void update(true) }),
  });
  const registration = await navigator.serviceWorker.ready.catch(() => undefined);
  if (registration) useOffline.setState({ ready: true });
}
