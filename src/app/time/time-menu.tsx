// Further ways through time: skipping ahead, and the bookmarks of the sandbox.
import { Bookmark as BookmarkIcon, Clock, FastForward, GitBranch, X } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import controls from '../controls/controls.module.css';
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
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={controls.iconButton} aria-label={text.time.menu} data-tip={text.time.menu} data-testid="time-menu">
        <Clock size={16} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={controls.menu} align="start" sideOffset={6}>
          <DropdownMenu.Label className={controls.menuLabel}>{text.time.skip}</DropdownMenu.Label>
          {SKIPS.map(([label, ms]) => (
            <DropdownMenu.Item key={label} className={controls.menuItem} onSelect={() => engine.send({ type: 'skip-to', atMs: virtualNowMs() + ms })}>
              <FastForward size={15} /> {text.time.skipBy(label)}
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Item className={controls.menuItem} onSelect={() => useDialogs.getState().show('skip')}>
            <FastForward size={15} /> {text.time.skipTo}
          </DropdownMenu.Item>
          <div className={controls.menuLine} />
          <Bookmarks />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Bookmarks() {
  const text = useToolsText();
  const { bookmarks } = useSession((session) => session.sandbox);
  return (
    <>
      <DropdownMenu.Label className={controls.menuLabel}>{text.time.bookmarks}</DropdownMenu.Label>
      {bookmarks.length === 0 && <p className={styles.none}>{text.time.noBookmarks}</p>}
      {bookmarks.map((bookmark) => (
        <div key={`${bookmark.atMs} ${bookmark.name}`} className={styles.row}>
          <DropdownMenu.Item className={`${controls.menuItem} ${styles.name}`} onSelect={() => lookAt(bookmark.atMs)}>
            <BookmarkIcon size={15} /> {bookmark.name}
            <code>{momentText(bookmark.atMs)}</code>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={controls.menuItem} aria-label={text.time.forkHere(bookmark.name)} data-tip={text.time.forkHere(bookmark.name)} onSelect={() => void forkAt(bookmark.atMs)}>
            <GitBranch size={14} />
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={controls.menuItem} aria-label={text.time.removeBookmark(bookmark.name)} data-tip={text.time.removeBookmark(bookmark.name)}
            onSelect={() => changeBookmarks(bookmarks.filter((other) => other !== bookmark))}
          >
            <X size={14} />
          </DropdownMenu.Item>
        </div>
      ))}
      <DropdownMenu.Item className={controls.menuItem} onSelect={() => useDialogs.getState().show('bookmark')}>
        <BookmarkIcon size={15} /> {text.time.addBookmark}
      </DropdownMenu.Item>
    </>
  );
}
