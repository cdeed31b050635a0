// The stable name of a Pod template: FNV-1a over its canonical text, in letters that make no words (ComputeHash in pkg/controller/controller_utils.go).
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** @param collisionCount raised when the name it gives is taken by another template */
export function templateHash(template: unknown, collisionCount?: number): string {
  let hash = fnv(canonical(template), 0x811c9dc5);
  if (collisionCount !== undefined) hash = fnv(String.fromCharCode(collisionCount & 255, (collisionCount >> 8) & 255, 0, 0, 0, 0, 0, 0), hash);
  return safeEncode(String(hash));
}

/** Each character to one of the alphabet (apimachinery/pkg/util/rand SafeEncodeString). */
export function safeEncode(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) result += ALPHABET[text.charCodeAt(i) % ALPHABET.length];
  return result;
}

export function fnv(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    hash = Math.imul(hash ^ (code & 255), 0x01000193);
    if (code > 255) hash = Math.imul(hash ^ (code >> 8), 0x01000193);
  }
  return hash >>> 0;
}

/** JSON with sorted keys; what is undefined is left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, field]) => field !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
