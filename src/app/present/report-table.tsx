// How long each step took beside what was planned: for the next time.
import { useLearnText } from '../i18n/learn-text.ts';
import type { Pace } from './playlist.ts';
import styles from './stage.module.css';

/** `2:05` */
export function minutesText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function ReportTable({ paces }: { readonly paces: readonly (Pace & { readonly title: string })[] }) {
  const text = useLearnText().present;
  const sum = (pick: (pace: Pace) => number): number => paces.reduce((total, pace) => total + pick(pace), 0);
  return (
    <table className={styles.report} aria-label={text.report}>
      <thead>
        <tr>
          <th scope="col">{text.step}</th>
          <th scope="col">{text.planned}</th>
          <th scope="col">{text.took}</th>
        </tr>
      </thead>
      <tbody>
        {paces.map((pace) => (
          <tr key={pace.step} data-late={pace.tookMs > pace.plannedMs * 1.2}>
            <th scope="row">{pace.title}</th>
            <td>{minutesText(pace.plannedMs)}</td>
            <td>{minutesText(pace.tookMs)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text.total}</th>
          <td>{minutesText(sum((pace) => pace.plannedMs))}</td>
          <td>{minutesText(sum((pace) => pace.tookMs))}</td>
        </tr>
      </tfoot>
    </table>
  );
}
