// The trace: who asked what of the API, and because of what. The diagram animates it, "why?" follows it, the timeline shows it.
export interface TraceEntry {
  readonly id: number;
  readonly atMs: number;
  /** `kubectl`, `deployment-controller`, `kubelet node-2` … */
  readonly actor: string;
  /** create, update, patch, delete, deletecollection; reads by people also get, list, watch. */
  readonly verb: string;
  /** `pods`, `deployments.apps` */
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly code: number;
  /** The entry whose effect woke the actor. */
  readonly cause: number | undefined;
  /** The store's revision that this write made. */
  readonly revision: number | undefined;
}

/** Keeps the latest entries and the cause that is in force while code runs: the engine is synchronous, so one variable is enough. */
export class Trace {
  private readonly entries: TraceEntry[] = [];
  private readonly byRevision = new Map<number, number>();
  private readonly listeners = new Set<(entry: TraceEntry) => void>();
  private nextId = 1;
  private readonly limit: number;
  /** The entry in whose consequence the code that runs now runs. */
  cause: number | undefined;

  constructor(limit = 20_000) {
    this.limit = limit;
  }

  record(entry: Omit<TraceEntry, 'id' | 'cause'>): TraceEntry {
    const full: TraceEntry = { ...entry, id: this.nextId++, cause: this.cause };
    this.entries.push(full);
    if (full.revision !== undefined) this.byRevision.set(full.revision, full.id);
    if (this.entries.length > this.limit * 1.25) this.trim();
    for (const listener of this.listeners) listener(full);
    return full;
  }

  /** Runs `run` as a consequence of the write that made `revision`. */
  because<T>(cause: number | undefined, run: () => T): T {
    const before = this.cause;
    this.cause = cause;
    try {
      return run();
    } finally {
      this.cause = before;
    }
  }

  /** The entry that made a revision of the store. */
  ofRevision(revision: number): number | undefined {
    return this.byRevision.get(revision);
  }

  get(id: number): TraceEntry | undefined {
    const first = this.entries[0];
    return first === undefined ? undefined : this.entries[id - first.id];
  }

  all(): readonly TraceEntry[] {
    return this.entries;
  }

  onEntry(listener: (entry: TraceEntry) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private trim(): void {
    const dropped = this.entries.splice(0, this.entries.length - this.limit);
    for (const entry of dropped) if (entry.revision !== undefined) this.byRevision.delete(entry.revision);
  }
}
