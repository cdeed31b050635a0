// What a Pod's container prints, followed live.
import { useEffect, useRef, useState } from 'react';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import type { PodSummary } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
import { useText } from '../i18n/text.ts';
import { engine } from '../state/engine.ts';
import styles from './inspector.module.css';

const KEPT = 60_000;

export function LogsTab({ pod }: { readonly pod: PodSummary }) {
  const text = useText();
  const [container, setContainer] = useState(pod.containers[0]?.name ?? '');
  // A new start is a new log.
  const started = pod.containers.find((one) => one.name === container);
  return (
    <>
      <div className={styles.tools}>
        {pod.containers.length > 1 ? (
          <select className={controls.select} aria-label={text.inspector.container} value={container} onChange={(event) => setContainer(event.target.value)}>
            {pod.containers.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        ) : (
          <code>{container}</code>
        )}
        <span className={styles.hint}>{text.inspector.follow}</span>
      </div>
      <Log key={`${container}/${started?.state}/${started?.restarts}`} namespace={pod.namespace} name={pod.name} container={container} />
    </>
  );
}

function Log({ namespace, name, container }: { readonly namespace: string; readonly name: string; readonly container: string }) {
  const text = useText();
  const [log, setLog] = useState('');
  const [error, setError] = useState('');
  const end = useRef<HTMLPreElement>(null);
  useEffect(
    () =>
      engine.followLog(pathOf(kinds.pods, namespace, name, 'log'), { container, follow: 'true', tailLines: '300' }, {
        text: (chunk) => setLog((before) => (before + chunk).slice(-KEPT)),
        ended: (message) => setError(message),
      }),
    [namespace, name, container],
  );
  useEffect(() => {
    const box = end.current?.parentElement;
    if (box && box.scrollHeight - box.scrollTop - box.clientHeight < 80) box.scrollTop = box.scrollHeight;
  }, [log]);
  return (
    <>
      {error !== '' && <p className={styles.gone}>{error}</p>}
      <pre ref={end} className={styles.log}>
        {log === '' && error === '' ? text.inspector.noLogs : log}
      </pre>
    </>
  );
}
