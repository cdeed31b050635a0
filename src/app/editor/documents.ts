// The files that are open in the editor: one model each, whether it is saved, and whether the terminal changed it meanwhile.
import { create } from 'zustand';
import { useEdits } from '../state/edits.ts';
import { engine } from '../state/engine.ts';
import { loadMonaco } from './load-monaco.ts';

type Monaco = Awaited<ReturnType<typeof loadMonaco>>;
type Model = ReturnType<Monaco['editor']['createModel']>;

interface OpenDocument {
  readonly model: Model;
  saved: string;
}

interface Documents {
  readonly path: string | undefined;
  readonly dirty: ReadonlySet<string>;
  /** Changed by the terminal while there were unsaved changes. */
  readonly conflicts: ReadonlySet<string>;
  readonly error: string;
}

export const useDocuments = create<Documents>(() => ({ path: undefined, dirty: new Set(), conflicts: new Set(), error: '' }));

const open = new Map<string, OpenDocument>();

const withEntry = (set: ReadonlySet<string>, entry: string, present: boolean): ReadonlySet<string> => {
  if (set.has(entry) === present) return set;
  const next = new Set(set);
  if (present) next.add(entry);
  else next.delete(entry);
  return next;
};

export function modelOf(path: string): Model | undefined {
  return open.get(path)?.model;
}

/** A file that a program wants to edit (`vi new.txt`) need not be there yet. */
async function textOf(path: string): Promise<string> {
  try {
    return await engine.call('read-file', { path });
  } catch (error) {
    if (useEdits.getState().requests.some((request) => request.path === path)) return '';
    throw error;
  }
}

export async function openDocument(path: string): Promise<void> {
  try {
    const monaco = await loadMonaco();
    if (!open.has(path)) {
      const text = await textOf(path);
      const uri = monaco.Uri.file(path);
      const language = /\.ya?ml$/.test(path) ? 'yaml' : path.endsWith('.sh') ? 'shell' : undefined;
      const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, language, uri);
      const document: OpenDocument = { model, saved: text };
      open.set(path, document);
      model.onDidChangeContent(() => useDocuments.setState((state) => ({ dirty: withEntry(state.dirty, path, model.getValue() !== document.saved) })));
    }
    useDocuments.setState({ path, error: '' });
  } catch (error) {
    useDocuments.setState({ error: error instanceof Error ? error.message : String(error) });
  }
}

export async function saveDocument(path: string): Promise<void> {
  const document = open.get(path);
  if (!document) return;
  const text = document.model.getValue();
  document.saved = text;
  await engine.call('write-file', { path, text });
  useDocuments.setState((state) => ({ dirty: withEntry(state.dirty, path, document.model.getValue() !== text), conflicts: withEntry(state.conflicts, path, false) }));
}

export function closeDocument(path: string): void {
  open.get(path)?.model.dispose();
  open.delete(path);
  useDocuments.setState((state) => ({ path: state.path === path ? undefined : state.path, dirty: withEntry(state.dirty, path, false), conflicts: withEntry(state.conflicts, path, false) }));
}

/** The terminal changed files: what is open follows, unless there are changes that would be lost. */
export async function filesChanged(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const document = open.get(path);
    if (!document) continue;
    const text = await engine.call('read-file', { path }).catch(() => undefined);
    if (text === undefined || text === document.saved) continue;
    if (useDocuments.getState().dirty.has(path)) useDocuments.setState((state) => ({ conflicts: withEntry(state.conflicts, path, true) }));
    else replace(path, document, text);
  }
}

export async function reloadDocument(path: string): Promise<void> {
  const document = open.get(path);
  if (document) replace(path, document, await engine.call('read-file', { path }));
}

function replace(path: string, document: OpenDocument, text: string): void {
  document.saved = text;
  document.model.setValue(text);
  useDocuments.setState((state) => ({ dirty: withEntry(state.dirty, path, false), conflicts: withEntry(state.conflicts, path, false) }));
}
