// The same graph as a tree (role=tree): arrows move, Enter inspects; only the rows in sight are in the document.
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useRooms } from '../../i18n/rooms.ts';
import { useText } from '../../i18n/text.ts';
import { useCluster } from '../../state/cluster.ts';
import { usePreferences } from '../../state/preferences.ts';
import { useSelection } from '../../state/selection.ts';
import { KindIcon } from '../kind-icon.tsx';
import { PodGlyph } from '../pod-glyph.tsx';
import { useSystemShown } from '../views/use-layouts.ts';
import { treeOf } from './tree.ts';
import { type FlatItem, flatten, isOpen, keyMove } from './tree-rows.ts';
import styles from './tree-view.module.css';

const ROW = 30;
const MARGIN = 12;

function useRows(closed: ReadonlySet<string>, opened: ReadonlySet<string>): readonly FlatItem[] {
  const text = useText();
  const rooms = useRooms();
  const { view, namespace } = usePreferences();
  const { filter, errorsOnly } = useSelection();
  const system = useSystemShown();
  const version = useCluster((state) => state.version);
  return useMemo(
    () => flatten(treeOf(view, { state: useCluster.getState(), look: { namespace, filter, errorsOnly }, system, text, rooms }), closed, opened),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the version says that the cluster's maps have changed
    [view, namespace, filter, errorsOnly, system, text, rooms, version, closed, opened],
  );
}

const toggled = (set: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> => {
  const next = new Set(set);
  if (present) next.add(id);
  else next.delete(id);
  return next;
};

export function TreeView() {
  const text = useText();
  const rooms = useRooms();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const rows = useRows(closed, opened);
  const [active, setActive] = useState('');
  const at = Math.max(0, rows.findIndex(({ item }) => item.id === active));
  const host = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: 600 });
  const view = usePreferences((preferences) => preferences.view);
  const set = (row: FlatItem, open: boolean): void => {
    setClosed(toggled(closed, row.item.id, !open));
    setOpened(toggled(opened, row.item.id, open));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[at];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      if (row.item.uid === undefined) set(row, !isOpen(row.item, row.depth, closed, opened));
      else useSelection.getState().select(row.item.uid);
      return;
    }
    const move = keyMove(event.key, at, rows, isOpen(row.item, row.depth, closed, opened));
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move.type === 'go') setActive(rows[move.to]?.item.id ?? '');
    else set(row, move.type === 'open');
  };
  useEffect(() => {
    const box = host.current;
    if (!box || active === '') return;
    const top = at * ROW;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  }, [at, active]);
  useEffect(() => {
    const box = host.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setScroll({ top: box.scrollTop, height: box.clientHeight }));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const from = Math.max(0, Math.floor(scroll.top / ROW) - MARGIN);
  const to = Math.min(rows.length, Math.ceil((scroll.top + scroll.height) / ROW) + MARGIN);
  // The row in focus is always in the document: it is what the tree points at.
  const drawn = [...rows.keys()].filter((i) => (i >= from && i < to) || i === at);
  if (rows.length === 0) return <p className={styles.empty}>{rooms.picture.emptyTree}</p>;
  return (
    <div
      ref={host} className={styles.tree} role="tree" tabIndex={0} aria-label={`${text.diagram.views[view]}. ${rooms.picture.treeHelp}`} aria-activedescendant={`tree-${rows[at]?.item.id}`} data-testid="tree"
      onKeyDown={onKeyDown} onFocus={() => active === '' && setActive(rows[0]?.item.id ?? '')} onScroll={(event) => setScroll({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <div style={{ height: rows.length * ROW }} role="presentation">
        {drawn.map((i) => (
          <Row key={(rows[i] as FlatItem).item.id} row={rows[i] as FlatItem} top={i * ROW} active={i === at} open={isOpen((rows[i] as FlatItem).item, (rows[i] as FlatItem).depth, closed, opened)} onOpen={(open) => set(rows[i] as FlatItem, open)} onActive={() => setActive((rows[i] as FlatItem).item.id)} />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly row: FlatItem;
  readonly top: number;
  readonly active: boolean;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly onActive: () => void;
}

function Row({ row: { item, depth, place, among }, top, active, open, onOpen, onActive }: RowProps) {
  const selected = useSelection((selection) => item.uid !== undefined && selection.uid === item.uid);
  const branch = item.children.length > 0;
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the tree's
    <div
      id={`tree-${item.id}`} role="treeitem" aria-level={depth + 1} aria-posinset={place} aria-setsize={among} aria-selected={selected} {...(branch ? { 'aria-expanded': open } : {})} tabIndex={-1}
      className={styles.row} data-active={active} style={{ transform: `translateY(${top}px)`, paddingInlineStart: 10 + depth * 20 }}
      onClick={() => {
        onActive();
        if (item.uid !== undefined) useSelection.getState().select(item.uid);
        else if (branch) onOpen(!open);
      }}
    >
      <span
        className={styles.chevron} aria-hidden="true"
        onClick={(event) => {
          if (!branch) return;
          event.stopPropagation();
          onOpen(!open);
        }}
      >
        {branch && <Chevron size={14} />}
      </span>
      {item.pod ? <PodGlyph state={item.pod} size={16} /> : item.kind ? <KindIcon kind={item.kind} size={16} /> : null}
      <span className={styles.name}>{item.name}</span>
      <span className={styles.note}>{item.note}</span>
    </div>
  );
}
