// The recorded scenarios of real controllers, replayed; what differs most is timing, so each has to reach a score, not equality.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRig } from '../rig.ts';
import { type TraceRecord, compareTraces } from './compare.ts';
import { Replay, type Scenario } from './replay.ts';

const folder = path.join(import.meta.dirname, '../reference/traces');

interface Recording extends TraceRecord {
  readonly id: string;
  readonly scenario: Scenario;
}

/** It was recorded on a cluster in which no other node was there. */
const withoutNodes = new Set(['node-api-only-becomes-unknown']);
/** The node controller looks every five seconds: in these recordings it did while the node was away, so here the scenario begins as long after a look. */
const beginsMs = new Map([['node-registration', 3500], ['node-api-only-becomes-unknown', 4000]]);

describe('recorded scenarios', () => {
  for (const file of fs.readdirSync(folder).sort()) {
    const recording = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Recording;
    test(recording.id, () => {
      const rig = createRig({ nodes: withoutNodes.has(recording.id) ? 0 : 3 });
      const kubelet = (action: 'stop' | 'start', node: string): void => (action === 'stop' ? rig.kubelets.get(node)?.stop() : rig.kubelets.get(node)?.start());
      rig.clock.runFor(beginsMs.get(recording.id) ?? 0);
      const replay = new Replay({ clock: rig.clock, api: rig.api, kubelet }, 'r7k2a0');
      const comparison = compareTraces(recording, replay.run(recording.scenario));
      expect(replay.problems).toEqual([]);
      expect(comparison.score, [...comparison.missing.map((line) => `- ${line}`), ...comparison.surplus.map((line) => `+ ${line}`)].join('\n')).toBeGreaterThanOrEqual(0.9);
    });
  }
});
