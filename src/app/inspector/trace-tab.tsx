// Who changed an object, and because of what, back to a person's command.
import { User } from 'lucide-react';
import { useMemo } from 'react';
import type { TraceLine } from '../../bridge/protocol.ts';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { isPerson, lineText } from '../diagram/actors.ts';
import { useText } from '../i18n/text.ts';
import { kinds } from '../../engine/kube/kinds.generated.ts';
import { groupResource } from '../../engine/kube/kind.ts';
import { useCluster } from '../state/cluster.ts';
import { clockText } from '../time/format.ts';
import styles from './inspector.module.css';

export function TraceTab({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const trace = useCluster((state) => state.trace);
  const { about, chain } = useMemo(() => storyOf(object, trace), [object, trace]);
  if (about.length === 0) return <p className={styles.none}>{text.inspector.noTrace}</p>;
  return (
    <>
      {chain.length > 1 && (
        <section className={styles.section}>
          <h3>{text.inspector.chain}</h3>
          <ol className={styles.chain}>
            {chain.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </ol>
        </section>
      )}
      <section className={styles.section}>
        <h3>{text.diagram.messages}</h3>
        <ol className={styles.chain} data-plain="true">
          {about.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Line({ line }: { readonly line: TraceLine }) {
  const text = useText();
  const person = isPerson(line.actor);
  return (
    <li data-person={person} data-bad={line.code >= 400}>
      <span className={styles.eventHead}>
        <strong>{line.actor}</strong>
        {person && (
          <span className={styles.person}>
            <User size={11} aria-hidden="true" /> {text.inspector.person}
          </span>
        )}
        <time>{clockText(line.atMs)}</time>
      </span>
      <code>{lineText(line)}</code>
    </li>
  );
}

/** The messages about an object, latest first, and the causes of its first one, nearest first. */
export function storyOf(object: ObjectSummary, trace: readonly TraceLine[]): { readonly about: readonly TraceLine[]; readonly chain: readonly TraceLine[] } {
  const resource = groupResource(kinds[object.kind]);
  const matches = (line: TraceLine): boolean => line.name === object.name && line.namespace === object.namespace && (line.resource === resource || line.resource === object.kind);
  const about = trace.filter(matches);
  const byId = new Map(trace.map((line) => [line.id, line]));
  const chain: TraceLine[] = [];
  for (let line = about[0]; line && chain.length < 12; line = line.cause === undefined ? undefined : byId.get(line.cause)) chain.push(line);
  return { about: about.reverse(), chain };
}
