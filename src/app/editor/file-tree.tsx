// The workstation's files, below the home directory.
import { Ellipsis, FilePlus2, FileText, Folder, Pencil, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FileEntry } from '../../bridge/protocol.ts';
import { Menu, MenuItem } from '../controls/menu.tsx';
import { takeFocus } from '../controls/take-focus.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { engine } from '../state/engine.ts';
import { useFiles } from '../state/files.ts';
import { useSession } from '../state/session.ts';
import { closeDocument, openDocument, saveDocument, useDocuments } from './documents.ts';
import styles from './editor.module.css';

interface Item extends FileEntry {
  readonly depth: number;
}

async function listBelow(path: string, depth: number): Promise<Item[]> {
  const entries = (await engine.call('list-files', { path })).filter(({ name }) => !name.startsWith('.'));
  const sorted = [...entries].sort((a, b) => (a.type === b.type ? a.name.localeCompare(b.name) : a.type === 'directory' ? -1 : 1));
  const lists = await Promise.all(sorted.map(async (entry) => [{ ...entry, depth }, ...(entry.type === 'directory' && depth < 4 ? await listBelow(entry.path, depth + 1) : [])]));
  return lists.flat();
}

function useItems(): readonly Item[] {
  const [items, setItems] = useState<readonly Item[]>([]);
  const home = useSession((session) => session.home);
  const running = useSession((session) => session.phase === 'running');
  const version = useFiles((files) => files.version);
  useEffect(() => {
    if (!running) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      listBelow(home, 0)
        .then((list) => wanted && setItems(list))
        .catch(() => undefined);
    }, 60);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [home, running, version]);
  return items;
}

export function FileTree() {
  const text = useText();
  const items = useItems();
  const { path, dirty } = useDocuments();
  const [naming, setNaming] = useState(false);
  const [renaming, setRenaming] = useState<string | undefined>(undefined);
  return (
    <nav className={styles.tree} aria-label={text.editor.files}>
      <div className={styles.treeHead}>
        <h3>{text.editor.files}</h3>
        <IconButton label={text.editor.newFile} onClick={() => setNaming(true)}>
          <FilePlus2 size={15} />
        </IconButton>
      </div>
      {naming && <NewFile onDone={() => setNaming(false)} />}
      <ul>
        {items.map((item) => (
          <li key={item.path} style={{ paddingInlineStart: `${item.depth * 14}px` }}>
            {item.type === 'directory' ? (
              <span className={styles.folder}>
                <Folder size={14} aria-hidden="true" /> {item.name}
              </span>
            ) : (
              <span className={styles.fileRow} data-current={item.path === path}>
                {renaming === item.path ? (
                  <Rename item={item} onDone={() => setRenaming(undefined)} />
                ) : (
                  <>
                    <button type="button" className={styles.file} aria-current={item.path === path ? 'true' : undefined} onClick={() => void openDocument(item.path)}>
                      <FileText size={14} aria-hidden="true" /> <span>{item.name}</span>
                      {dirty.has(item.path) && <span className={styles.unsaved} title={text.editor.unsaved} />}
                    </button>
                    <FileMenu item={item} onRename={() => setRenaming(item.path)} />
                  </>
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function FileMenu({ item, onRename }: { readonly item: Item; readonly onRename: () => void }) {
  const words = useRooms().edit;
  const remove = async (): Promise<void> => {
    await engine.call('remove-file', { path: item.path });
    closeDocument(item.path);
  };
  return (
    <Menu label={words.menu(item.name)} icon={<Ellipsis size={14} />} buttonClass={styles.fileMenu} passesFocus>
      <MenuItem icon={<Pencil size={15} />} onSelect={onRename}>
        {words.rename}
      </MenuItem>
      <MenuItem icon={<Trash2 size={15} />} onSelect={() => void remove()}>
        {words.remove}
      </MenuItem>
    </Menu>
  );
}

function Rename({ item, onDone }: { readonly item: Item; readonly onDone: () => void }) {
  const words = useRooms().edit;
  const rename = async (name: string): Promise<void> => {
    onDone();
    if (name.trim() === '' || name === item.name) return;
    const to = `${item.path.slice(0, item.path.lastIndexOf('/'))}/${name.trim()}`;
    const open = useDocuments.getState().path === item.path;
    await saveDocument(item.path);
    await engine.call('rename-file', { path: item.path, to });
    closeDocument(item.path);
    if (open) await openDocument(to);
  };
  return (
    <input
      className={styles.naming} ref={takeFocus} aria-label={words.newName} defaultValue={item.name} onBlur={onDone}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void rename(event.currentTarget.value);
        if (event.key === 'Escape') onDone();
      }}
    />
  );
}

function NewFile({ onDone }: { readonly onDone: () => void }) {
  const text = useText();
  const home = useSession((session) => session.home);
  const create = async (name: string): Promise<void> => {
    onDone();
    if (name.trim() === '') return;
    const path = name.startsWith('/') ? name.trim() : `${home}/${name.trim()}`;
    const folder = path.slice(0, path.lastIndexOf('/'));
    await engine.call('make-directory', { path: folder }).catch(() => undefined);
    const before = await engine.call('read-file', { path }).catch(() => undefined);
    if (before === undefined) await engine.call('write-file', { path, text: '' });
    await openDocument(path);
  };
  return (
    <input
      className={styles.naming}
      ref={takeFocus}
      aria-label={text.editor.newFileName}
      placeholder={text.editor.newFileName}
      onKeyDown={(event) => {
        if (event.key === 'Enter') void create(event.currentTarget.value);
        if (event.key === 'Escape') onDone();
      }}
      onBlur={onDone}
    />
  );
}
