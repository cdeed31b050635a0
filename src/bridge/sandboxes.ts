// The page's side of the sandboxes: list, name, copy, export and throw away those that are kept. The one that is open is written by its worker.
import { type SavedSession, type Bookmark } from './protocol.ts';
import { inputsOf, openDatabase, readSession, type SandboxRecord } from './session-database.ts';
import { lockOf } from './session-store.ts';

export interface SandboxEntry extends SandboxRecord {
  /** Virtual time that it has run. */
  readonly ranMs: number;
  readonly inputs: number;
  /** Open in this tab or another. */
  readonly held: boolean;
}

/** The latest used first; empty where the browser keeps nothing. */
export async function listSandboxes(): Promise<readonly SandboxEntry[]> {
  const database = await openDatabase().catch(() => undefined);
  if (!database) return [];
  try {
    const records = await database.getAll('sandboxes');
    const held = new Set('locks' in navigator ? (await navigator.locks.query()).held?.map((lock) => lock.name) : []);
    const entries = await Promise.all(
      records.map(async (record): Promise<SandboxEntry> => {
        const [head, inputs] = await Promise.all([database.get('heads', record.id), database.count('inputs2', inputsOf(record.id))]);
        return { ...record, ranMs: head ? head.untilMs - head.startMs : 0, inputs, held: held.has(lockOf(record.id)) };
      }),
    );
    return entries.sort((a, b) => b.usedMs - a.usedMs);
  } finally {
    database.close();
  }
}

async function change(id: string, edit: (record: SandboxRecord) => SandboxRecord): Promise<void> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction('sandboxes', 'readwrite');
    const record = await transaction.store.get(id);
    if (record) await transaction.store.put(edit(record), id);
    await transaction.done;
  } finally {
    database.close();
  }
}

export const renameSandbox = (id: string, name: string): Promise<void> => change(id, (record) => ({ ...record, name }));
export const setBookmarks = (id: string, bookmarks: readonly Bookmark[]): Promise<void> => change(id, (record) => ({ ...record, bookmarks }));

export async function deleteSandbox(id: string): Promise<void> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(['sandboxes', 'heads', 'inputs2'], 'readwrite');
    await Promise.all([transaction.objectStore('sandboxes').delete(id), transaction.objectStore('heads').delete(id), transaction.objectStore('inputs2').delete(inputsOf(id)), transaction.done]);
  } finally {
    database.close();
  }
}

export async function readSandbox(id: string): Promise<SavedSession | undefined> {
  const database = await openDatabase();
  try {
    return await readSession(database, id);
  } finally {
    database.close();
  }
}
