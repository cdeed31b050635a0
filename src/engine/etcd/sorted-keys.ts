// The store's keys in order: a plain sorted array, whose insertions are one memmove (etcd keeps a B-tree, server/storage/mvcc/index.go).
export class SortedKeys {
  private readonly keys: string[] = [];

  get length(): number {
    return this.keys.length;
  }

  at(index: number): string {
    return this.keys[index] as string;
  }

  firstAtLeast(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  insert(key: string): void {
    this.keys.splice(this.firstAtLeast(key), 0, key);
  }

  remove(key: string): void {
    const index = this.firstAtLeast(key);
    if (this.keys[index] === key) this.keys.splice(index, 1);
  }
}
