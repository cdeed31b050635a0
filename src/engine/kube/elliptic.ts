// The points of the NIST curves, so that public keys are what any reader takes for one (FIPS 186-4, D.1.2).
interface Curve {
  readonly p: bigint;
  readonly x: bigint;
  readonly y: bigint;
}

const curves: Readonly<Record<number, Curve>> = {
  256: { p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn, x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n, y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n },
  384: {
    p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
    x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
    y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
  },
};

type Point = readonly [x: bigint, y: bigint] | undefined;

function inverse(value: bigint, p: bigint): bigint {
  let [a, b, x, y] = [((value % p) + p) % p, p, 1n, 0n];
  while (a > 1n) {
    const q = b / a;
    [b, a] = [a, b % a];
    [y, x] = [x, y - q * x];
  }
  return ((x % p) + p) % p;
}

function sum(a: Point, b: Point, p: bigint): Point {
  if (!a || !b) return a ?? b;
  const same = a[0] === b[0];
  if (same && a[1] !== b[1]) return undefined;
  const slope = (same ? (3n * a[0] * a[0] - 3n) * inverse(2n * a[1], p) : (b[1] - a[1]) * inverse(b[0] - a[0], p)) % p;
  const x = (((slope * slope - a[0] - b[0]) % p) + p) % p;
  return [x, (((slope * (a[0] - x) - a[1]) % p) + p) % p];
}

const digits = (value: bigint, count: number): number[] => Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * (count - 1 - i))) & 255n));

/** The public point of a private number, uncompressed. */
export function publicPoint(scalar: readonly number[], bits: number): readonly number[] {
  const { p, x, y } = curves[bits] as Curve;
  let point: Point;
  let doubled: Point = [x, y];
  for (let left = scalar.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n); left > 0n; left >>= 1n) {
    if (left & 1n) point = sum(point, doubled, p);
    doubled = sum(doubled, doubled, p);
  }
  const size = bits / 8;
  return point ? [4, ...digits(point[0], size), ...digits(point[1], size)] : [4];
}
