// The database of sandboxes: who they are, how far each has run, and what was typed in each. The page and the worker open the same one.
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { Bookmark, Input, SavedSession } from './protocol.ts';

export type SessionHead = Omit<SavedSession, 'inputs'>;

/** What a person knows a sandbox by. Written by the page, made by the worker. */
export interface SandboxRecord {
  readonly id: string;
  /** '' for one that was never named. */
  readonly name: string;
  /** Wall clock. */
  readonly createdMs: number;
  readonly usedMs: number;
  readonly bookmarks: readonly Bookmark[];
}

interface Schema extends DBSchema {
  sandboxes: { key: string; value: SandboxRecord };
  heads: { key: string; value: SessionHead };
  /** By sandbox and number, without gaps. */
  inputs2: { key: [string, number]; value: Input };
}

export type SessionDatabase = IDBPDatabase<Schema>;

const NAME = 'kubarium';
const VERSION = 2;

/** @throws where the browser keeps nothing, where another tab still runs an older page, or where a newer page was here */
export function openDatabase(): Promise<SessionDatabase> {
  return new Promise((resolve, reject) => {
    openDB<Schema>(NAME, VERSION, {
      upgrade: (database, before, _after, change) => {
        database.createObjectStore('sandboxes');
        database.createObjectStore('heads');
        database.createObjectStore('inputs2');
        if (before === 1) return moveFirstVersion(database, change);
        return undefined;
      },
      blocked: () => reject(new DOMException('another tab runs an older version of the page', 'InUseError')),
      blocking: (_now, _wanted, event) => (event.target as IDBDatabase).close(),
    }).then(resolve, reject);
  });
}

/** The first version kept one session: a record `session` in `head`, its inputs in order in `inputs`. It becomes the first sandbox. */
async function moveFirstVersion(database: SessionDatabase, change: IDBPTransaction<Schema, ('sandboxes' | 'heads' | 'inputs2')[], 'versionchange'>): Promise<void> {
  const old = change as unknown as IDBPTransaction<unknown, string[], 'versionchange'>;
  const head = (await old.objectStore('head').get('session')) as SessionHead | undefined;
  if (head) {
    const inputs = (await old.objectStore('inputs').getAll()) as Input[];
    const record: SandboxRecord = { id: 'first', name: '', createdMs: head.startMs, usedMs: head.startMs, bookmarks: [] };
    await change.objectStore('sandboxes').put(record, record.id);
    await change.objectStore('heads').put(head, record.id);
    for (const [i, input] of inputs.entries()) await change.objectStore('inputs2').put(input, [record.id, i]);
  }
  const stores = database as unknown as IDBPDatabase;
  stores.deleteObjectStore('head');
  stores.deleteObjectStore('inputs');
}

export const inputsOf = (id: string): IDBKeyRange => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** The log of a sandbox up to its first gap: what comes after something that could not be written would not fit. */
export async function readSession(database: SessionDatabase, id: string): Promise<SavedSession | undefined> {
  const head = await database.get('heads', id);
  if (!head) return undefined;
  const [keys, inputs] = await Promise.all([database.getAllKeys('inputs2', inputsOf(id)), database.getAll('inputs2', inputsOf(id))]);
  const gap = keys.findIndex(([, number], i) => number !== i);
  if (gap < 0) return { ...head, inputs };
  const kept = inputs.slice(0, gap);
  return { ...head, untilMs: Math.min(head.untilMs, kept.at(-1)?.atMs ?? head.startMs), inputs: kept };
}

const numbers = ['seed', 'startMs', 'untilMs', 'untilStep', 'speed'] as const;

/** Whether a value has the shape of a session; a file may hold anything. */
export function isSavedSession(value: unknown): value is SavedSession {
  if (typeof value !== 'object' || value === null) return false;
  const session = value as Record<string, unknown>;
  if (typeof session['build'] !== 'string' || !Array.isArray(session['inputs'])) return false;
  if (!numbers.every((name) => Number.isFinite(session[name]))) return false;
  return (session['inputs'] as unknown[]).every((input) => {
    const { atMs, atStep, action } = (input ?? {}) as Partial<Input>;
    return Number.isFinite(atMs) && Number.isFinite(atStep) && typeof action?.type === 'string';
  });
}

/** The same session as it was at a moment: nothing that was done later. */
export function cutAt(session: SavedSession, atMs: number): SavedSession {
  const inputs = session.inputs.filter((input) => input.atMs <= atMs);
  const { historyHash: _later, ...rest } = session;
  return { ...rest, untilMs: Math.max(session.startMs, Math.min(atMs, session.untilMs)), untilStep: 0, inputs };
}
