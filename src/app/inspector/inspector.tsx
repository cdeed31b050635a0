// Everything about the object that is picked.
import { X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { ObjectSummary } from '../../bridge/summary.ts';
import { IconButton } from '../controls/icon-button.tsx';
import { KindIcon } from '../diagram/kind-icon.tsx';
import { useFollowScheduling } from '../diagram/scheduling.ts';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { useObject } from '../state/cluster.ts';
import { useSelection } from '../state/selection.ts';
import { CopyMenu } from './copy-menu.tsx';
import { EventsTab } from './events-tab.tsx';
import { kindNameOf } from './facts.ts';
import styles from './inspector.module.css';
import { LogsTab } from './logs-tab.tsx';
import { MetricsTab } from './metrics-tab.tsx';
import { Overview } from './overview.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { WhyTab } from './why-tab.tsx';
import { YamlTab } from './yaml-tab.tsx';

type Tab = 'summary' | 'why' | 'yaml' | 'events' | 'logs' | 'metrics';

export function Inspector() {
  const text = useText();
  const uid = useSelection((selection) => selection.uid);
  const object = useObject(uid);
  const [last, setLast] = useState<ObjectSummary | undefined>(undefined);
  if (object && object !== last) setLast(object);
  const shown = object ?? (last?.uid === uid ? last : undefined);
  if (uid === undefined) return <Overview />;
  if (!shown) return <Empty>{text.inspector.gone}</Empty>;
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
  const words = useRooms();
  const [tab, setTab] = useState<Tab>('summary');
  useFollowScheduling();
  const tabs: Tab[] = ['summary', 'why', 'yaml', 'events', ...(object.kind === 'pods' ? (['logs', 'metrics'] as const) : object.kind === 'nodes' ? (['metrics'] as const) : [])];
  // A key or the palette asks for a tab.
  const asked = useSelection((selection) => selection.tab);
  const [heard, setHeard] = useState(-1);
  if (asked.wish !== heard) {
    setHeard(asked.wish);
    const wanted = tabs.find((name) => name === asked.name);
    if (wanted) setTab(wanted);
  }
  const nameOf = (name: Tab): string => (name === 'why' || name === 'metrics' ? words.tabs[name] : name === 'yaml' ? words.tabs.text : text.inspector[name]);
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] as Tab;
    setTab(next);
    document.getElementById(`inspect-${next}`)?.focus();
  };
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
        <CopyMenu object={object} />
        <IconButton label={text.close} onClick={() => useSelection.getState().select(undefined)}>
          <X size={16} />
        </IconButton>
      </header>
      {gone && <p className={styles.gone}>{text.inspector.gone}</p>}
      <div className={styles.tabs} role="tablist" aria-label={object.name}>
        {tabs.map((name) => (
          <button
            key={name} id={`inspect-${name}`} type="button" role="tab" aria-selected={tab === name} aria-controls="inspected-part" tabIndex={tab === name ? 0 : -1} className={styles.tab}
            onClick={() => setTab(name)} onKeyDown={move}
          >
            {nameOf(name)}
          </button>
        ))}
      </div>
      <div className={styles.body} role="tabpanel" id="inspected-part" aria-labelledby={`inspect-${tab}`}>
        {tab === 'summary' && <SummaryTab object={object} />}
        {tab === 'yaml' && <YamlTab object={object} />}
        {tab === 'events' && <EventsTab object={object} />}
        {tab === 'logs' && object.kind === 'pods' && <LogsTab pod={object} />}
        {tab === 'why' && <WhyTab object={object} />}
        {tab === 'metrics' && <MetricsTab object={object} />}
      </div>
    </>
  );
}
