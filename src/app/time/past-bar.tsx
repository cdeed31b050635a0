// Says that the diagram shows an earlier moment, and leads back or on from there.
import { ChevronLeft, ChevronRight, GitBranch, History } from 'lucide-react';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { usePast } from '../state/past.ts';
import { backToNow, forkAt, lookAt, momentText } from './look-back.ts';
import styles from './past-bar.module.css';

export function PastBar() {
  const text = useToolsText();
  const { atMs, refused, keptFromMs } = usePast();
  if (atMs === undefined) return null;
  return (
    <section className={styles.bar} aria-label={text.past.label} data-testid="past-bar">
      <History size={17} aria-hidden="true" />
      <p className={styles.words} role="status">
        <strong>{refused !== undefined ? text.past.refused(refused) : keptFromMs !== undefined ? text.past.forgotten(momentText(keptFromMs)) : text.past.showing(momentText(atMs))}</strong> <span>{keptFromMs === undefined ? text.past.note : text.past.forgottenNote}</span>
      </p>
      <div className={styles.buttons}>
        {keptFromMs !== undefined && (
          <button type="button" className={controls.button} onClick={() => lookAt(keptFromMs)}>
            {text.past.earliest}
          </button>
        )}
        <IconButton label={text.past.earlier} onClick={() => lookAt(atMs - 1000)}>
          <ChevronLeft size={16} />
        </IconButton>
        <IconButton label={text.past.later} onClick={() => lookAt(atMs + 1000)}>
          <ChevronRight size={16} />
        </IconButton>
        <button type="button" className={controls.button} onClick={() => useDialogs.getState().show('bookmark')}>
          {text.time.addBookmarkThen}
        </button>
        <button type="button" className={controls.button} data-tip={text.past.forkNote} onClick={() => void forkAt(atMs)}>
          <GitBranch size={15} aria-hidden="true" /> {text.past.fork}
        </button>
        <button type="button" className={controls.primary} onClick={backToNow}>
          {text.past.now}
        </button>
      </div>
    </section>
  );
}
