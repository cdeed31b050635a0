// The messages of the control plane as a list, newest first, each with what it was caused by.
import { CornerDownRight } from 'lucide-react';
import { memo, useDeferredValue, useMemo } from 'react';
import type { TraceLine } from '../../bridge/protocol.ts';
import { useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { momentText } from '../time/look-back.ts';
import { isNoise, isPerson, lineText } from './actors.ts';
import styles from './diagram-panel.module.css';

const SHOWN = 80;
const MOMENT_MS = 1000;

export function MessageLog() {
  const text = useText();
  // A storm of messages is listed when there is time for it: the diagram, and keys, come first.
  const trace = useDeferredValue(useCluster((state) => state.trace));
  const momentMs = useSelection((selection) => selection.momentMs);
  const lines = useMemo(() => {
    const telling = trace.filter((line) => !isNoise(line));
    const until = momentMs === undefined ? telling.length : telling.findLastIndex((line) => line.atMs < momentMs + MOMENT_MS * 5) + 1;
    return telling.slice(Math.max(0, until - SHOWN), until).reverse();
  }, [trace, momentMs]);
  const byId = useMemo(() => new Map(trace.map((line) => [line.id, line])), [trace]);
  return (
    <section className={styles.log} aria-label={text.diagram.messages}>
      <h3 className={styles.logTitle}>{text.diagram.messages}</h3>
      {lines.length === 0 && <p className={styles.logEmpty}>{text.diagram.noMessages}</p>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <ol className={styles.logList} tabIndex={0} aria-label={text.diagram.messages}>
        {lines.map((line) => (
          <LogLine key={line.id} line={line} cause={line.cause === undefined ? undefined : byId.get(line.cause)} />
        ))}
      </ol>
    </section>
  );
}

const LogLine = memo(function LogLine({ line, cause }: { readonly line: TraceLine; readonly cause: TraceLine | undefined }) {
  const text = useText();
  return (
    <li className={styles.logLine} data-person={isPerson(line.actor)} data-bad={line.code >= 400}>
      <span className={styles.logHead}>
        <strong>{line.actor}</strong>
        <time>{momentText(line.atMs)}</time>
      </span>
      <span className={styles.logWhat}>{lineText(line)}{line.code >= 400 ? ` → ${line.code}` : ''}</span>
      {cause && (
        <span className={styles.logCause}>
          <CornerDownRight size={11} aria-hidden="true" /> {text.diagram.because}: {cause.actor} {lineText(cause)}
        </span>
      )}
    </li>
  );
});
