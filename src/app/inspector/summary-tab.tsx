// The essentials of an object: facts, containers, conditions, relations, and what one can do with it.
import type { ObjectSummary, PodSummary } from '../../bridge/summary.ts';
import { containerTone } from '../diagram/container-tone.ts';
import { PodGlyph } from '../diagram/pod-glyph.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { ageText } from '../time/format.ts';
import { useVirtualSecond } from '../time/use-virtual-second.ts';
import { Actions } from './actions-section.tsx';
import { Conditions } from './conditions-section.tsx';
import { DiagnosisCard } from './diagnosis-card.tsx';
import { factsOf } from './facts.ts';
import { FileLink } from './file-link.tsx';
import styles from './inspector.module.css';
import { Relations } from './relations-section.tsx';
import { useWhole } from './use-whole.ts';
import { wholeFacts } from './whole-facts.ts';

export function SummaryTab({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  return (
    <>
      {object.kind === 'pods' && <PodHeadline pod={object} />}
      <DiagnosisCard object={object} />
      <Facts object={object} />
      <FileLink object={object} />
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
  const words = useRooms().facts;
  const nowMs = useVirtualSecond();
  const whole = useWhole(object);
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
      {whole &&
        wholeFacts(object.kind, whole).map(([id, value]) => (
          <div key={id}>
            <dt>{words[id]}</dt>
            <dd>{value}</dd>
          </div>
        ))}
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
          <li key={container.name} className={styles.row} data-tone={containerTone(container)}>
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
