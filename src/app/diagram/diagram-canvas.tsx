// The drawing surface: React Flow pans and zooms; boxes are placed by the view's own layout, and by hand where a person moves one.
import { Background, BackgroundVariant, type FitViewOptions, type Node, type NodeChange, type NodeProps, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import '@xyflow/react/dist/style.css';
import { useText } from '../i18n/text.ts';
import { type DiagramView, isDark, usePreferences } from '../state/preferences.ts';
import { useCluster } from '../state/cluster.ts';
import { ActorBox, ComponentBox, LaneBox } from './boxes/component-box.tsx';
import { MachineBox } from './boxes/machine-box.tsx';
import { EndpointsBox, IngressBox, OutsideBox, ServiceBox } from './boxes/service-box.tsx';
import { TrayBox } from './boxes/tray-box.tsx';
import { PodsBox, WorkloadBox } from './boxes/workload-box.tsx';
import { moveBox, useArrangement } from './arrangement.ts';
import styles from './canvas.module.css';
import { type Box, type Layout, sameBox, TILES_MAX } from './geometry.ts';
import { FlightLayer, Wires } from './overlay.tsx';
import { setFit } from './fit.ts';
import { EmptyNote } from './empty-note.tsx';
import { useClusterLayout, useControlPlaneLayout, useNetworkLayout, useWorkloadsLayout } from './views/use-layouts.ts';

type BoxNode = Node<{ readonly box: Box }, 'box'>;

function content(box: Box) {
  const { type, about } = box;
  switch (type) {
    case 'component':
      return <ComponentBox role={about} />;
    case 'lane':
      return <LaneBox role={about} />;
    case 'actor':
      return <ActorBox actor={about} />;
    case 'machine':
      return <MachineBox box={box} />;
    case 'tray':
      return <TrayBox box={box} />;
    case 'workload':
      return <WorkloadBox uid={about} />;
    case 'pods':
      return <PodsBox box={box} />;
    case 'service':
      return <ServiceBox uid={about} />;
    case 'endpoints':
      return <EndpointsBox uid={about} />;
    case 'outside':
      return <OutsideBox uid={about} />;
    case 'ingress':
      return <IngressBox uid={about} />;
  }
}

const BoxView = memo(({ data }: NodeProps<BoxNode>) => content(data.box), (before, after) => before.data.box === after.data.box);
const nodeTypes = { box: BoxView };

/** Keeps the node of a box that did not change, so that React Flow has nothing to do for it. */
class NodeCache {
  private before = new Map<string, BoxNode>();

  nodesOf(layout: Layout): BoxNode[] {
    const nodes = layout.boxes.map((box): BoxNode => {
      const old = this.before.get(box.id);
      if (old && sameBox(old.data.box, box)) return old;
      const { id, x, y, width, height } = box;
      return { id, type: 'box', position: { x, y }, width, height, data: { box }, style: { width, height }, zIndex: box.type === 'lane' ? 0 : 1, dragHandle: '.drag', draggable: box.type !== 'lane' && box.type !== 'tray' };
    });
    this.before = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }
}

/** Above this many boxes only those in sight are in the document. */
const MANY_BOXES = 160;
/** Below this a diagram is only seen as a whole from far away. */
const TALL = 1800;

interface CanvasProps {
  readonly layout: Layout;
  readonly view: DiagramView;
}

function Canvas({ layout, view }: CanvasProps) {
  const text = useText();
  const [cache] = useState(() => new NodeCache());
  const nodes = useMemo(() => cache.nodesOf(layout), [cache, layout]);
  const theme = usePreferences((preferences) => preferences.theme);
  // Small slots are worth to be looked at from nearer.
  const crowded = useCluster((state) => state.onNodes.groups().some((group) => state.onNodes.slots(group).length > TILES_MAX));
  const onMove = (changes: readonly NodeChange<BoxNode>[]): void => {
    for (const change of changes) {
      const box = change.type === 'position' && change.position ? layout.boxes.find((one) => one.id === change.id) : undefined;
      if (box && change.type === 'position' && change.position) moveBox(view, box.id, { x: change.position.x - box.x, y: change.position.y - box.y });
    }
  };
  return (
    <ReactFlow
      nodes={nodes} edges={[]} nodeTypes={nodeTypes} colorMode={isDark(theme) ? 'dark' : 'light'} minZoom={layout.boxes.some((box) => box.y > TALL) ? 0.05 : 0.22} maxZoom={crowded ? 18 : 6} nodesDraggable nodeDragThreshold={6} nodesConnectable={false} onNodesChange={onMove}
      nodesFocusable={false} elementsSelectable={false} panOnScroll={false} zoomOnDoubleClick={false} deleteKeyCode={null} selectionKeyCode={null} multiSelectionKeyCode={null} panActivationKeyCode={null} zoomActivationKeyCode={null} disableKeyboardA11y onlyRenderVisibleElements={layout.boxes.length > MANY_BOXES}
      aria-label={text.diagram.views[view]} className={styles.flow}
    >
      <Background variant={BackgroundVariant.Dots} gap={22} size={1.2} color="var(--grid-dot)" />
      <Wires layout={layout} />
      {view !== 'workloads' && <FlightLayer layout={layout} kind={view === 'network' ? 'requests' : 'messages'} />}
      <Fitter layout={layout} view={view} />
    </ReactFlow>
  );
}

/** The view follows what outgrows it at most so often. */
const FIT_MS = 1000;
const MAX_ZOOM = 1.35;
/** What the zoom buttons take at the bottom: left free where the width decides how large all is, and it costs nothing. */
const BUTTONS_PX = 46;
const EDGE_PX = { x: 16, y: 14 };

function fitting({ boxes }: Layout, surface: HTMLElement | null | undefined): FitViewOptions {
  const width = boxes.reduce((most, box) => Math.max(most, box.x + box.width), 1);
  const height = boxes.reduce((most, box) => Math.max(most, box.y + box.height), 1);
  const { clientWidth = 1, clientHeight = 1 } = surface ?? {};
  const byWidth = Math.min(MAX_ZOOM, (clientWidth - 2 * EDGE_PX.x) / width) <= (clientHeight - EDGE_PX.y - BUTTONS_PX) / height;
  return { maxZoom: MAX_ZOOM, padding: { x: `${EDGE_PX.x}px`, top: `${EDGE_PX.y}px`, bottom: `${byWidth ? BUTTONS_PX : EDGE_PX.y}px` } };
}

/** Shows all when a view is opened, when its panel is sized, and when what it shows outgrows it; a person who has moved it is left alone. */
function Fitter({ layout, view }: CanvasProps) {
  const flow = useReactFlow();
  const moved = useRef(false);
  const host = useRef<HTMLDivElement>(null);
  const extent = layout.boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0);
  const shown = useRef(layout);
  useEffect(() => {
    shown.current = layout;
  }, [layout]);
  useEffect(() => {
    const surface = host.current?.closest<HTMLElement>('.react-flow');
    const fit = (duration: number): void => void flow.fitView({ ...fitting(shown.current, surface), duration });
    setFit(flow, () => {
      moved.current = false;
      fit(240);
    });
    if (!surface) return undefined;
    const touched = (event: Event): void => {
      // Picking something is not moving the view.
      const picks = event.type === 'pointerdown' && event.target instanceof Element && event.target.closest('button, canvas, .drag');
      if (event.isTrusted && !picks) moved.current = true;
    };
    surface.addEventListener('wheel', touched, { passive: true });
    surface.addEventListener('pointerdown', touched, { passive: true });
    const observer = new ResizeObserver(() => !moved.current && fit(0));
    observer.observe(surface);
    return () => {
      observer.disconnect();
      surface.removeEventListener('wheel', touched);
      surface.removeEventListener('pointerdown', touched);
    };
  }, [flow]);
  useEffect(() => {
    moved.current = false;
  }, [view]);
  const arranged = useArrangement((state) => state.moved[view]);
  const before = useRef(arranged);
  useEffect(() => {
    // Who moves a box does not want the rest to move too.
    if (arranged !== before.current) moved.current = true;
    before.current = arranged;
  }, [arranged]);
  const fittedMs = useRef(-Infinity);
  useEffect(() => {
    if (moved.current) return undefined;
    // What grows step by step is followed once a second: every fit draws everything anew.
    const timer = setTimeout(
      () => {
        fittedMs.current = performance.now();
        void flow.fitView({ ...fitting(shown.current, host.current?.closest<HTMLElement>('.react-flow')), duration: 0 });
      },
      Math.max(0, fittedMs.current + FIT_MS - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [flow, view, extent, layout.boxes.length]);
  return <div ref={host} hidden />;
}

function ClusterView() {
  return <Canvas layout={useClusterLayout()} view="cluster" />;
}

function WorkloadsView() {
  const layout = useWorkloadsLayout();
  return layout.boxes.length === 0 ? <EmptyNote view="workloads" /> : <Canvas layout={layout} view="workloads" />;
}

function NetworkView() {
  const layout = useNetworkLayout();
  return layout.boxes.length === 0 ? <EmptyNote view="network" /> : <Canvas layout={layout} view="network" />;
}

function ControlPlaneView() {
  return <Canvas layout={useControlPlaneLayout()} view="control-plane" />;
}

const views: Record<DiagramView, () => React.JSX.Element> = { cluster: ClusterView, workloads: WorkloadsView, network: NetworkView, 'control-plane': ControlPlaneView };

export function DiagramCanvas() {
  const view = usePreferences((preferences) => preferences.view);
  const View = views[view];
  return (
    <ReactFlowProvider key={view}>
      <View />
    </ReactFlowProvider>
  );
}
