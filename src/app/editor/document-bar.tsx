// The documents of a file: which objects they are, how they stand to the cluster, and the way between a document and its object in the diagram.
import { Crosshair } from 'lucide-react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { objectsOf, useCluster } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { usePreferences } from '../state/preferences.ts';
import { useChecking } from './checking.ts';
import styles from './editor.module.css';
import { type Manifest, manifestAt } from './manifests.ts';
import { useCursor } from './cursor.ts';

/** The object in the diagram that a document describes. */
export function summaryOf({ info, name, namespace }: Manifest): ObjectSummary | undefined {
  if (!info) return undefined;
  const where = info.namespaced ? namespace || 'default' : '';
  return objectsOf(info.plural as ObjectSummary['kind']).find((one) => one.name === name && one.namespace === where);
}

export function DocumentBar({ path }: { readonly path: string }) {
  const words = useRooms().edit;
  const { documents, presence, path: checked } = useChecking();
  const line = useCursor((cursor) => cursor.line);
  const selected = useSelection((selection) => selection.uid);
  useCluster((state) => state.members);
  if (checked !== path || documents.manifests.length === 0) return null;
  const current = manifestAt(documents, line);
  const show = (manifest: Manifest): void => {
    const object = summaryOf(manifest);
    if (!object) return;
    useSelection.getState().select(object.uid);
    // The editor stays in front: it is the diagram that answers.
    usePreferences.getState().set({ sideTab: 'editor' });
  };
  return (
    <ul className={styles.documents} aria-label={words.documents} data-testid="documents">
      {documents.manifests.map((manifest) => {
        const state = presence.get(manifest) ?? 'unknown';
        const object = summaryOf(manifest);
        return (
          <li key={manifest.line} data-current={manifest === current} data-selected={object !== undefined && object.uid === selected}>
            <button type="button" onClick={() => useCursor.getState().goTo(manifest.line)}>
              <KindIcon kind={(manifest.info?.plural ?? 'configmaps') as ObjectSummary['kind']} size={14} />
              <span>
                {manifest.kind || '?'}/{manifest.name || '?'}
              </span>
              {state !== 'unknown' && (
                <em data-state={state}>{words[state]}</em>
              )}
            </button>
            {object && (
              <button type="button" className={styles.show} aria-label={`${words.show}: ${manifest.kind}/${manifest.name}`} data-tip={words.show} onClick={() => show(manifest)}>
                <Crosshair size={14} />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
