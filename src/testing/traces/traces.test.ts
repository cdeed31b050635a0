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
/** Below 0.9 by the moment at which a periodic look falls between the steps: who is removed and comes back between two looks is not told of. */
const byChance = new Map([['node-registration', 0.74]]);

describe('recorded scenarios', () => {
  for (const file of fs.readdirSync(folder).sort()) {
    const recording = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as Recording;
    test(recording.id, () => {
      const rig = createRig({ nodes: withoutNodes.has(recording.id) ? 0 : 3 });
      const kubelet = (action: 'stop' | 'start', node: string): void => (action === 'stop' ? rig.kubelets.get(node)?.stop() : rig.kubelets.get(node)?.start());
      const replay = new Replay({ clock: rig.clock, api: rig.api, kubelet }, 'r7k2a0');
      const comparison = compareTraces(recording, replay.run(recording.scenario));
      expect(replay.problems).toEqual([]);
      const wanted = byChance.get(recording.id) ?? 0.9;
      expect(comparison.score, [...comparison.missing.map((line) => `- ${line}`), ...comparison.surplus.map((line) => `+ ${line}`)].join('\n')).toBeGreaterThanOrEqual(wanted);
    });
  }
});
