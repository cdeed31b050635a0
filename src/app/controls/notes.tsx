// Lines across the page that say what is out of the ordinary but goes on: nothing is kept, the engine was brought back, an older log.
import { Info, X } from 'lucide-react';
import { useToolsText } from '../i18n/tools-text.ts';
import { useDialogs } from '../state/dialogs.ts';
import { engine } from '../state/engine.ts';
import { embedded } from '../share/opened-link.ts';
import { useSession } from '../state/session.ts';
import styles from './banners.module.css';
import controls from './controls.module.css';
import { IconButton } from './icon-button.tsx';

export function Notes() {
  const { notes } = useToolsText();
  const { storage, recovered, otherBuild, linkRefused } = useSession();
  return (
    <>
      {recovered !== undefined && (
        <Note words={notes.recovered} tone="recovered" close={() => useSession.setState({ recovered: undefined })} />
      )}
      {linkRefused !== undefined && <Note words={linkRefused} tone="link" close={() => useSession.setState({ linkRefused: undefined })} />}
      {otherBuild && <Note words={notes.otherBuild} tone="other-build" close={() => useSession.setState({ otherBuild: false })} />}
      {storage !== 'saved' && !embedded && (
        <p className={styles.note} role="status" data-testid="storage-note" data-state={storage}>
          <Info size={15} aria-hidden="true" /> <span className={styles.words}>{notes[storage]}</span>
          {storage === 'full' && (
            <button type="button" className={controls.button} onClick={() => engine.send({ type: 'rescue' })}>
              {notes.retry}
            </button>
          )}
          {storage !== 'off' && (
            <button type="button" className={controls.button} onClick={() => useDialogs.getState().show('sandboxes')}>
              {notes.sandboxes}
            </button>
          )}
        </p>
      )}
    </>
  );
}

function Note({ words, tone, close }: { readonly words: string; readonly tone: string; readonly close: () => void }) {
  const { notes } = useToolsText();
  return (
    <p className={styles.note} role="status" data-testid={`note-${tone}`}>
      <Info size={15} aria-hidden="true" /> <span className={styles.words}>{words}</span>
      <IconButton label={notes.dismiss} onClick={close}>
        <X size={15} />
      </IconButton>
    </p>
  );
}
