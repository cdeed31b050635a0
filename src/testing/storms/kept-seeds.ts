// Seeds that once failed in the long run, each with the defect that it found.
export interface KeptSeed {
  readonly seed: number;
  readonly about: string;
}

export const keptSeeds: readonly KeptSeed[] = [
  { seed: 492, about: 'a Pod that was gone and made anew while its kubelet heard nothing: the old one ran on' },
  { seed: 74, about: 'a Pod that keeps others away by anti-affinity preempted one whose successor took its place at once, without end and without time passing' },
  { seed: 1152, about: 'a kubelet under pressure of which the API server did not know yet refused Pods that a StatefulSet made anew at once, without time passing' },
  { seed: 1361, about: 'two owners took each other the room by preemption and refusal, without time passing' },
  { seed: 1148, about: 'a Pod that waited for its volume was bound to a node that was gone' },
  { seed: 2899, about: 'a claim that a released Pod still uses outlives its owner, as it must' },
  { seed: 3560, about: 'a StatefulSet whose next Pod is more important than the one before it: it preempted it and was refused while that still ended, for ever: a kubelet does not count Pods that were deleted by force' },
  { seed: 55708, about: 'a node that came back as a new one gave its Pods addresses of the range that another node had by then' },
  { seed: 56221, about: 'a Deployment changed as soon as it was made: its controller forgot the first ReplicaSet, which its cache had not seen yet, and made too many Pods' },
];
