// Seeds that once failed in the long run, each with the defect that it found.
export interface KeptSeed {
  readonly seed: number;
  readonly about: string;
}

export const keptSeeds: readonly KeptSeed[] = [];
