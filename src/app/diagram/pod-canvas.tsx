// The Pods of a box from afar, or where there are many: all of them on one canvas, of which only the slots that changed are drawn again.
import { useStore } from '@xyflow/react';
import { memo, type MouseEvent, useEffect, useRef, useState } from 'react';
import { useRooms } from '../i18n/rooms.ts';
import { textNow } from '../i18n/text.ts';
import { useCluster } from '../state/cluster.ts';
import { isDark, usePreferences } from '../state/preferences.ts';
import { useSelection } from '../state/selection.ts';
import { isDimmed, isTrouble } from './dimming.ts';
import { drawNever, drawSoon } from './draw-queue.ts';
import { cellAt, type Grid, gridHeight } from './geometry.ts';
import { markOf, NOBODY, spriteOf } from './glyph-sprites.ts';
import styles from './pod.module.css';

interface Props {
  readonly slots: readonly (string | undefined)[];
  readonly grid: Grid;
}

/** One letter a slot: which state, in lower case where it is dimmed, a blank where nobody is. */
function marksOf(slots: Props['slots'], objects: ReturnType<typeof useCluster.getState>['objects'], look: Parameters<typeof isDimmed>[1]): string {
  let marks = '';
  for (const uid of slots) {
    const pod = uid === undefined ? undefined : objects.get(uid);
    marks += pod?.kind === 'pods' ? markOf(pod.state, isDimmed(pod, look, isTrouble(pod.state))) : NOBODY;
  }
  return marks;
}

/** Backing pixels for each unit of the diagram; in steps, so that a smooth zoom does not draw anew each frame. */
const sharpnessOf = (zoom: number): number => Math.min(4, Math.max(0.5, Math.ceil(zoom * 2) / 2)) * window.devicePixelRatio;

/** While somebody zooms, what is drawn already is enlarged; it is drawn anew when the zoom has come to rest. */
const SETTLED_MS = 140;

function useSettled(value: number): number {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

export const PodCanvas = memo(function PodCanvas({ slots, grid }: Props) {
  const words = useRooms().picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Picture | undefined>(undefined);
  const sharpness = useSettled(useStore((state) => sharpnessOf(state.transform[2])));
  const namespace = usePreferences((preferences) => preferences.namespace);
  const theme = usePreferences((preferences) => `${preferences.theme} ${isDark(preferences.theme)}`);
  const filter = useSelection((selection) => selection.filter);
  const errorsOnly = useSelection((selection) => selection.errorsOnly);
  const selected = useSelection((selection) => (selection.uid === undefined ? -1 : slots.indexOf(selection.uid)));
  const marks = useCluster((state) => marksOf(slots, state.objects, { namespace, filter, errorsOnly }));
  const width = grid.columns * (grid.cell.width + grid.gap) - grid.gap;
  const height = gridHeight(grid, slots.length, 1);
  const { columns, cell } = grid;
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const picture: Picture = { marks, selected, sharpness, theme, columns, cell: cell.width, width, height };
    drawSoon(element, () => {
      draw(element, grid, picture, drawn.current);
      drawn.current = picture;
    });
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a grid is what its columns and cells are
  }, [marks, columns, cell.width, sharpness, selected, theme, width, height]);
  useEffect(() => {
    const element = canvas.current;
    return () => void (element && drawNever(element));
  }, []);
  const podAt = (event: MouseEvent<HTMLCanvasElement>): string | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((((event.clientX - box.left) / box.width) * width) / (grid.cell.width + grid.gap));
    const row = Math.floor((((event.clientY - box.top) / box.height) * height) / (grid.cell.height + grid.gap));
    return slots[row * grid.columns + column];
  };
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- the tree view is the keyboard's way to the same Pods
    <canvas
      ref={canvas} role="img" aria-label={words.pods(slots.filter((uid) => uid !== undefined).length)} className={`${styles.canvas} nopan`} style={{ width, height }}
      onClick={(event) => {
        const uid = podAt(event);
        if (uid !== undefined) useSelection.getState().select(uid);
      }}
      onMouseMove={(event) => {
        const title = titleOf(podAt(event));
        if (event.currentTarget.title !== title) event.currentTarget.title = title;
      }}
    />
  );
});

function titleOf(uid: string | undefined): string {
  const pod = uid === undefined ? undefined : useCluster.getState().objects.get(uid);
  return pod?.kind === 'pods' ? `${pod.name}\n${textNow().podStates[pod.state]}` : '';
}

/** All that what is on a canvas depends on. */
interface Picture {
  readonly marks: string;
  readonly selected: number;
  readonly sharpness: number;
  readonly theme: string;
  readonly columns: number;
  readonly cell: number;
  readonly width: number;
  readonly height: number;
}

const sameScale = (a: Picture, b: Picture | undefined): boolean => b !== undefined && a.sharpness === b.sharpness && a.theme === b.theme && a.columns === b.columns && a.cell === b.cell && a.width === b.width && a.height === b.height;

function draw(canvas: HTMLCanvasElement, grid: Grid, now: Picture, before: Picture | undefined): void {
  // Read back, as it were: such a canvas is drawn where the page is, which is fastest for small pictures that change a little.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const { marks, selected, sharpness, theme } = now;
  const { width, height } = grid.cell;
  const anew = !sameScale(now, before);
  if (anew) {
    canvas.width = Math.ceil(now.width * sharpness);
    canvas.height = Math.ceil(now.height * sharpness);
  }
  const size = Math.min(width, height) * (width > 30 ? 0.72 : 0.94);
  const pixels = Math.ceil(size * sharpness);
  const count = Math.max(marks.length, anew ? 0 : (before?.marks.length ?? 0));
  for (let slot = 0; slot < count; slot++) {
    const mark = marks[slot] ?? NOBODY;
    const same = !anew && mark === (before?.marks[slot] ?? NOBODY) && (slot === selected) === (slot === before?.selected);
    if (same || (anew && mark === NOBODY)) continue;
    const { x, y } = cellAt(grid, slot);
    const [left, top] = [Math.round((x + (width - size) / 2) * sharpness), Math.round((y + (height - size) / 2) * sharpness)];
    if (!anew) context.clearRect(left, top, pixels, pixels);
    if (mark !== NOBODY) context.drawImage(spriteOf({ code: mark.charCodeAt(0), selected: slot === selected }, pixels, theme), left, top);
  }
}
