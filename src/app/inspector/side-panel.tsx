// The right panel: inspector and editor in two tabs; the editor is loaded when it is first wanted.
import { type KeyboardEvent, lazy, Suspense } from 'react';
import controls from '../controls/controls.module.css';
import { useText } from '../i18n/text.ts';
import { type SideTab, usePreferences } from '../state/preferences.ts';
import { Inspector } from './inspector.tsx';
import styles from './side-panel.module.css';

const EditorPanel = lazy(() => import('../editor/editor-panel.tsx').then((module) => ({ default: module.EditorPanel })));
const tabs: readonly SideTab[] = ['inspector', 'editor'];

export function SidePanel() {
  const text = useText();
  const { sideTab, set } = usePreferences();
  const move = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
    const next = sideTab === 'inspector' ? 'editor' : 'inspector';
    set({ sideTab: next });
    document.getElementById(`side-${next}`)?.focus();
  };
  return (
    <>
      <div className={styles.bar} data-bar>
        <div className={controls.segmented} role="tablist" aria-label={text.header.sidePanel}>
          {tabs.map((tab) => (
            <button
              key={tab} id={`side-${tab}`} type="button" role="tab" aria-selected={sideTab === tab} aria-controls="side-body" tabIndex={sideTab === tab ? 0 : -1} className={controls.segment}
              onClick={() => set({ sideTab: tab })} onKeyDown={move}
            >
              {tab === 'inspector' ? text.inspector.panel : text.editor.panel}
            </button>
          ))}
        </div>
      </div>
      <div className={styles.body} id="side-body" role="tabpanel" aria-labelledby={`side-${sideTab}`}>
        {sideTab === 'inspector' ? (
          <Inspector />
        ) : (
          <Suspense fallback={<p className={styles.loading}>{text.editor.loading}</p>}>
            <EditorPanel />
          </Suspense>
        )}
      </div>
    </>
  );
}
