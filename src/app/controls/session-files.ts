// Sessions as files: written for keeping, read back as sandboxes.
import { readSandbox } from '../../bridge/sandboxes.ts';
import { isSavedSession } from '../../bridge/session-database.ts';
import type { SavedSession } from '../../bridge/protocol.ts';
import { engine } from '../state/engine.ts';
import { open } from '../time/look-back.ts';
import { toolsTextNow } from '../i18n/tools-text.ts';

function download(session: SavedSession, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(session)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export async function exportOpenSession(name = ''): Promise<void> {
  const session = await engine.call('export-session', null);
  download(session, name === '' ? `kubarium-${session.seed}` : fileName(name));
}

export async function exportSandbox(id: string, name: string): Promise<void> {
  const session = await readSandbox(id);
  if (session) download(session, name === '' ? `kubarium-${session.seed}` : fileName(name));
}

const fileName = (name: string): string => name.replace(/[^\p{L}\p{N} ._-]+/gu, '-').trim() || 'kubarium';

/** Opens a file as a sandbox; false where it is no session. */
export async function importSession(file: File): Promise<boolean> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    return false;
  }
  if (!isSavedSession(value)) return false;
  open(value, file.name.replace(/\.json$/i, '') || toolsTextNow().sandboxes.imported);
  return true;
}
