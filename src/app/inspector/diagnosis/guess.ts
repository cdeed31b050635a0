// What one may choose from before a diagnosis is shown: the right cause among others that look alike, in an order that depends on the object only.
import type { Finding, FindingId } from './finding.ts';

const alike: readonly (readonly FindingId[])[] = [
  ['pod-insufficient', 'pod-taints', 'pod-selector', 'pod-claim', 'pod-unseen', 'pod-gated', 'pod-unschedulable'],
  ['image-missing', 'image-pull', 'image-name', 'config-missing', 'mount-failed', 'crash-command'],
  ['crash', 'crash-command', 'crash-done', 'oom', 'liveness', 'init-failing', 'readiness'],
  ['node-lost', 'terminating', 'evicted', 'readiness'],
  ['service-mismatch', 'service-not-ready', 'service-port', 'service-no-selector'],
  ['rollout-deadline', 'rollout-pods', 'rollout-paused', 'rollout-refused', 'scaled-to-zero'],
  ['claim-class', 'claim-no-class', 'claim-volume', 'claim-waits', 'claim-provisioning'],
  ['job-failed', 'job-failing', 'cron-suspended'],
  ['ingress-service', 'ingress-endpoints', 'ingress-controller'],
  ['node-down', 'node-cordoned', 'node-pressure'],
];

const OTHERS = 3;

export function optionsFor({ id, about }: Pick<Finding, 'id' | 'about'>): readonly FindingId[] {
  const family = alike.find((ids) => ids.includes(id)) ?? [id];
  const seed = [...JSON.stringify(about)].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7);
  const others = family.filter((one) => one !== id);
  const start = seed % Math.max(1, others.length);
  const chosen = [...others.slice(start), ...others.slice(0, start)].slice(0, OTHERS);
  const place = seed % (chosen.length + 1);
  return [...chosen.slice(0, place), id, ...chosen.slice(place)];
}
