// The order in which Go's sort.Sort leaves items of which some are equal: pattern-defeating quicksort, step by step (sort/zsortinterface.go).

type Less<T> = (a: T, b: T) => boolean;

/** A sorted copy. What is equal may change places, in the way in which it does in Go. */
export function goSort<T>(items: readonly T[], less: Less<T>): readonly T[] {
  const sorter = new Sorter([...items], less);
  if (items.length > 1) sorter.sort(0, items.length, bitLength(items.length));
  return sorter.items;
}

const bitLength = (n: number): number => 32 - Math.clz32(n);

const INSERTION = 12;
const NINTHER = 50;
const MAX_SWAPS = 12;

type Hint = 'increasing' | 'decreasing' | 'unknown';

class Sorter<T> {
  readonly items: T[];
  private readonly before: Less<T>;
  private swaps = 0;

  constructor(items: T[], less: Less<T>) {
    this.items = items;
    this.before = less;
  }

  private less(i: number, j: number): boolean {
    return this.before(this.items[i] as T, this.items[j] as T);
  }

  private swap(i: number, j: number): void {
    const { items } = this;
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }

  sort(from: number, to: number, limit: number): void {
    let [a, b, left] = [from, to, limit];
    let [balanced, partitioned] = [true, true];
    while (b - a > INSERTION) {
      const length = b - a;
      if (left === 0) return this.heapSort(a, b);
      if (!balanced) {
        this.breakPatterns(a, b);
        left--;
      }
      let { pivot, hint } = this.choosePivot(a, b);
      if (hint === 'decreasing') {
        for (let i = a, j = b - 1; i < j; i++, j--) this.swap(i, j);
        pivot = b - 1 - (pivot - a);
        hint = 'increasing';
      }
      if (balanced && partitioned && hint === 'increasing' && this.almostSorted(a, b)) return;
      if (a > 0 && !this.less(a - 1, pivot)) {
        a = this.partitionEqual(a, b, pivot);
        continue;
      }
      const { mid, already } = this.partition(a, b, pivot);
      partitioned = already;
      const [low, high] = [mid - a, b - mid];
      balanced = Math.min(low, high) >= Math.floor(length / 8);
      if (low < high) {
        this.sort(a, mid, left);
        a = mid + 1;
      } else {
        this.sort(mid + 1, b, left);
        b = mid;
      }
    }
    this.insertionSort(a, b);
  }

  private insertionSort(a: number, b: number): void {
    for (let i = a + 1; i < b; i++) for (let j = i; j > a && this.less(j, j - 1); j--) this.swap(j, j - 1);
  }

  private heapSort(a: number, b: number): void {
    const size = b - a;
    for (let i = Math.floor((size - 1) / 2); i >= 0; i--) this.siftDown(i, size, a);
    for (let i = size - 1; i >= 0; i--) {
      this.swap(a, a + i);
      this.siftDown(0, i, a);
    }
  }

  private siftDown(from: number, size: number, first: number): void {
    let root = from;
    for (;;) {
      let child = 2 * root + 1;
      if (child >= size) return;
      if (child + 1 < size && this.less(first + child, first + child + 1)) child++;
      if (!this.less(first + root, first + child)) return;
      this.swap(first + root, first + child);
      root = child;
    }
  }

  /** Three items change places with others that a small generator, begun with the length, names. */
  private breakPatterns(a: number, b: number): void {
    const length = b - a;
    if (length < 8) return;
    let random = BigInt(length);
    const mask = BigInt(2 ** bitLength(length) - 1);
    const index = a + Math.floor(length / 4) * 2 - 1;
    for (let i = 0; i < 3; i++) {
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      let other = Number(random & mask);
      if (other >= length) other -= length;
      this.swap(index + i, a + other);
    }
  }

  private choosePivot(a: number, b: number): { pivot: number; hint: Hint } {
    const quarter = Math.floor((b - a) / 4);
    let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
    this.swaps = 0;
    if (b - a >= NINTHER) {
      i = this.median(i - 1, i, i + 1);
      j = this.median(j - 1, j, j + 1);
      k = this.median(k - 1, k, k + 1);
    }
    if (b - a >= 8) j = this.median(i, j, k);
    return { pivot: j, hint: this.swaps === 0 ? 'increasing' : this.swaps === MAX_SWAPS ? 'decreasing' : 'unknown' };
  }

  private median(first: number, second: number, third: number): number {
    let [a, b] = this.inOrder(first, second);
    const [low] = this.inOrder(b, third);
    [a, b] = this.inOrder(a, low);
    return b;
  }

  private inOrder(a: number, b: number): readonly [number, number] {
    if (!this.less(b, a)) return [a, b];
    this.swaps++;
    return [b, a];
  }

  /** Mends a few pairs that are out of order; true where that was all. */
  private almostSorted(a: number, b: number): boolean {
    let i = a + 1;
    for (let step = 0; step < 5; step++) {
      while (i < b && !this.less(i, i - 1)) i++;
      if (i === b) return true;
      if (b - a < NINTHER) return false;
      this.swap(i, i - 1);
      if (i - a >= 2) for (let j = i - 1; j >= 1 && this.less(j, j - 1); j--) this.swap(j, j - 1);
      if (b - i >= 2) for (let j = i + 1; j < b && this.less(j, j - 1); j++) this.swap(j, j - 1);
    }
    return false;
  }

  private partitionEqual(a: number, b: number, pivot: number): number {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    for (;;) {
      while (i <= j && !this.less(a, i)) i++;
      while (i <= j && this.less(a, j)) j--;
      if (i > j) return i;
      this.swap(i++, j--);
    }
  }

  private partition(a: number, b: number, pivot: number): { readonly mid: number; readonly already: boolean } {
    this.swap(a, pivot);
    let [i, j] = [a + 1, b - 1];
    let already = true;
    for (;;) {
      while (i <= j && this.less(i, a)) i++;
      while (i <= j && !this.less(j, a)) j--;
      if (i > j) break;
      already = false;
      this.swap(i++, j--);
    }
    this.swap(j, a);
    return { mid: j, already };
  }
}
