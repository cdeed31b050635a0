// What a plain scalar means in the YAML that kubectl speaks: YAML 1.1 booleans and numbers (goyaml.v2/resolve.go).
export type Resolved =
  | { readonly tag: 'str' | 'timestamp' | 'merge'; readonly value: string }
  | { readonly tag: 'bool'; readonly value: boolean }
  | { readonly tag: 'int' | 'float'; readonly value: number }
  | { readonly tag: 'null'; readonly value: null };

const words = new Map<string, Resolved>();
for (const [texts, resolved] of [
  ['y Y yes Yes YES true True TRUE on On ON', { tag: 'bool', value: true }],
  ['n N no No NO false False FALSE off Off OFF', { tag: 'bool', value: false }],
  ['~ null Null NULL', { tag: 'null', value: null }],
  ['.nan .NaN .NAN', { tag: 'float', value: NaN }],
  ['.inf .Inf .INF +.inf +.Inf +.INF', { tag: 'float', value: Infinity }],
  ['-.inf -.Inf -.INF', { tag: 'float', value: -Infinity }],
  ['<<', { tag: 'merge', value: '<<' }],
] as const) for (const text of texts.split(' ')) words.set(text, resolved);
words.set('', { tag: 'null', value: null });

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INT = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[0-9]+)$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)?$/;
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

export function resolvePlain(text: string): Resolved {
  const word = words.get(text);
  if (word) return word;
  const first = text.charCodeAt(0);
  // Only what starts with a digit, a sign or a point can be a number.
  if ((first < 0x30 || first > 0x39) && first !== 0x2b && first !== 0x2d && first !== 0x2e) return { tag: 'str', value: text };
  if (TIMESTAMP.test(text)) return { tag: 'timestamp', value: text };
  const plain = first === 0x2e ? text : text.replaceAll('_', '');
  if (first !== 0x2e && INT.test(plain) && !/^[-+]?0[0-9]*[89]/.test(plain)) return { tag: 'int', value: integer(plain) };
  if (FLOAT.test(plain)) return { tag: 'float', value: Number(plain) };
  return { tag: 'str', value: text };
}

/** As yaml.v3 reads it: `yes`, `on`, `y` and their like are texts, a day is a moment. */
export function resolveFew(text: string): Resolved {
  const resolved = resolvePlain(text);
  if (resolved.tag === 'bool' && !/^(?:true|false)$/i.test(text)) return { tag: 'str', value: text };
  if (resolved.tag === 'timestamp' && /^\d{4}-\d\d-\d\d$/.test(text)) return { tag: 'timestamp', value: `${text}T00:00:00Z` };
  return resolved;
}

function integer(text: string): number {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '');
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = Number(octal.toLowerCase());
  return negative && value !== 0 ? -value : value;
}

/** A text that unquoted would not come back as the string that it is. */
export function needsQuotes(text: string): boolean {
  return resolvePlain(text).tag !== 'str' || BASE60.test(text);
}
