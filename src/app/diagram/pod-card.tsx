// A Pod from nearby: its status, each container with its state, and nearer still the end of the first one's log. Drawn five times its size and scaled down, so that letters keep their shapes.
import { memo, useEffect, useRef, useState } from 'react';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { pathOf } from '../../engine/kube/kind.ts';
import type { PodSummary } from '../../bridge/summary.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { engine } from '../state/engine.ts';
import { containerTone } from './container-tone.ts';
import { PodGlyph, type PullProgress } from './pod-glyph.tsx';
import styles from './pod-card.module.css';

interface Props {
  readonly pod: PodSummary;
  readonly pull: PullProgress | undefined;
  readonly log: boolean;
}

const CONTAINERS = 3;

export const PodCard = memo(function PodCard({ pod, pull, log }: Props) {
  const text = useText();
  const words = useRooms().picture;
  const first = pod.containers[0];
  const more = pod.containers.length - CONTAINERS;
  return (
    <span className={styles.card} data-log={log}>
      <span className={styles.head}>
        <PodGlyph state={pod.state} size={log ? 30 : 36} pull={pull} />
        <span className={styles.words}>
          <strong>{pod.name}</strong>
          <span>
            {pod.status === 'Running' ? text.podStates[pod.state] : pod.status}
            {pod.ip !== '' && ` · ${pod.ip}`}
          </span>
        </span>
      </span>
      <span className={styles.containers}>
        {pod.containers.slice(0, log ? 1 : CONTAINERS).map((container) => (
          <span key={container.name} className={styles.container} data-tone={containerTone(container)}>
            <b>{container.name}</b>
            <code>{container.image}</code>
            <i>
              {container.reason || container.state}
              {container.restarts > 0 && ` · ↻${container.restarts}`}
            </i>
          </span>
        ))}
        {!log && more > 0 && <span className={styles.more}>+{more}</span>}
      </span>
      {log && first && <LogEnd key={`${first.name}/${first.state}/${first.restarts}`} namespace={pod.namespace} name={pod.name} container={first.name} none={words.noLog} />}
    </span>
  );
});

const KEPT = 2400;
const LINES = 9;
const SETTLED_MS = 350;

interface LogProps {
  readonly namespace: string;
  readonly name: string;
  readonly container: string;
  readonly none: string;
}

/** Follows the log only while the card is in sight for more than a moment. */
function LogEnd({ namespace, name, container, none }: LogProps) {
  const host = useRef<HTMLSpanElement>(null);
  const [seen, setSeen] = useState(false);
  const [log, setLog] = useState('');
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      if (entry?.isIntersecting) timer = setTimeout(() => setSeen(true), SETTLED_MS);
      else setSeen(false);
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    if (!seen) return undefined;
    return engine.followLog(pathOf(kinds.pods, namespace, name, 'log'), { container, follow: 'true', tailLines: String(LINES) }, {
      text: (chunk) => setLog((before) => (before + chunk).slice(-KEPT)),
      ended: () => undefined,
    });
  }, [seen, namespace, name, container]);
  const lines = log.trimEnd().split('\n').slice(-LINES);
  return (
    <span ref={host} className={styles.log}>
      {log === '' ? <em>{none}</em> : lines.join('\n')}
    </span>
  );
}
