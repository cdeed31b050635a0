// Tells that a newer Kubarium has come: it is opened when the person asks for it, never under a running lesson.
import { RefreshCw } from 'lucide-react';
import controls from '../controls/controls.module.css';
import banners from '../controls/banners.module.css';
import { useText } from '../i18n/text.ts';
import { useOffline } from './offline.ts';

export function UpdateNote() {
  const text = useText();
  const update = useOffline((offline) => offline.update);
  if (!update) return null;
  return (
    <p className={banners.note} role="status" data-testid="update-note">
      <RefreshCw size={15} aria-hidden="true" /> {text.offline.update}
      <button type="button" className={controls.button} onClick={update}>
        {text.offline.updateNow}
      </button>
    </p>
  );
}
