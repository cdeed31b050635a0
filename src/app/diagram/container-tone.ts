// How a container stands, in three tones: it serves, it is on its way, something is wrong.
import type { ContainerSummary } from '../../bridge/summary.ts';

const onItsWay = new Set(['', 'ContainerCreating', 'PodInitializing', 'Completed']);

export function containerTone({ ready, reason }: ContainerSummary): 'good' | 'busy' | 'bad' {
  return ready ? 'good' : onItsWay.has(reason) ? 'busy' : 'bad';
}
