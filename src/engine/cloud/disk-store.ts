// What lies on the disks of the cloud, and on snapshots of them: the storage behind the driver, which keeps no copy of what did not change.
import type { MemoryFiles } from '../machine/memory-files.ts';
import { MemoryFiles as Files } from '../machine/memory-files.ts';

type Image = ReturnType<MemoryFiles['image']>;

export class DiskStore {
  private readonly nowMs: () => number;
  private readonly disks = new Map<string, MemoryFiles>();
  private readonly snapshots = new Map<string, Image>();

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /** A volume's files, empty at first. */
  files(volume: string): MemoryFiles {
    const known = this.disks.get(volume) ?? new Files({ nowMs: this.nowMs });
    this.disks.set(volume, known);
    return known;
  }

  /** Keeps what is on a volume at this moment. */
  cut(volume: string, snapshot: string): void {
    this.snapshots.set(snapshot, this.files(volume).image());
  }

  forget(snapshot: string): void {
    this.snapshots.delete(snapshot);
  }

  /** Makes a volume of what a snapshot has. False where there is no such snapshot. */
  restore(snapshot: string, volume: string): boolean {
    const image = this.snapshots.get(snapshot);
    if (image) this.disks.set(volume, new Files({ nowMs: this.nowMs, ...image }));
    return image !== undefined;
  }

  clone(from: string, to: string): void {
    this.disks.set(to, new Files({ nowMs: this.nowMs, ...this.files(from).image() }));
  }

  remove(volume: string): void {
    this.disks.delete(volume);
  }
}
