// The same seed and the same inputs give the same history, byte for byte; another seed gives another.
import { expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { runShell } from './sessions.ts';

function historyOf(seed: number): string {
  const world = createWorld({ seed, startMs: 1_800_000_000_000, pace: 'real', nodes: 3, addons: true });
  const shell = { cwd: world.home, env: world.workstation.deps.env };
  world.clock.runFor(15_000);
  for (const line of [
    'kubectl create deployment web --image=nginx:1.25 --replicas=5',
    'kubectl rollout status deployment/web',
    'kubectl expose deployment web --port 80 --type LoadBalancer; sleep 6',
    'kubectl set image deployment/web nginx=nginx:1.27; kubectl rollout status deployment/web',
    'kubectl create -f pods/monolith.yaml; sleep 20; kubectl delete pod -l app=web',
    'sleep 60',
  ]) runShell(world, line, { ...shell, limitMs: 300_000 });
  return `${world.clock.nowMs} ${world.cluster.api.etcd.revision} ${world.historyHash()}`;
}

test('two runs of a seed agree, two seeds do not', () => {
  const first = historyOf(42);
  expect(historyOf(42)).toBe(first);
  expect(historyOf(43)).not.toBe(first);
});
