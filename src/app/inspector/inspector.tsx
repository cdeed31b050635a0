// Everything about the object that is picked.
import { X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { useText } from '../i18n/text.ts';
import { useObject } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { EventsTab } from './events-tab.tsx';
import { kindNameOf } from './facts.ts';
import styles from './inspector.module.css';
import { LogsTab } from './logs-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { TraceTab } from './trace-tab.tsx';
import { YamlTab } from './yaml-tab.tsx';

type Tab = 'summary' | 'yaml' | 'events' | 'logs' | 'trace';

export function Inspector() {
  const text = useText();
  const uid = useSelection((selection) => selection.uid);
  const object = useObject(uid);
  const [last, setLast] = useState<ObjectSummary | undefined>(undefined);
  if (object && object !== last) setLast(object);
  const shown = object ?? (last?.uid === uid ? last : undefined);
  if (uid === undefined || !shown) return <Empty>{uid === undefined ? text.inspector.empty : text.inspector.gone}</Empty>;
  return <Inspected key={uid} object={shown} gone={!object} />;
}

function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <KindIcon kind="pods" size={36} />
      <p>{children}</p>
    </div>
  );
}

function Inspected({ object, gone }: { readonly object: ObjectSummary; readonly gone: boolean }) {
  const text = useText();
  const [tab, setTab] = useState<Tab>('summary');
  const tabs: Tab[] = object.kind === 'pods' ? ['summary', 'yaml', 'events', 'logs', 'trace'] : ['summary', 'yaml', 'events', 'trace'];
  return (
    <>
      <header className={styles.head}>
        <span className={styles.kind}>
          <KindIcon kind={object.kind} size={18} />
        </span>
        <div className={styles.title}>
          <span>{kindNameOf(object.kind)}</span>
          <h2 data-testid="inspected">{object.name}</h2>
        </div>
        <IconButton label={text.close} onClick={() => useSelection.getState().select(undefined)}>
          <X size={16} />
        </IconButton>
      </header>
      {gone && <p className={styles.gone}>{text.inspector.gone}</p>}
      <div className={styles.tabs} role="tablist" aria-label={object.name}>
        {tabs.map((name) => (
          <button key={name} type="button" role="tab" aria-selected={tab === name} className={styles.tab} onClick={() => setTab(name)}>
            {text.inspector[name]}
          </button>
        ))}
      </div>
      <div className={styles.body} role="tabpanel" aria-label={text.inspector[tab]}>
        {tab === 'summary' && <SummaryTab object={object} />}
        {tab === 'yaml' && <YamlTab object={object} />}
        {tab === 'events' && <EventsTab object={object} />}
        {tab === 'logs' && object.kind === 'pods' && <LogsTab pod={object} />}
        {tab === 'trace' && <TraceTab object={object} />}
      </div>
    </>
  );
}
