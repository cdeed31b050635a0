// Seeds that once failed in the long run, each with the defect that it found.
export interface KeptSeed {
  readonly seed: number;
  readonly about: string;
}

export const keptSeeds: readonly KeptSeed[] = [
  { seed: 492, about: 'a Pod that was gone and made anew while its kubelet heard nothing: the old one ran on' },
];
