// The objects that an object has to do with; a click goes there.
import { ArrowUpRight } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { PodGlyph } from '../diagram/pod-glyph.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import styles from './inspector.module.css';
import { type RelationType, relationsOf } from './relations.ts';

export function Relations({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const words = useRooms().relations;
  const pairs = useCluster(useShallow((state) => relationsOf(object, state.objects.values()).map(({ uid, type }) => `${type} ${uid}`)));
  const { objects } = useCluster.getState();
  if (pairs.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{text.inspector.relations}</h3>
      <ul className={styles.links}>
        {pairs.map((pair) => {
          const [type, uid] = pair.split(' ') as [RelationType, string];
          const other = objects.get(uid);
          return (
            other && (
              <li key={pair}>
                <button type="button" onClick={() => useSelection.getState().select(uid)}>
                  <span className={styles.linkLabel}>{words[type]}</span>
                  {other.kind === 'pods' ? <PodGlyph state={other.state} size={15} /> : <KindIcon kind={other.kind} size={15} />}
                  <span className={styles.linkName}>{other.name}</span>
                  <ArrowUpRight size={13} aria-hidden="true" />
                </button>
              </li>
            )
          );
        })}
      </ul>
    </section>
  );
}
