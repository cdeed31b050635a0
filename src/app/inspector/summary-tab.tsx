// The essentials of an object: facts, containers, conditions, relations, and what one can do with it.
import { ArrowUpRight, TerminalSquare } from 'lucide-react';
import { useShallow } from 'zustand/react/shallow';
import type { ObjectSummary, PodSummary } from '../../bridge/summary.ts';
import { CommandText } from '../controls/command-text.tsx';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { PodGlyph } from '../diagram/pod-glyph.tsx';
import { useText } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { useSession } from '../state/session.ts';
import { runInTerminal } from '../terminal/terminals.ts';
import { ageText } from '../time/format.ts';
import { useVirtualSecond } from '../time/use-virtual-second.ts';
import { actionsOf, factsOf } from './facts.ts';
import styles from './inspector.module.css';
import { useWhole } from './use-whole.ts';

export function SummaryTab({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  return (
    <>
      {object.kind === 'pods' && <PodHeadline pod={object} />}
      <Facts object={object} />
      {object.kind === 'pods' && <Containers pod={object} />}
      <Conditions object={object} />
      <Relations object={object} />
      {Object.keys(object.labels).length > 0 && (
        <section className={styles.section}>
          <h3>{text.inspector.labels}</h3>
          <ul className={styles.chips}>
            {Object.entries(object.labels).map(([key, value]) => (
              <li key={key}>
                <code>
                  {key}={value}
                </code>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Actions object={object} />
    </>
  );
}

function PodHeadline({ pod }: { readonly pod: PodSummary }) {
  const text = useText();
  return (
    <p className={styles.headline} data-state={pod.state}>
      <PodGlyph state={pod.state} size={20} />
      {text.podStates[pod.state]}
    </p>
  );
}

function Facts({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const nowMs = useVirtualSecond();
  return (
    <dl className={styles.facts}>
      {factsOf(object, text).map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      <div>
        <dt>{text.inspector.age}</dt>
        <dd>{ageText(nowMs - object.createdMs)}</dd>
      </div>
    </dl>
  );
}

function Containers({ pod }: { readonly pod: PodSummary }) {
  const text = useText();
  return (
    <section className={styles.section}>
      <h3>{text.inspector.containers}</h3>
      <ul className={styles.rows}>
        {pod.containers.map((container) => (
          <li key={container.name} className={styles.row} data-tone={container.ready ? 'good' : container.reason ? 'bad' : 'busy'}>
            <strong>{container.name}</strong>
            <code>{container.image}</code>
            <span>
              {container.reason || container.state}
              {container.restarts > 0 && ` · ${text.inspector.restarts} ${container.restarts}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function Conditions({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const whole = useWhole(object);
  const conditions = (whole as { readonly status?: { readonly conditions?: readonly Condition[] } } | undefined)?.status?.conditions ?? [];
  if (conditions.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{text.inspector.conditions}</h3>
      <ul className={styles.rows}>
        {conditions.map((condition) => (
          <li key={condition.type} className={styles.condition} data-status={condition.status}>
            <strong>{condition.type}</strong>
            <span className={styles.conditionStatus}>{condition.status}</span>
            {condition.reason && <span className={styles.conditionWhy}>{condition.reason}{condition.message ? `: ${condition.message}` : ''}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface Relation {
  readonly uid: string;
  readonly label: string;
}

function Relations({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const uids = useCluster(useShallow((state) => relationsOf(object, [...state.objects.values()], text.inspector.owner, text.inspector.owned, text.inspector.node).flatMap(({ uid, label }) => [uid, label])));
  const objects = useCluster.getState().objects;
  const relations = uids.flatMap((uid, i): Relation[] => (i % 2 === 0 ? [{ uid, label: uids[i + 1] as string }] : []));
  if (relations.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{text.inspector.relations}</h3>
      <ul className={styles.links}>
        {relations.map(({ uid, label }) => {
          const other = objects.get(uid);
          return (
            other && (
              <li key={uid}>
                <button type="button" onClick={() => useSelection.getState().select(uid)}>
                  <span className={styles.linkLabel}>{label}</span>
                  <KindIcon kind={other.kind} size={14} />
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

const MOST = 40;

function relationsOf(object: ObjectSummary, all: readonly ObjectSummary[], owner: string, owned: string, node: string): Relation[] {
  const relations: Relation[] = [];
  for (const other of all) {
    if (other.uid === object.owner) relations.push({ uid: other.uid, label: owner });
    else if (other.owner === object.uid) relations.push({ uid: other.uid, label: owned });
    else if (object.kind === 'pods' && other.kind === 'nodes' && other.name === object.node) relations.push({ uid: other.uid, label: node });
  }
  return relations.slice(0, MOST);
}

function Actions({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const running = useSession((session) => session.phase === 'running');
  return (
    <section className={styles.section}>
      <h3>{text.inspector.actions}</h3>
      <p className={styles.hint}>{text.inspector.actionsNote}</p>
      <ul className={styles.actions}>
        {actionsOf(object).map(({ id, line }) => (
          <li key={id}>
            <button type="button" disabled={!running} data-danger={id === 'delete'} onClick={() => runInTerminal(line)}>
              <span>
                <TerminalSquare size={14} aria-hidden="true" />
                {text.inspector[id]}
              </span>
              <CommandText line={line} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
