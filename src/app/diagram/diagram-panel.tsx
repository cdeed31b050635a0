// The diagram's panel: which view, filter, legend; the canvas itself comes after the prompt.
import { AlertTriangle, ListTree, Maximize, Minus, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, lazy, Suspense } from 'react';
import controls from '../controls/controls.module.css';
import { IconButton } from '../controls/icon-button.tsx';
import { useRooms } from '../i18n/rooms.ts';
import { useText } from '../i18n/text.ts';
import { type DiagramView, usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { useArrangement } from './arrangement.ts';
import styles from './diagram-panel.module.css';
import { ExportMenu } from './export/export-menu.tsx';
import { fitDiagram, zoomDiagram } from './fit.ts';
import { Ghosts } from './ghosts.tsx';
import { Legend } from './legend.tsx';
import { MessageLog } from './message-log.tsx';
import { watchRoom } from './room.ts';

const DiagramCanvas = lazy(() => import('./diagram-canvas.tsx').then((module) => ({ default: module.DiagramCanvas })));
const TreeView = lazy(() => import('./tree/tree-view.tsx').then((module) => ({ default: module.TreeView })));
const views: readonly DiagramView[] = ['cluster', 'workloads', 'network', 'control-plane'];

const watched = (element: HTMLElement | null): (() => void) | undefined => (element ? watchRoom(element) : undefined);

export function DiagramPanel() {
  const text = useText();
  const view = usePreferences((preferences) => preferences.view);
  const tree = useArrangement((arranged) => arranged.tree);
  const loading = <p className={styles.loading}>{text.diagram.loading}</p>;
  return (
    <div className={styles.panel}>
      <Toolbar />
      <div className={styles.body}>
        <div className={styles.stage}>
          <div className={styles.canvas} ref={watched} role="tabpanel" id="diagram-view" aria-labelledby={`view-${view}`}>
            <Suspense fallback={loading}>
              {tree ? <TreeView /> : <DiagramCanvas />}
            </Suspense>
            {!tree && <ZoomButtons />}
          </div>
          <Ghosts />
        </div>
        {view === 'control-plane' && <MessageLog />}
      </div>
    </div>
  );
}

function Toolbar() {
  const text = useText();
  const { view, set } = usePreferences();
  const rooms = useRooms().picture;
  const tree = useArrangement((arranged) => arranged.tree);
  const { filter, errorsOnly } = useSelection();
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = views[(views.indexOf(view) + step + views.length) % views.length] as DiagramView;
    set({ view: next });
    document.getElementById(`view-${next}`)?.focus();
  };
  return (
    <div className={styles.toolbarFrame}>
      <div className={styles.toolbar} data-bar>
        <div className={controls.segmented} role="tablist" aria-label={text.diagram.panel}>
          {views.map((name) => (
            <button
              key={name} id={`view-${name}`} type="button" role="tab" aria-selected={view === name} aria-controls="diagram-view" tabIndex={view === name ? 0 : -1} className={controls.segment}
              onClick={() => set({ view: name })} onKeyDown={move}
            >
              {text.diagram.views[name]}
            </button>
          ))}
        </div>
        <div className={styles.tools}>
          <label className={styles.filter} data-filled={filter !== ''}>
            <Search size={14} aria-hidden="true" />
            <input type="search" aria-label={text.diagram.filter} placeholder={text.diagram.filter} value={filter} onChange={(event) => useSelection.setState({ filter: event.target.value })} />
          </label>
          <IconButton label={text.diagram.errorsOnly} aria-pressed={errorsOnly} onClick={() => useSelection.setState({ errorsOnly: !errorsOnly })}>
            <AlertTriangle size={15} />
          </IconButton>
          <IconButton label={tree ? rooms.graph : rooms.tree} aria-pressed={tree} data-testid="tree-toggle" onClick={() => useArrangement.setState({ tree: !tree })}>
            <ListTree size={16} />
          </IconButton>
          <Legend />
          <ExportMenu />
        </div>
      </div>
    </div>
  );
}

function ZoomButtons() {
  const text = useText();
  return (
    <div className={styles.zoom}>
      <IconButton label={text.diagram.zoomOut} onClick={() => zoomDiagram(false)}>
        <Minus size={15} />
      </IconButton>
      <IconButton label={text.diagram.zoomIn} onClick={() => zoomDiagram(true)}>
        <Plus size={15} />
      </IconButton>
      <IconButton label={text.diagram.fit} onClick={fitDiagram}>
        <Maximize size={14} />
      </IconButton>
    </div>
  );
}
