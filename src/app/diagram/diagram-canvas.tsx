// The drawing surface: React Flow pans and zooms; boxes are placed by the view's own layout, and by hand where a person moves one.
import { Background, BackgroundVariant, type FitViewOptions, type Node, type NodeChange, type NodeProps, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import '@xyflow/react/dist/style.css';
import { useText } from '../i18n/text.ts';
import { type DiagramView, isDark, usePreferences } from '../state/preferences.ts';
import { useCluster } from '../state/cluster.ts';
import { ActorBox, ComponentBox, LaneBox, NamespaceBox } from './boxes/component-box.tsx';
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
      return <EndpointsBox box={box} />;
    case 'outside':
      return <OutsideBox uid={about} />;
    case 'namespace':
      return <NamespaceBox name={about} />;
    case 'ingress':
      return <IngressBox uid={about} />;
  }
}

const BoxView = memo(({ data }: NodeProps<BoxNode>) => content(data.box), (before, after) => before.data.box === after.data.box);
const nodeTypes = { box: BoxView };

/** What only holds others. */
const behind: ReadonlySet<Box['type']> = new Set(['lane', 'namespace']);

/** Keeps the node of a box that did not change, so that React Flow has nothing to do for it. */
class NodeCache {
  private before = new Map<string, BoxNode>();

  nodesOf(layout: Layout): BoxNode[] {
    const nodes = layout.boxes.map((box): BoxNode => {
      const old = this.before.get(box.id);
      if (old && sameBox(old.data.box, box)) return old;
      const { id, type, x, y, width, height } = box;
      return { id, type: 'box', position: { x, y }, width, height, data: { box }, style: { width, height }, zIndex: behind.has(type) ? 0 : 1, dragHandle: '.drag', draggable: !behind.has(type) && type !== 'tray' };
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
/** Nearer than this is not needed to read it; from the back of a hall it is. */
const MAX_ZOOM = { desk: 1.35, stage: 1.8 };
/** What the zoom buttons take in their corner: nothing that is shown lies under them. */
const BUTTONS_PX = { width: 112, height: 46 };
const EDGE_PX = { x: 16, y: 14 };

/** As large as can be: with the corner's room left free beside, or below, whichever costs less. */
function fitting({ boxes }: Layout, surface: HTMLElement | null | undefined): FitViewOptions {
  const maxZoom = MAX_ZOOM[document.documentElement.dataset['stage'] === 'on' ? 'stage' : 'desk'];
  const left = boxes.reduce((least, box) => Math.min(least, box.x), Infinity);
  const width = boxes.reduce((most, box) => Math.max(most, box.x + box.width), left + 1) - left;
  const height = boxes.reduce((most, box) => Math.max(most, box.y + box.height), 1);
  const { clientWidth = 1, clientHeight = 1 } = surface ?? {};
  const zoomIn = (beside: number, below: number): number => Math.min(maxZoom, (clientWidth - EDGE_PX.x - beside) / width, (clientHeight - EDGE_PX.y - below) / height);
  const whole = zoomIn(EDGE_PX.x, EDGE_PX.y);
  // What stands in the middle may not reach the corner at all.
  const clear = clientWidth - width * whole > 2 * BUTTONS_PX.width || clientHeight - height * whole > 2 * BUTTONS_PX.height;
  const below = !clear && zoomIn(EDGE_PX.x, BUTTONS_PX.height) >= zoomIn(BUTTONS_PX.width, EDGE_PX.y);
  const px = (of: number): `${number}px` => `${of}px`;
  return { maxZoom, padding: { top: px(EDGE_PX.y), right: px(EDGE_PX.x), bottom: px(below ? BUTTONS_PX.height : EDGE_PX.y), left: px(clear || below ? EDGE_PX.x : BUTTONS_PX.width) } };
}

/** Shows all when a view is opened, when its panel is sized, and when what it shows outgrows it; a person who has moved it is left alone. */
function Fitter({ layout, view }: CanvasProps) {
  const flow = useReactFlow();
  const moved = useRef(false);
  const host = useRef<HTMLDivElement>(null);
  const extent = `${layout.boxes.reduce((most, box) => Math.max(most, box.x + box.width), 0)} ${layout.boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0)}`;
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
