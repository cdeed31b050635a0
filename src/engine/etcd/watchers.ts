// Who watches which prefix: a change is looked up by its key's own directories instead of being offered to everybody.
import type { EtcdEvent } from './etcd.ts';

type Sink<V> = (event: EtcdEvent<V>) => void;

export class WatcherTable<V> {
  /** Watchers of prefixes that end in a slash. */
  private readonly directories = new Map<string, Set<Sink<V>>>();
  /** Watchers of any other prefix. */
  private readonly others = new Map<string, Set<Sink<V>>>();

  add(prefix: string, sink: Sink<V>): () => void {
    const table = prefix.endsWith('/') ? this.directories : this.others;
    let sinks = table.get(prefix);
    if (!sinks) table.set(prefix, (sinks = new Set()));
    const own = (event: EtcdEvent<V>): void => sink(event);
    sinks.add(own);
    return () => {
      sinks.delete(own);
      if (sinks.size === 0 && table.get(prefix) === sinks) table.delete(prefix);
    };
  }

  dispatch(event: EtcdEvent<V>): void {
    const { key } = event;
    for (let end = key.indexOf('/'); end >= 0; end = key.indexOf('/', end + 1)) {
      const sinks = this.directories.get(key.slice(0, end + 1));
      if (sinks) for (const sink of sinks) sink(event);
    }
    for (const [prefix, sinks] of this.others) if (key.startsWith(prefix)) for (const sink of sinks) sink(event);
  }
}
