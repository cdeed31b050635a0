// How an object changed over time: any two of its kept revisions side by side as one difference, with who made the later one.
import { useMemo, useState } from 'react';
import type { ObjectRevision } from '../../bridge/protocol.ts';
import type { ObjectSummary } from '../../bridge/summary.ts';
import controls from '../controls/controls.module.css';
import { useRooms } from '../i18n/rooms.ts';
import { momentText } from '../time/look-back.ts';
import { CauseChain } from './cause-chain.tsx';
import styles from './changes.module.css';
import { useYaml } from './load-yaml.ts';
import { diffLines, hunksOf, withoutManagedFields } from './revisions.ts';
import { useHistory } from './use-history.ts';

export function ChangesView({ object }: { readonly object: ObjectSummary }) {
  const words = useRooms().texts;
  const history = useHistory(object, object.version);
  const yaml = useYaml();
  const [from, setFrom] = useState<number | undefined>(undefined);
  const [to, setTo] = useState<number | undefined>(undefined);
  const last = history?.at(-1);
  const later = history?.find(({ revision }) => revision === to) ?? last;
  const earlier = history?.find(({ revision }) => revision === from) ?? (history && later ? history[history.indexOf(later) - 1] : undefined);
  const hunks = useMemo(() => {
    if (!yaml || !later) return [];
    const lines = (one: ObjectRevision | undefined): readonly string[] => (one?.object ? yaml.formatYaml(withoutManagedFields(one.object)).trimEnd().split('\n') : []);
    return hunksOf(diffLines(lines(earlier), lines(later)));
  }, [yaml, earlier, later]);
  if (!history || !later) return null;
  const name = ({ revision, by, object: state }: ObjectRevision): string => `${revision} · ${by ? `${momentText(by.atMs)} · ${by.actor}` : words.unknownAuthor}${state === null ? ` · ${words.deleted}` : ''}`;
  return (
    <>
      <div className={styles.pick}>
        <label>
          <span>{words.from}</span>
          <select className={controls.select} value={earlier?.revision ?? ''} onChange={(event) => setFrom(Number(event.target.value))}>
            {!earlier && <option value="">{words.nothing}</option>}
            {history.map((one) => (
              <option key={one.revision} value={one.revision}>
                {name(one)}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{words.to}</span>
          <select className={controls.select} value={later.revision} onChange={(event) => setTo(Number(event.target.value))}>
            {history.map((one) => (
              <option key={one.revision} value={one.revision}>
                {name(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {hunks.length === 0 && <p className={styles.same}>{words.same}</p>}
      <div className={styles.diff} data-testid="diff">
        {hunks.map((hunk, i) => (
          <div key={i}>
            {hunk.gap > 0 && <p className={styles.gap}>{words.gap(hunk.gap)}</p>}
            {hunk.lines.map(({ type, text }, j) => (
              <div key={j} className={styles.line} data-type={type}>
                <span aria-hidden="true">{type === 'added' ? '+' : type === 'removed' ? '−' : ' '}</span>
                {type !== 'same' && <span className="visually-hidden">{words[type]}</span>}
                <code>{text}</code>
              </div>
            ))}
          </div>
        ))}
      </div>
      {later.by && (
        <section className={styles.who}>
          <h3>{words.because}</h3>
          <CauseChain id={later.by.id} />
        </section>
      )}
    </>
  );
}
