// What goes across the page when the engine has stopped, and how to go on.
import { AlertTriangle } from 'lucide-react';
import { useText } from '../i18n/text.ts';
import { restartEngine } from '../state/engine.ts';
import { useSession } from '../state/session.ts';
import styles from './banners.module.css';
import controls from './controls.module.css';

export function CrashBanner() {
  const text = useText();
  const { crash, seed } = useSession();
  if (crash === undefined) return null;
  return (
    <div className={styles.crash} role="alert" data-testid="crash-banner">
      <AlertTriangle size={18} aria-hidden="true" />
      <div className={styles.words}>
        <strong>{text.crash.title}</strong> {text.crash.text}
        <details>
          <summary>{text.crash.details}</summary>
          <pre>
            seed {seed}
            {'\n'}
            {crash}
          </pre>
        </details>
      </div>
      <button type="button" className={controls.primary} onClick={() => restartEngine('undo')}>
        {text.crash.undo}
      </button>
      <button type="button" className={controls.button} onClick={() => restartEngine('restore')}>
        {text.crash.restore}
      </button>
      <button type="button" className={controls.button} onClick={() => restartEngine('fresh')}>
        {text.crash.fresh}
      </button>
    </div>
  );
}
