// Forgets old revisions as the API server has etcd forget them: every five minutes, what was there five minutes before (apiserver/pkg/storage/etcd3/compact.go).
import type { World } from '../engine/world/world.ts';

export const COMPACT_MS = 300_000;

/** Stops when the function that it gives is called. */
export function keepCompacted({ clock, cluster }: Pick<World, 'clock' | 'cluster'>, everyMs = COMPACT_MS): () => void {
  const { etcd } = cluster.api;
  let last = etcd.revision;
  let timer = clock.after(everyMs, tick);
  function tick(): void {
    if (last > etcd.compactRevision) etcd.compact(last);
    last = etcd.revision;
    timer = clock.after(everyMs, tick);
  }
  return () => timer.cancel();
}
