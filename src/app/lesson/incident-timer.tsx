// The clock of an incident, in the cluster's own time: what is left, by how much it is over, or how long the repair took.
import { AlarmClock, AlarmClockCheck } from 'lucide-react';
import type { LessonView } from '../../bridge/lesson-view.ts';
import { useLearnText } from '../i18n/learn-text.ts';
import { elapsedText } from '../time/format.ts';
import { useVirtualSecond } from '../time/use-virtual-second.ts';
import styles from './lesson-panel.module.css';

export function IncidentTimer({ timer }: { readonly timer: NonNullable<LessonView['timer']> }) {
  const text = useLearnText().player;
  const nowMs = useVirtualSecond();
  const { startedMs, endedMs, withinMinutes } = timer;
  const leftMs = withinMinutes * 60_000 - ((endedMs ?? nowMs) - startedMs);
  const words = endedMs !== undefined ? text.repaired(elapsedText(endedMs - startedMs)) : leftMs >= 0 ? text.left(elapsedText(leftMs)) : text.late(elapsedText(-leftMs));
  return (
    <p className={styles.timer} data-late={leftMs < 0} role="timer" data-testid="incident-timer">
      {endedMs === undefined ? <AlarmClock size={16} aria-hidden="true" /> : <AlarmClockCheck size={16} aria-hidden="true" />} {words}
    </p>
  );
}
