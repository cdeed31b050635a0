// Keeps the sandbox that is open: where its run stands, and every input in order; without storage it keeps nothing.
import type { Bookmark, Input, SandboxInfo, SavedSession, StorageState } from './protocol.ts';
import { inputsOf, isSavedSession, openDatabase, readSession, type SandboxRecord, type SessionDatabase, type SessionHead } from './session-database.ts';

export type { SessionHead } from './session-database.ts';

export interface SessionStore {
  readonly state: StorageState;
  readonly sandbox: SandboxInfo;
  load(): Promise<SavedSession | undefined>;
  append(input: Input): void;
  mark(head: SessionHead): void;
  /** Writes everything anew: a new log, or one of which something could not be written; false where it still cannot. */
  rescue(head: SessionHead, inputs: readonly Input[]): Promise<boolean>;
}

/** Which sandbox is wanted: one by its id, a new one, or the one that was used last. */
export interface SandboxChoice {
  readonly id?: string;
  readonly fresh: boolean;
  /** In memory only, and why. */
  readonly memory?: StorageState;
  readonly name?: string;
  readonly bookmarks?: readonly Bookmark[];
  readonly nowMs: number;
}

const NOWHERE: SandboxInfo = { id: '', name: '', bookmarks: [] };

/** Storage that keeps nothing: where the browser allows none, or another tab holds the sandbox. */
export function forgetful(state: StorageState, sandbox: SandboxInfo = NOWHERE): SessionStore {
  return { state, sandbox, load: async () => undefined, append: () => undefined, mark: () => undefined, rescue: async () => false };
}

export const lockOf = (id: string): string => `kubarium-session-${id}`;

/** Resolves with the lock held for as long as the worker lives, or false where another tab has it. */
function holdLock(id: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks
      .request(lockOf(id), { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>(() => undefined) : undefined;
      })
      .catch(() => resolve(true));
  });
}

// A reload may start the new worker before the old one's lock is gone.
async function holdLockPatiently(id: string): Promise<boolean> {
  for (let tries = 0; tries < 8; tries++) {
    if (await holdLock(id)) return true;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return false;
}

function newSandbox({ name = '', bookmarks = [], nowMs }: SandboxChoice): SandboxRecord {
  const id = [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(36).padStart(2, '0')).join('');
  return { id, name, createdMs: nowMs, usedMs: nowMs, bookmarks };
}

async function choose(database: SessionDatabase, choice: SandboxChoice): Promise<SandboxRecord> {
  if (choice.fresh) return newSandbox(choice);
  const wanted = choice.id === undefined ? undefined : await database.get('sandboxes', choice.id);
  if (wanted) return wanted;
  const all = await database.getAll('sandboxes');
  return all.sort((a, b) => b.usedMs - a.usedMs)[0] ?? newSandbox(choice);
}

/** `onLost`: something could not be written; from then on nothing is, until a rescue. */
export async function openSessionStore(choice: SandboxChoice, onLost: (error: unknown) => void): Promise<SessionStore> {
  if (choice.memory) return forgetful(choice.memory);
  try {
    const database = await openDatabase();
    const record = await choose(database, choice);
    const { id, name, bookmarks } = record;
    if (!(await holdLockPatiently(id))) return forgetful('elsewhere', { id: '', name, bookmarks: [] });
    await database.put('sandboxes', { ...record, usedMs: choice.nowMs }, id);
    return new DatabaseStore(database, { id, name, bookmarks }, onLost);
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    return forgetful(name === 'VersionError' ? 'newer' : name === 'InUseError' ? 'older' : name === 'QuotaExceededError' ? 'full' : 'off');
  }
}

class DatabaseStore implements SessionStore {
  readonly state = 'saved';
  readonly sandbox: SandboxInfo;
  private readonly database: SessionDatabase;
  private readonly onLost: (error: unknown) => void;
  private count = 0;
  private lost = false;

  constructor(database: SessionDatabase, sandbox: SandboxInfo, onLost: (error: unknown) => void) {
    this.database = database;
    this.sandbox = sandbox;
    this.onLost = onLost;
  }

  async load(): Promise<SavedSession | undefined> {
    const saved = await readSession(this.database, this.sandbox.id);
    // A log of a shape that this page does not know stays where it is.
    if (saved && !isSavedSession(saved)) throw new Error(`the saved session ${this.sandbox.name || this.sandbox.id} cannot be read by this version; it is kept as it is`);
    this.count = saved?.inputs.length ?? 0;
    return saved;
  }

  append(input: Input): void {
    if (this.lost) return;
    this.database.put('inputs2', input, [this.sandbox.id, this.count++]).catch(this.lose);
  }

  mark(head: SessionHead): void {
    if (!this.lost) this.database.put('heads', head, this.sandbox.id).catch(this.lose);
  }

  async rescue(head: SessionHead, inputs: readonly Input[]): Promise<boolean> {
    const { id } = this.sandbox;
    try {
      const change = this.database.transaction(['heads', 'inputs2'], 'readwrite');
      const log = change.objectStore('inputs2');
      const writes = [log.delete(inputsOf(id)), change.objectStore('heads').put(head, id), ...inputs.map((input, i) => log.put(input, [id, i]))];
      await Promise.all([...writes, change.done]);
      this.count = inputs.length;
      this.lost = false;
      return true;
    } catch (error) {
      this.lose(error);
      return false;
    }
  }

  private readonly lose = (error: unknown): void => {
    if (this.lost) return;
    this.lost = true;
    this.onLost(error);
  };
}
