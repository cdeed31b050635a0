// `kubarium replay FILE`: has an exported session again, exactly, and prints what it came to: for bug reports and to compare with the browser.
import fs from 'node:fs';
import type { SavedSession } from '../bridge/protocol.ts';
import { Run } from '../bridge/run.ts';
import { clusterCode, loadDescriptions } from '../bridge/cluster-door.ts';
import { openDesk } from '../bridge/world-door.ts';

export interface Replayed {
  readonly nowMs: number;
  readonly steps: number;
  readonly hash: string;
}

export async function replaySession(saved: SavedSession): Promise<Replayed> {
  await Promise.all([loadDescriptions(), clusterCode.fetchLessonsOf(saved.inputs)]);
  const options = { seed: saved.seed, startMs: saved.startMs };
  const ignore = (): void => undefined;
  const run = new Run(openDesk(options), options, { text: ignore, ended: ignore, edit: ignore, input: ignore, joined: ignore });
  run.joinDesk = clusterCode.join;
  for (const input of saved.inputs) run.replay(input, true);
  const { clock } = run.desk;
  while (run.steps < saved.untilStep && clock.step(saved.untilMs)) run.steps++;
  clock.advanceTo(saved.untilMs);
  return { nowMs: run.nowMs, steps: run.steps, hash: run.cluster?.world.historyHash() ?? '' };
}

export async function replayCommand([file]: readonly string[]): Promise<number> {
  if (file === undefined) {
    console.error('usage: kubarium replay FILE (a session exported from the page)');
    return 1;
  }
  let saved: SavedSession;
  try {
    saved = JSON.parse(fs.readFileSync(file, 'utf8')) as SavedSession;
  } catch (error) {
    console.error(`kubarium replay: ${(error as Error).message}`);
    return 1;
  }
  console.log(JSON.stringify(await replaySession(saved)));
  return 0;
}
