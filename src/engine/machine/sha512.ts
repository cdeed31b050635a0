// SHA-512 and SHA-384 (FIPS 180-4), 64-bit words as pairs of 32-bit halves.
const K = new Uint32Array(160);
const START_512 = new Uint32Array(16);
const START_384 = new Uint32Array(16);

/** The first 64 bits of the fraction of the square or cube root of a prime, by integers. */
function rootFraction(prime: bigint, root: 2n | 3n): bigint {
  const wanted = prime << (64n * root);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= wanted) low = middle;
    else high = middle;
  }
  return low & 0xffff_ffff_ffff_ffffn;
}

let ready = false;

function prepare(): void {
  if (ready) return;
  ready = true;
  const put = (into: Uint32Array, at: number, value: bigint): void => {
    into[2 * at] = Number(value >> 32n);
    into[2 * at + 1] = Number(value & 0xffff_ffffn);
  };
  let count = 0;
  for (let n = 2; count < 80; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (count < 8) put(START_512, count, rootFraction(BigInt(n), 2n));
    else if (count < 16) put(START_384, count - 8, rootFraction(BigInt(n), 2n));
    put(K, count++, rootFraction(BigInt(n), 3n));
  }
}

/** Hexadecimal digits of the digest; `bits`: 512 or 384. */
export function sha512(bytes: Uint8Array, bits: 512 | 384 = 512): string {
  prepare();
  const blocks = ((bytes.length + 16) >> 7) + 1;
  const padded = new Uint8Array(blocks * 128);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor((bytes.length * 8) / 4_294_967_296));
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0);
  const h = new Uint32Array(bits === 512 ? START_512 : START_384);
  const w = new Uint32Array(160);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 32; i++) w[i] = view.getUint32(block * 128 + i * 4);
    for (let i = 16; i < 80; i++) schedule(w, i);
    compress(h, w);
  }
  return [...h].map((word) => word.toString(16).padStart(8, '0')).join('').slice(0, bits / 4);
}

function schedule(w: Uint32Array, i: number): void {
  const [ah, al, bh, bl] = [w[2 * i - 30] as number, w[2 * i - 29] as number, w[2 * i - 4] as number, w[2 * i - 3] as number];
  const s0h = ((ah >>> 1) | (al << 31)) ^ ((ah >>> 8) | (al << 24)) ^ (ah >>> 7);
  const s0l = ((al >>> 1) | (ah << 31)) ^ ((al >>> 8) | (ah << 24)) ^ ((al >>> 7) | (ah << 25));
  const s1h = ((bh >>> 19) | (bl << 13)) ^ ((bl >>> 29) | (bh << 3)) ^ (bh >>> 6);
  const s1l = ((bl >>> 19) | (bh << 13)) ^ ((bh >>> 29) | (bl << 3)) ^ ((bl >>> 6) | (bh << 26));
  const low = (s0l >>> 0) + (s1l >>> 0) + (w[2 * i - 13] as number) + (w[2 * i - 31] as number);
  w[2 * i + 1] = low >>> 0;
  w[2 * i] = (s0h + s1h + (w[2 * i - 14] as number) + (w[2 * i - 32] as number) + Math.floor(low / 4_294_967_296)) >>> 0;
}

function compress(h: Uint32Array, w: Uint32Array): void {
  const s = Array.from(h);
  for (let i = 0; i < 80; i++) {
    const [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl] = s as [number, number, number, number, number, number, number, number, number, number, number, number, number, number, number, number];
    const s1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
    const s1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
    const chh = (eh & fh) ^ (~eh & gh);
    const chl = (el & fl) ^ (~el & gl);
    const low1 = hl + (s1l >>> 0) + (chl >>> 0) + (K[2 * i + 1] as number) + (w[2 * i + 1] as number);
    const high1 = (hh + s1h + chh + (K[2 * i] as number) + (w[2 * i] as number) + Math.floor(low1 / 4_294_967_296)) >>> 0;
    const s0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
    const s0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
    const majh = (ah & bh) ^ (ah & ch) ^ (bh & ch);
    const majl = (al & bl) ^ (al & cl) ^ (bl & cl);
    const low2 = (s0l >>> 0) + (majl >>> 0);
    const lowE = dl + (low1 >>> 0);
    const lowA = (low1 >>> 0) + (low2 >>> 0);
    s.splice(0, 16, (high1 + s0h + majh + Math.floor(low2 / 4_294_967_296) + Math.floor(lowA / 4_294_967_296)) >>> 0, lowA >>> 0, ah, al, bh, bl, ch, cl, (dh + high1 + Math.floor(lowE / 4_294_967_296)) >>> 0, lowE >>> 0, eh, el, fh, fl, gh, gl);
  }
  for (let i = 0; i < 16; i += 2) {
    const low = (h[i + 1] as number) + (s[i + 1] as number);
    h[i] = ((h[i] as number) + (s[i] as number) + Math.floor(low / 4_294_967_296)) >>> 0;
    h[i + 1] = low >>> 0;
  }
}
