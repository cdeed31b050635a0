// The order in which bash walks an associative array: by the bucket of its hash table (bash's hashlib.c), the newest of a bucket first.
const BUCKETS = 1024;

/** FNV-1 over the bytes of the key's UTF-8, which C takes for signed. */
function bucketOf(key: string): number {
  let hash = 2_166_136_261;
  for (const char of key) {
    for (const byte of bytesOf(char.codePointAt(0) as number)) hash = Math.imul(hash, 16_777_619) ^ (byte > 127 ? byte - 256 : byte);
  }
  return (hash >>> 0) & (BUCKETS - 1);
}

function bytesOf(code: number): readonly number[] {
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 63)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)];
}

export function inBucketOrder(map: ReadonlyMap<string, string>): [string, string][] {
  return [...map].map((entry, i) => ({ entry, i, bucket: bucketOf(entry[0]) })).sort((a, b) => a.bucket - b.bucket || b.i - a.i).map(({ entry }) => entry);
}
