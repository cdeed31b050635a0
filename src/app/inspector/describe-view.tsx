// What kubectl describe prints about the object, kept up to date.
import { useEffect, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useCluster } from '../state/cluster.ts';
import { engine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';
import { CopyButton } from './copy-button.tsx';
import { resourceOf } from './facts.ts';
import styles from './inspector.module.css';

export function DescribeView({ object }: { readonly object: ObjectSummary }) {
  const { kind, namespace, name, version, uid } = object;
  const events = useCluster((state) => state.events.findLast((event) => event.aboutUid === uid)?.lastMs ?? 0);
  const [description, setDescription] = useState('');
  useEffect(() => {
    let wanted = true;
    engine
      .call('describe', { kind, namespace, name })
      .then((text) => wanted && setDescription(text))
      .catch((error: unknown) => wanted && setDescription(error instanceof Error ? error.message : String(error)));
    return () => {
      wanted = false;
    };
  }, [kind, namespace, name, version, events]);
  const past = usePast((state) => state.atMs !== undefined);
  const words = useRooms().texts;
  return (
    <>
      {past && <p className={styles.gone}>{words.describesNow}</p>}
      <div className={styles.tools}>
        <code className={styles.hint}>{`kubectl describe ${resourceOf(kind)} ${name}`}</code>
        <CopyButton text={description} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <pre className={styles.describe} data-testid="describe" tabIndex={0}>
        {description}
      </pre>
    </>
  );
}
