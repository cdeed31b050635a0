// The YAML as kubectl prints it, managed fields folded; a line that is picked tells who gave the field its value, and why.
import { useMemo, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { CauseChain } from './cause-chain.tsx';
import { CopyButton } from './copy-button.tsx';
import styles from './inspector.module.css';
import { useYaml } from './load-yaml.ts';
import { blame, pointersByLine, withoutManagedFields } from './revisions.ts';
import { useHistory } from './use-history.ts';
import { useWhole } from './use-whole.ts';

export function YamlView({ object }: { readonly object: ObjectSummary }) {
  const text = useText();
  const words = useRooms().texts;
  const whole = useWhole(object);
  const yaml = useYaml();
  const [managed, setManaged] = useState(false);
  const [picked, setPicked] = useState<string | undefined>(undefined);
  const shown = useMemo(() => (whole && yaml ? yaml.formatYaml(managed ? whole : withoutManagedFields(whole)) : ''), [whole, yaml, managed]);
  const lines = useMemo(() => shown.split('\n'), [shown]);
  const pointers = useMemo(() => (yaml && shown !== '' ? pointersByLine(lines, yaml.composeYaml(shown).places) : []), [yaml, shown, lines]);
  return (
    <>
      <div className={styles.tools}>
        <label className={styles.check}>
          <input type="checkbox" checked={managed} onChange={(event) => setManaged(event.target.checked)} /> {text.inspector.managedFields}
        </label>
        <CopyButton text={shown} />
      </div>
      <p className={styles.hint}>{words.blameHint}</p>
      <div className={styles.yaml} data-testid="yaml">
        {lines.map((line, i) => {
          const pointer = pointers[i] ?? '';
          return (
            <div key={i}>
              <YamlLine line={line} pointer={pointer} picked={picked === pointer && pointer !== ''} onPick={() => setPicked(picked === pointer ? undefined : pointer)} />
              {picked === pointer && pointer !== '' && <Blame object={object} pointer={pointer} />}
            </div>
          );
        })}
      </div>
    </>
  );
}

const KEYED = /^(\s*(?:- )*)([^\s:][^:]*:)( .*)?$/;

function YamlLine({ line, pointer, picked, onPick }: { readonly line: string; readonly pointer: string; readonly picked: boolean; readonly onPick: () => void }) {
  const match = KEYED.exec(line);
  const content = match ? (
    <>
      {match[1]}
      <span className={styles.yamlKey}>{match[2]}</span>
      <span className={styles.yamlValue}>{match[3]}</span>
    </>
  ) : (
    line
  );
  if (pointer === '') return <span className={styles.yamlLine}>{content}{'\n'}</span>;
  return (
    <button type="button" className={styles.yamlLine} aria-expanded={picked} onClick={onPick}>
      {content}
      {'\n'}
    </button>
  );
}

function Blame({ object, pointer }: { readonly object: ObjectSummary; readonly pointer: string }) {
  const words = useRooms().texts;
  const history = useHistory(object, object.version);
  if (!history) return null;
  const at = blame(history, pointer);
  const revision = history[at];
  return (
    <div className={styles.blame} data-testid="blame">
      <p>{revision?.by ? words.setAt(pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/'), revision.revision) : words.setLongAgo}</p>
      {revision?.by && <CauseChain id={revision.by.id} />}
    </div>
  );
}
