// The file in which the object is written down, with the way there.
import { FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
import { useCursor } from '../editor/cursor.ts';
import { findInFiles, type FoundIn } from '../editor/find-in-files.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useEdits } from '../state/edits.ts';
import { useFiles } from '../state/files.ts';
import { useSession } from '../state/session.ts';
import styles from './inspector.module.css';

export function FileLink({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms().edit;
  const home = useSession((session) => session.home);
  const files = useFiles((state) => state.version);
  const [found, setFound] = useState<FoundIn | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    findInFiles(object, home)
      .then((place) => wanted && setFound(place))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- only its name matters
  }, [object.uid, home, files]);
  if (!found) return null;
  const open = (): void => {
    useEdits.getState().show(found.path);
    useCursor.getState().goTo(found.line);
  };
  return (
    <p className={styles.fileLink}>
      <button type="button" className={controls.button} data-testid="open-file" onClick={open}>
        <FileText size={14} aria-hidden="true" /> {words.openFile(found.path.slice(home.length + 1))}
      </button>
    </p>
  );
}
