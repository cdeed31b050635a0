// What the open step asks for and is not there yet: dashed shapes beside what is.
import type { SummaryKind } from '../../bridge/summary.ts';
import { useLearnText } from '../i18n/learn-text.ts';
import { usePast } from '../state/past.ts';
import { useSession } from '../state/session.ts';
import styles from './ghosts.module.css';
import { KindIcon } from './kind-icon.tsx';

export function Ghosts() {
  const text = useLearnText().ghosts;
  const ghosts = useSession((session) => session.lesson?.ghosts);
  const past = usePast((state) => state.atMs !== undefined);
  if (!ghosts || ghosts.length === 0 || past) return null;
  return (
    <ul className={styles.ghosts} aria-label={text.label} data-testid="ghosts">
      {ghosts.map(({ plural, kind, name, namespace }) => (
        <li key={`${plural}/${name}`}>
          <KindIcon kind={plural as SummaryKind} size={18} />
          <span>
            <small>{namespace === undefined || namespace === 'default' ? kind : `${kind} · ${namespace}`}</small>
            <strong>{name}</strong>
            <small>{text.missing}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}
