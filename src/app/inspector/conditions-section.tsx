// The conditions of an object, each with whether that is well: of some, "False" is what one wants.
import { CircleCheck, CircleDot, CircleX } from 'lucide-react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { useText } from '../i18n/text.ts';
import styles from './inspector.module.css';
import { useWhole } from './use-whole.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** True means trouble. */
const TROUBLES: ReadonlySet<string> = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable', 'ReplicaFailure', 'Failed', 'FailureTarget', 'DisruptionTarget', 'Suspended', 'ScalingLimited', 'NamesNotAccepted']);

export type Tone = 'good' | 'bad' | 'open';

export function toneOf({ type, status }: Condition): Tone {
  if (status === 'Unknown') return 'open';
  return (status === 'True') === TROUBLES.has(type) ? 'bad' : 'good';
}

const icons = { good: CircleCheck, bad: CircleX, open: CircleDot } as const;

export function Conditions({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const whole = useWhole(object);
  const conditions = (whole as { readonly status?: { readonly conditions?: readonly Condition[] } } | undefined)?.status?.conditions ?? [];
  if (conditions.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{text.inspector.conditions}</h3>
      <ul className={styles.conditions}>
        {conditions.map((condition) => {
          const tone = toneOf(condition);
          const Icon = icons[tone];
          const why = [condition.reason, condition.message].filter(Boolean).join(': ');
          return (
            <li key={condition.type} data-tone={tone}>
              <Icon size={15} aria-hidden="true" />
              <strong>{condition.type}</strong>
              <span>{condition.status}</span>
              {why !== '' && <p>{why}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
