// The one seeded random source (sfc32); parts fork their own so that one's draws do not shift another's.
const HEX = '0123456789abcdef';
const SUFFIX = 'bcdfghjklmnpqrstvwxz2456789';

export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(seed: number | string) {
    let h = 2166136261;
    for (const char of String(seed)) h = Math.imul(h ^ char.charCodeAt(0), 16777619);
    this.a = h | 0;
    this.b = Math.imul(h, 0x9e3779b1) | 0;
    this.c = Math.imul(h, 0x85ebca6b) ^ 0x2545f491;
    this.d = 1;
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** A source of its own, named, that depends on this one's state now. */
  fork(name: string): Random {
    return new Random(`${name}/${this.uint32()}`);
  }

  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + t) | 0;
    return t >>> 0;
  }

  /** 0 ≤ x < 1 */
  next(): number {
    return this.uint32() / 4294967296;
  }

  /** An integer, 0 ≤ x < bound */
  int(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(i + 1);
      [result[i], result[j]] = [result[j] as T, result[i] as T];
    }
    return result;
  }

  /** Kubernetes' random name suffix (apimachinery/pkg/util/rand): no vowels, no 0, 1 or 3. */
  suffix(length = 5): string {
    let text = '';
    for (let i = 0; i < length; i++) text += SUFFIX[this.int(SUFFIX.length)];
    return text;
  }

  hex(length: number): string {
    // Made in one piece, not concatenated: who keeps the text should not keep its parts.
    const codes: number[] = [];
    for (let have = 0; have < length; have += 8) {
      const bits = this.uint32();
      for (let shift = 28; shift >= 0 && codes.length < length; shift -= 4) codes.push(HEX.charCodeAt((bits >>> shift) & 15));
    }
    return String.fromCharCode(...codes);
  }

  /** An RFC 4122 version 4 identifier. */
  uuid(): string {
    const h = this.hex(32);
    const variant = '89ab'[this.int(4)] as string;
    return [h.slice(0, 8), h.slice(8, 12), `4${h.slice(13, 16)}`, `${variant}${h.slice(17, 20)}`, h.slice(20)].join('-');
  }
}
