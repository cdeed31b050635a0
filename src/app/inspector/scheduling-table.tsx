// The scheduler's table of a Pod: each node, what each plugin said of it, and the scores that decided.
import { Check, Minus, Star, X } from 'lucide-react';
import { Fragment, useId, useState } from 'react';
import type { SchedulingReport } from '../../bridge/protocol.ts';
import { useScheduling } from '../diagram/scheduling.ts';
import { useRooms } from '../i18n/rooms.ts';
import { momentText } from '../time/look-back.ts';
import styles from './scheduling.module.css';

type NodeReport = SchedulingReport['nodes'][number];

export function SchedulingTable() {
  const words = useRooms().scheduling;
  const { report, overlay } = useScheduling();
  const [all, setAll] = useState(false);
  const id = useId();
  if (!report || (report.nodes.length === 0 && report.outright === null && report.outcome === 'scheduled')) return null;
  const { plugins, nodes } = report;
  const asked = plugins.filter((plugin) => (plugin.filters && (all || nodes.some((node) => node.filters.some((one) => one.plugin === plugin.plugin && one.result === 'refused')))) || (plugin.scores && nodes.some((node) => node.scores.length > 0)));
  return (
    <section className={styles.section} aria-labelledby={id} data-testid="scheduling">
      <header className={styles.head}>
        <h3 id={id}>{words.title}</h3>
        <span className={styles.outcome} data-outcome={report.outcome}>
          {words.outcomes[report.outcome]}
        </span>
      </header>
      <p className={styles.note}>
        {words.attempts(report.attempts)}
        {report.atMs > 0 && ` · ${momentText(report.atMs)}`}
        {report.queue.backoffUntilMs > 0 && ` · ${words.backoff(momentText(report.queue.backoffUntilMs))}`}
      </p>
      {report.outright && (
        <p className={styles.outright}>
          <strong>{report.outright.plugin}</strong> {report.outright.reasons.join('; ')}
        </p>
      )}
      {nodes.length > 0 && <NodeTable report={report} plugins={asked.map(({ plugin }) => plugin)} />}
      {report.unvisited > 0 && <p className={styles.note}>{words.unvisited(report.unvisited)}</p>}
      {report.tie.length > 1 && <p className={styles.note}>{words.tie(report.tie.join(', '))}</p>}
      <div className={styles.switches}>
        <label>
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} /> {words.allPlugins}
        </label>
        <label>
          <input type="checkbox" checked={overlay} onChange={(event) => useScheduling.setState({ overlay: event.target.checked })} /> {words.overlay}
        </label>
      </div>
      <Retry report={report} />
    </section>
  );
}

function NodeTable({ report, plugins }: { readonly report: SchedulingReport; readonly plugins: readonly string[] }) {
  const words = useRooms().scheduling;
  const scored = report.nodes.some((node) => node.total !== null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={styles.scroll} tabIndex={0} role="group" aria-label={words.title}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.node}</th>
            {plugins.map((plugin) => (
              <th key={plugin} scope="col">
                {plugin.split(/(?=[A-Z])/).map((word, i) => (
                  <Fragment key={i}>
                    {word}
                    <wbr />
                  </Fragment>
                ))}
              </th>
            ))}
            {scored && <th scope="col">{words.total}</th>}
          </tr>
        </thead>
        <tbody>
          {report.nodes.map((node) => (
            <tr key={node.node}>
              <th scope="row" data-fits={node.fits} data-chosen={node.chosen}>
                {node.node}
                {node.chosen && <Star size={11} aria-label={words.chosen} />}
              </th>
              {plugins.map((plugin) => (
                <Cell key={plugin} node={node} plugin={plugin} />
              ))}
              {scored && (
                <td className={styles.total} data-best={node.chosen}>
                  {node.total ?? '–'}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ node, plugin }: { readonly node: NodeReport; readonly plugin: string }) {
  const words = useRooms().scheduling;
  const filter = node.filters.find((one) => one.plugin === plugin);
  const score = node.scores.find((one) => one.plugin === plugin);
  return (
    <td data-result={filter?.result}>
      {filter?.result === 'refused' && (
        <span className={styles.refused}>
          <X size={13} aria-label={words.refused} /> {filter.reasons.join('; ')}
        </span>
      )}
      {filter?.result === 'pass' && !score && <Check size={13} aria-label={words.pass} />}
      {filter?.result === 'skipped' && <Minus size={13} aria-label={words.skipped} />}
      {score && (
        <span className={styles.score} data-tip={`${words.raw}: ${score.raw ?? '–'} → ${score.normalized} × ${score.weight}`}>
          {score.weighted}
        </span>
      )}
    </td>
  );
}

function Retry({ report }: { readonly report: SchedulingReport }) {
  const words = useRooms().scheduling;
  const { preemption, retryOn } = report;
  return (
    <>
      {preemption && preemption.candidates.length > 0 && (
        <p className={styles.note}>{words.victims(preemption.candidates.map((one) => `${one.node}: ${one.victims.map((victim) => victim.name).join(', ')}`).join(' · '))}</p>
      )}
      {retryOn.length > 0 && (
        <div className={styles.retry}>
          <h4>{words.retry}</h4>
          <ul>
            {retryOn.map(({ plugin, events }) => (
              <li key={plugin}>
                <strong>{plugin}</strong> {events.join(', ')}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
