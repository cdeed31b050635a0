// Where the bridge meets the learner's desk: the part of the world that is there before the cluster's code is.
import { createDesk, type Desk } from '../engine/world/desk.ts';
import type { World } from '../engine/world/world.ts';

export type DoorDesk = Desk;
export type DoorWorld = World;
export type { Edit as DoorEdit } from '../engine/world/desk.ts';

export function openDesk(options: { readonly seed: number; readonly startMs: number }): DoorDesk {
  return createDesk(options);
}
