// Chooses whose objects the diagram shows.
import { useShallow } from 'zustand/react/shallow';
import { useText } from '../i18n/text.ts';
import { useCluster, useMembers } from '../state/cluster.ts';
import { usePreferences } from '../state/preferences.ts';
import styles from './controls.module.css';

export function NamespaceSelect() {
  const text = useText();
  const { namespace, set } = usePreferences();
  const uids = useMembers('namespaces');
  const names = useCluster(useShallow((state) => uids.map((uid) => state.objects.get(uid)?.name ?? '').filter((name) => name !== '').sort()));
  const all = namespace === '' || names.includes(namespace) ? names : [namespace, ...names];
  return (
    <select className={styles.select} aria-label={text.header.namespace} value={namespace} onChange={(event) => set({ namespace: event.target.value })}>
      <option value="">{text.header.allNamespaces}</option>
      {all.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
