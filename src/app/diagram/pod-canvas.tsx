// The Pods of a box from afar, or where there are many: all of them on one canvas, drawn again only when one of them changes.
import { useStore } from '@xyflow/react';
import { memo, type MouseEvent, useEffect, useRef } from 'react';
import type { PodState } from '../../bridge/summary.ts';
import { useRooms } from '../i18n/rooms.ts';
import { textNow } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { isDimmed, isTrouble } from './dimming.ts';
import { cellAt, type Grid, gridHeight } from './geometry.ts';
import styles from './pod.module.css';
import { podShapes, podStates, podTones } from './pod-shapes.ts';

interface Props {
  readonly slots: readonly (string | undefined)[];
  readonly grid: Grid;
}

const CODE_A = 65;
const DIMMED = 32;
const paths = new Map<string, Path2D>();
const pathOf = (data: string): Path2D => {
  const path = paths.get(data) ?? new Path2D(data);
  paths.set(data, path);
  return path;
};

/** One letter a slot: which state, in lower case where it is dimmed, a blank where nobody is. */
function marksOf(slots: Props['slots'], objects: ReturnType<typeof useCluster.getState>['objects'], look: Parameters<typeof isDimmed>[1]): string {
  let marks = '';
  for (const uid of slots) {
    const pod = uid === undefined ? undefined : objects.get(uid);
    marks += pod?.kind === 'pods' ? String.fromCharCode(CODE_A + podStates.indexOf(pod.state) + (isDimmed(pod, look, isTrouble(pod.state)) ? DIMMED : 0)) : ' ';
  }
  return marks;
}

/** Backing pixels for each unit of the diagram; in steps, so that a smooth zoom does not draw anew each frame. */
const sharpnessOf = (zoom: number): number => Math.min(4, Math.max(0.5, Math.ceil(zoom * 2) / 2)) * window.devicePixelRatio;

export const PodCanvas = memo(function PodCanvas({ slots, grid }: Props) {
  const words = useRooms().picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  const sharpness = useStore((state) => sharpnessOf(state.transform[2]));
  const namespace = usePreferences((preferences) => preferences.namespace);
  const theme = usePreferences((preferences) => preferences.theme);
  const filter = useSelection((selection) => selection.filter);
  const errorsOnly = useSelection((selection) => selection.errorsOnly);
  const selected = useSelection((selection) => (selection.uid === undefined ? -1 : slots.indexOf(selection.uid)));
  const marks = useCluster((state) => marksOf(slots, state.objects, { namespace, filter, errorsOnly }));
  const width = grid.columns * (grid.cell.width + grid.gap) - grid.gap;
  const height = gridHeight(grid, slots.length, 1);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) draw(context, marks, grid, sharpness, selected);
  }, [marks, grid, sharpness, selected, theme, width, height]);
  const podAt = (event: MouseEvent<HTMLCanvasElement>): string | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((((event.clientX - box.left) / box.width) * width) / (grid.cell.width + grid.gap));
    const row = Math.floor((((event.clientY - box.top) / box.height) * height) / (grid.cell.height + grid.gap));
    return slots[row * grid.columns + column];
  };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the tree view is the keyboard's way to the same Pods
    <canvas
      ref={canvas} role="img" aria-label={words.pods(slots.filter((uid) => uid !== undefined).length)} className={`${styles.canvas} nopan`} width={Math.ceil(width * sharpness)} height={Math.ceil(height * sharpness)} style={{ width, height }}
      onClick={(event) => {
        const uid = podAt(event);
        if (uid !== undefined) useSelection.getState().select(uid);
      }}
      onMouseMove={(event) => {
        event.currentTarget.title = titleOf(podAt(event));
      }}
    />
  );
});

function titleOf(uid: string | undefined): string {
  const pod = uid === undefined ? undefined : useCluster.getState().objects.get(uid);
  return pod?.kind === 'pods' ? `${pod.name}\n${textNow().podStates[pod.state]}` : '';
}

/** The tokens' colours now. */
function colours(): (name: string) => string {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  return (name) => {
    const colour = known.get(name) ?? style.getPropertyValue(name).trim();
    known.set(name, colour);
    return colour;
  };
}

function draw(context: CanvasRenderingContext2D, marks: string, grid: Grid, sharpness: number, selected: number): void {
  const colour = colours();
  const surface = colour('--surface');
  const size = Math.min(grid.cell.width, grid.cell.height) * (grid.cell.width > 30 ? 0.72 : 0.94);
  const scale = size / 24;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (let slot = 0; slot < marks.length; slot++) {
    const code = marks.charCodeAt(slot);
    if (code < CODE_A) continue;
    const dimmed = code >= CODE_A + DIMMED;
    const state = podStates[code - CODE_A - (dimmed ? DIMMED : 0)] as PodState;
    const { outline, mark, filled = false, dashed = false } = podShapes[state];
    const { x, y } = cellAt(grid, slot);
    const tone = colour(podTones[state]);
    context.setTransform(sharpness * scale, 0, 0, sharpness * scale, sharpness * (x + (grid.cell.width - size) / 2), sharpness * (y + (grid.cell.height - size) / 2));
    context.globalAlpha = dimmed ? 0.22 : 1;
    context.strokeStyle = tone;
    context.lineWidth = slot === selected ? 4 : 2.4;
    context.setLineDash(dashed ? [3.2, 3] : []);
    if (filled) {
      context.fillStyle = tone;
      context.fill(pathOf(outline));
    }
    if (slot === selected) context.strokeStyle = colour('--accent');
    context.stroke(pathOf(outline));
    context.setLineDash([]);
    context.lineWidth = 2.4;
    context.strokeStyle = filled ? surface : tone;
    context.stroke(pathOf(mark));
  }
}
