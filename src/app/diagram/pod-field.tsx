// The Pods of a group in their slots, with as much of each as there is room for on the screen: from a mark on a canvas to the end of its log.
import { useStore } from '@xyflow/react';
import { detailOf, type Detail, type Grid, type Point, slotsWithin, TILE } from './geometry.ts';
import { type Range, useTurns } from './mount-turns.ts';
import { PodCanvas } from './pod-canvas.tsx';
import { PodTile } from './pod-tile.tsx';

interface Props {
  readonly slots: readonly (string | undefined)[];
  readonly grid: Grid;
  /** Where the first slot stands in the diagram. */
  readonly origin: Point;
}

interface Shown {
  readonly transform: readonly [number, number, number];
  readonly width: number;
  readonly height: number;
}

/** `tile 20 60`: as a text, so that nothing is drawn anew while it stays the same. */
function rangeOf({ transform: [x, y, zoom], width, height }: Shown, { grid, origin, slots }: Props): string {
  const detail = detailOf(grid.cell.width, zoom);
  if (detail === 'mark') return 'mark 0 0';
  if (grid.cell.width === TILE.cell.width && detail === 'tile') return `tile 0 ${slots.length}`;
  const margin = 80 / zoom;
  const view = { x: -x / zoom - margin, y: -y / zoom - margin, width: width / zoom + 2 * margin, height: height / zoom + 2 * margin };
  const [from, to] = slotsWithin(grid, origin, slots.length, view);
  return `${detail} ${from} ${to}`;
}

export function PodField(props: Props) {
  const { slots, grid } = props;
  const [detail, from, to] = useStore((state) => rangeOf(state, props)).split(' ') as [Detail, string, string];
  if (detail === 'mark') return <PodCanvas slots={slots} grid={grid} />;
  return <PodTiles slots={slots} grid={grid} range={{ detail, from: Number(from), to: Number(to) }} />;
}

interface TilesProps extends Pick<Props, 'slots' | 'grid'> {
  readonly range: Range;
}

function PodTiles({ slots, grid, range }: TilesProps) {
  const detailNow = useTurns(range);
  return slots.map((uid, slot) => {
    const detail = uid === undefined ? undefined : detailNow(slot);
    return uid !== undefined && detail !== undefined && <PodTile key={uid} uid={uid} slot={slot} grid={grid} detail={detail} />;
  });
}
