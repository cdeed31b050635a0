// What a machine is made of, as its kernel tells whoever asks; a container sees its node's.

export interface Hardware {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** As `uname -r` has it. */
  readonly kernel: string;
  /** When it was switched on; of a machine that is younger than the clock, its first moment. */
  readonly bootedMs: number;
  /** In use now, in bytes. */
  memoryUsed(): number;
  diskUsed(): number;
}

export const KERNEL = '6.12.48+deb13-amd64';

/** The learner's own computer, and whatever says nothing of its own. */
export const desktop = (bootedMs: number): Hardware => ({
  cpus: 2, memoryBytes: 4 * 2 ** 30, diskBytes: 50 * 2 ** 30, kernel: KERNEL, bootedMs, memoryUsed: () => 793 * 2 ** 20, diskUsed: () => 9 * 2 ** 30,
});
