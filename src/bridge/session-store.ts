// Keeps the session in IndexedDB: one record that says where the run stands, and every input in order; without storage it keeps nothing.
import { type IDBPDatabase, openDB } from 'idb';
import type { Input, SavedSession, StorageState } from './protocol.ts';

export type SessionHead = Omit<SavedSession, 'inputs'>;

export interface SessionStore {
  readonly state: StorageState;
  load(): Promise<SavedSession | undefined>;
  /** Starts a new log. */
  reset(head: SessionHead): Promise<void>;
  append(input: Input): void;
  mark(head: SessionHead): void;
}

const DATABASE = 'kubarium';
const LOCK = 'kubarium-session';

/** Storage that keeps nothing: private windows, or a session that another tab holds. */
export function forgetful(state: StorageState): SessionStore {
  return { state, load: async () => undefined, reset: async () => undefined, append: () => undefined, mark: () => undefined };
}

/** Resolves with the lock held for as long as the worker lives, or false where another tab has it. */
function holdLock(): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks
      .request(LOCK, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>(() => undefined) : undefined;
      })
      .catch(() => resolve(true));
  });
}

// A reload may start the new worker before the old one's lock is gone.
async function holdLockPatiently(): Promise<boolean> {
  for (let tries = 0; tries < 8; tries++) {
    if (await holdLock()) return true;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  return false;
}

export async function openSessionStore(onLost: (error: unknown) => void): Promise<SessionStore> {
  try {
    if (!(await holdLockPatiently())) return forgetful('elsewhere');
    const database = await openDB(DATABASE, 1, {
      upgrade: (db) => {
        db.createObjectStore('head');
        db.createObjectStore('inputs', { autoIncrement: true });
      },
    });
    return new DatabaseStore(database, onLost);
  } catch {
    return forgetful('off');
  }
}

class DatabaseStore implements SessionStore {
  readonly state = 'saved';
  private readonly database: IDBPDatabase;
  private readonly onLost: (error: unknown) => void;

  constructor(database: IDBPDatabase, onLost: (error: unknown) => void) {
    this.database = database;
    this.onLost = onLost;
  }

  async load(): Promise<SavedSession | undefined> {
    const head = (await this.database.get('head', 'session')) as SessionHead | undefined;
    if (!head) return undefined;
    return { ...head, inputs: (await this.database.getAll('inputs')) as Input[] };
  }

  async reset(head: SessionHead): Promise<void> {
    const change = this.database.transaction(['head', 'inputs'], 'readwrite');
    await Promise.all([change.objectStore('inputs').clear(), change.objectStore('head').put(head, 'session'), change.done]);
  }

  append(input: Input): void {
    this.database.add('inputs', input).catch(this.onLost);
  }

  mark(head: SessionHead): void {
    this.database.put('head', head, 'session').catch(this.onLost);
  }
}
