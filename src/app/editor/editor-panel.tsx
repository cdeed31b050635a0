// The editor: files of the workstation beside Monaco; what is applied or tried goes through the terminal, where it can be seen.
import { GitCompare, Save, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { useEdits } from '../state/edits.ts';
import { engine } from '../state/engine.ts';
import { useFiles } from '../state/files.ts';
import { useSession } from '../state/session.ts';
import { focusTerminal, runInTerminal } from '../terminal/terminals.ts';
import { CodeEditor } from './code-editor.tsx';
import { closeDocument, filesChanged, openDocument, reloadDocument, saveDocument, useDocuments } from './documents.ts';
import { DiffView } from './diff-view.tsx';
import { DocumentBar } from './document-bar.tsx';
import styles from './editor.module.css';
import { FileTree } from './file-tree.tsx';
import { usePointing } from './pointing.ts';

export function EditorPanel() {
  const text = useText();
  const { path, error } = useDocuments();
  const [comparing, setComparing] = useState<string | undefined>(undefined);
  const diff = comparing !== undefined && comparing === path;
  const { open, wish } = useEdits();
  useEffect(() => {
    if (open !== undefined && wish > 0) void openDocument(open);
  }, [open, wish]);
  const { latest, version } = useFiles();
  useEffect(() => {
    void filesChanged(latest);
  }, [latest, version]);
  return (
    <div className={styles.container}>
      <div className={styles.panel} data-open={path !== undefined}>
        <FileTree />
        <div className={styles.main}>
          {path !== undefined && <Toolbar path={path} diff={diff} onDiff={() => setComparing(diff ? undefined : path)} />}
          {path !== undefined && <Waiting path={path} />}
          {path !== undefined && <Conflict path={path} />}
          {error !== '' && (
            <p className={styles.note} data-tone="bad">
              {text.editor.failed}: {error}
            </p>
          )}
          {path !== undefined && <DocumentBar path={path} />}
          {path === undefined ? (
            error === '' && <p className={styles.empty}>{text.editor.empty}</p>
          ) : (
            <>
              {diff && <DiffView />}
              {/* It stays while the comparison is shown: it is what keeps looking at the file. */}
              <div className={styles.editing} hidden={diff}>
                <CodeEditor path={path} />
              </div>
            </>
          )}
        </div>
      </div>
    </div>
  );
}

/** As one would type it: below the home directory with `~`. */
function shellPath(path: string, home: string): string {
  const short = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  return /^[\w./~-]+$/.test(short) ? short : `'${path.replaceAll("'", `'\\''`)}'`;
}

interface ToolbarProps {
  readonly path: string;
  readonly diff: boolean;
  readonly onDiff: () => void;
}

function Toolbar({ path, diff, onDiff }: ToolbarProps) {
  usePointing(path);
  const text = useText();
  const words = useRooms().edit;
  const home = useSession((session) => session.home);
  const dirty = useDocuments((documents) => documents.dirty.has(path));
  const waiting = useEdits((edits) => edits.requests.some((request) => request.path === path));
  const manifest = /\.(ya?ml|json)$/.test(path) && !waiting;
  const run = async (line: string): Promise<void> => {
    await saveDocument(path);
    runInTerminal(line);
  };
  const file = shellPath(path, home);
  return (
    <div className={styles.toolbar}>
      <span className={styles.path} title={path}>
        <span>{path.slice(path.lastIndexOf('/') + 1)}</span>
        {dirty && <span className={styles.unsaved} title={text.editor.unsaved} />}
      </span>
      <IconButton label={`${text.editor.save} (Ctrl+S)`} disabled={!dirty} onClick={() => void saveDocument(path)}>
        <Save size={15} />
      </IconButton>
      {manifest && (
        <>
          <IconButton label={diff ? words.closeDiff : words.diff} aria-pressed={diff} data-testid="compare" onClick={onDiff}>
            <GitCompare size={15} />
          </IconButton>
          <Menu label={words.more} testId="file-menu">
            {[
              [text.editor.dryRun, `kubectl apply -f ${file} --dry-run=server`],
              [words.kubectlDiff, `kubectl diff -f ${file}`],
              [words.delete, `kubectl delete -f ${file}`],
            ].map(([label, line = '']) => (
              <MenuItem key={line} line={line} onSelect={() => void run(line)}>
                {label}
              </MenuItem>
            ))}
          </Menu>
          <button type="button" className={controls.primary} title={text.editor.applyTitle} onClick={() => void run(`kubectl apply -f ${file}`)}>
            <Upload size={15} /> {text.editor.apply}
          </button>
        </>
      )}
    </div>
  );
}

/** A program in the terminal waits for this file. */
function Waiting({ path }: { readonly path: string }) {
  const text = useText();
  const request = useEdits((edits) => edits.requests.find((one) => one.path === path));
  if (!request) return null;
  const finish = async (save: boolean): Promise<void> => {
    if (save) await saveDocument(path);
    await engine.call('finish-edit', { edit: request.edit });
    useEdits.getState().done(request.edit);
    closeDocument(path);
    focusTerminal();
  };
  return (
    <div className={styles.note} role="status">
      <span>{text.editor.waiting(path.slice(path.lastIndexOf('/') + 1))}</span>
      <span className={styles.noteButtons}>
        <button type="button" className={controls.primary} data-testid="finish-edit" onClick={() => void finish(true)}>
          {text.editor.finish}
        </button>
        <button type="button" className={controls.button} onClick={() => void finish(false)}>
          {text.editor.abort}
        </button>
      </span>
    </div>
  );
}

function Conflict({ path }: { readonly path: string }) {
  const text = useText();
  const conflict = useDocuments((documents) => documents.conflicts.has(path));
  if (!conflict) return null;
  return (
    <div className={styles.note} role="status">
      <span>{text.editor.changedOutside}</span>
      <button type="button" className={controls.button} onClick={() => void reloadDocument(path)}>
        {text.editor.reload}
      </button>
    </div>
  );
}
