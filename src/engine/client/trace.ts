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
  /** Ids by revision, from `firstRevision` on; 0 where no entry made it. */
  private byRevision: number[] = [];
  private firstRevision = 0;
  private readonly listeners = new Set<(entry: TraceEntry) => void>();
  private nextId = 1;
  private readonly limit: number;
  /** The entry in whose consequence the code that runs now runs. */
  cause: number | undefined;

  constructor(limit = 20_000) {
    this.limit = limit;
  }

  record(entry: Omit<TraceEntry, 'id' | 'cause'>): TraceEntry {
    const { atMs, actor, verb, resource, subresource, namespace, name, code, revision } = entry;
    const full: TraceEntry = { id: this.nextId++, atMs, actor, verb, resource, subresource, namespace, name, code, cause: this.cause, revision };
    this.entries.push(full);
    if (revision !== undefined) this.index(revision, full.id);
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
    return this.byRevision[revision - this.firstRevision] || undefined;
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
    const last = dropped[dropped.length - 1]?.id ?? 0;
    const first = this.byRevision.findIndex((id) => id > last);
    this.byRevision = first < 0 ? [] : this.byRevision.slice(first);
    this.firstRevision += Math.max(0, first);
    for (let i = 0; i < this.byRevision.length; i++) if ((this.byRevision[i] as number) <= last) this.byRevision[i] = 0;
  }

  private index(revision: number, id: number): void {
    const ids = this.byRevision;
    if (ids.length === 0) this.firstRevision = revision;
    // Written by an inner request of an older write, before anything that is remembered.
    if (revision < this.firstRevision) {
      this.byRevision = [...Array.from({ length: this.firstRevision - revision }, () => 0), ...ids];
      this.firstRevision = revision;
    }
    const at = revision - this.firstRevision;
    while (this.byRevision.length < at) this.byRevision.push(0);
    this.byRevision[at] = id;
  }
}
