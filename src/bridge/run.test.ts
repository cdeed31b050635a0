// A run that was logged is had again exactly: same steps, same time, same history.
import { expect, test } from 'vitest';
import { clusterCode } from './cluster-door.ts';
import type { Input, SavedSession } from './protocol.ts';
import { Run, withoutLastCommand } from './run.ts';
import { openDesk } from './world-door.ts';

const options = { seed: 7, startMs: Date.UTC(2026, 0, 5, 9) };

function makeRun(): { readonly run: Run; readonly screen: () => string } {
  const nothing = (): void => undefined;
  const run = new Run(openDesk(options), options, { text: nothing, ended: nothing, edit: nothing, input: nothing, joined: nothing });
  run.joinDesk = clusterCode.join;
  let text = '';
  const sink = { text: (_: number, chunk: string) => void (text += chunk), ended: nothing };
  return {
    run,
    screen: () => {
      run.terminals.flush(sink);
      return text;
    },
  };
}

const forward = (run: Run, ms: number): void => void run.runTo(run.nowMs + ms, () => false);

function live(): { readonly run: Run; readonly text: string; readonly saved: SavedSession } {
  const { run, screen } = makeRun();
  run.do({ type: 'open-terminal', terminal: 1, columns: 120, rows: 30 });
  run.runTo(run.nowMs, () => false);
  run.do({ type: 'keys', terminal: 1, keys: 'echo early; kubectl create deployment web --image=nginx:1.25 --replicas=3\r' });
  run.runTo(run.nowMs, () => false);
  run.do({ type: 'join' });
  // Slices end anywhere, also within an instant.
  let budget = 3;
  for (let i = 0; i < 400; i++) run.runTo(run.nowMs + 20, () => --budget % 5 === 0);
  run.do({ type: 'keys', terminal: 1, keys: 'kubectl get pods\r' });
  forward(run, 5000);
  run.do({ type: 'call', name: 'power-node', argument: { node: 'node-2', on: false } });
  forward(run, 60_000);
  const saved: SavedSession = { build: 'x', ...options, untilMs: run.nowMs, untilStep: run.steps, speed: 1, paused: false, inputs: run.inputs };
  return { run, text: screen(), saved };
}

test('what was typed before the cluster was there is done once it is', () => {
  const { text } = live();
  expect(text).toContain('early');
  expect(text).toContain('deployment.apps/web created');
});

test('a replay comes to the same steps, time, screen and history', () => {
  const first = live();
  const { run, screen } = makeRun();
  for (const input of structuredClone(first.saved.inputs) as Input[]) run.replay(input, true);
  run.runTo(first.saved.untilMs, () => false);
  expect(run.steps).toBe(first.run.steps);
  expect(run.nowMs).toBe(first.run.nowMs);
  expect(screen()).toBe(first.text);
  expect(run.cluster?.world.historyHash()).toBe(first.run.cluster?.world.historyHash());
});

test('undo takes the last line away with the keys that typed it', () => {
  const keys = (text: string): Input => ({ atMs: 0, atStep: 0, action: { type: 'keys', terminal: 1, keys: text } });
  const log = [keys('ls'), keys('\r'), keys('rm'), keys(' x'), keys('\r'), keys('q')];
  expect(withoutLastCommand(log)).toEqual(log.slice(0, 2));
  expect(withoutLastCommand([])).toEqual([]);
});
