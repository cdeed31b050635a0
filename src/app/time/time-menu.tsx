// Further ways through time: skipping ahead, and the bookmarks of the sandbox.
import { Bookmark as BookmarkIcon, Clock, FastForward, GitBranch, X } from 'lucide-react';
import controls from '../controls/controls.module.css';
import { Menu, MenuItem, MenuLabel, MenuLine, MenuNote } from '../controls/menu.tsx';
import { useToolsText } from '../i18n/tools-text.ts';
import { virtualNowMs } from '../state/clock.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import { changeBookmarks, forkAt, lookAt, momentText } from './look-back.ts';
import styles from './time-menu.module.css';

const SKIPS: readonly (readonly [text: string, ms: number])[] = [
  ['1m', 60_000],
  ['10m', 600_000],
  ['1h', 3_600_000],
];

export function TimeMenu() {
  const text = useToolsText();
  const toMs = useSession((session) => session.skippingToMs);
  if (toMs !== undefined) {
    return (
      <span className={styles.skipping} role="status" data-testid="skipping">
        <FastForward size={14} aria-hidden="true" /> {text.time.skipping(momentText(toMs))}
        <button type="button" className={controls.button} onClick={() => engine.send({ type: 'skip-to', atMs: 0 })}>
          {text.time.stop}
        </button>
      </span>
    );
  }
  return (
    <Menu label={text.time.menu} icon={<Clock size={16} />} align="start" testId="time-menu">
      <MenuLabel>{text.time.skip}</MenuLabel>
      {SKIPS.map(([label, ms]) => (
        <MenuItem key={label} icon={<FastForward size={15} />} onSelect={() => engine.send({ type: 'skip-to', atMs: virtualNowMs() + ms })}>
          {text.time.skipBy(label)}
        </MenuItem>
      ))}
      <MenuItem icon={<FastForward size={15} />} onSelect={() => useDialogs.getState().show('skip')}>
        {text.time.skipTo}
      </MenuItem>
      <MenuLine />
      <Bookmarks />
    </Menu>
  );
}

function Bookmarks() {
  const text = useToolsText();
  const { bookmarks } = useSession((session) => session.sandbox);
  return (
    <>
      <MenuLabel>{text.time.bookmarks}</MenuLabel>
      {bookmarks.length === 0 && <MenuNote>{text.time.noBookmarks}</MenuNote>}
      {bookmarks.map((bookmark) => (
        <div key={`${bookmark.atMs} ${bookmark.name}`} className={styles.row}>
          <MenuItem icon={<BookmarkIcon size={15} />} aside={momentText(bookmark.atMs)} grows onSelect={() => lookAt(bookmark.atMs)}>
            {bookmark.name}
          </MenuItem>
          <MenuItem icon={<GitBranch size={14} />} label={text.time.forkHere(bookmark.name)} onSelect={() => void forkAt(bookmark.atMs)} />
          <MenuItem icon={<X size={14} />} label={text.time.removeBookmark(bookmark.name)} onSelect={() => changeBookmarks(bookmarks.filter((other) => other !== bookmark))} />
        </div>
      ))}
      <MenuItem icon={<BookmarkIcon size={15} />} onSelect={() => useDialogs.getState().show('bookmark')}>
        {text.time.addBookmark}
      </MenuItem>
    </>
  );
}
