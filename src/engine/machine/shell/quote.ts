// Quoting texts so that a shell reads them back as they were.

/** As bash's `%q` and `set -x` print a word. */
export function quoteForShell(text: string): string {
  if (text === '') return "''";
  if (/^[\w%+,./:=@^-]+$/.test(text)) return text;
  if (/[\x00-\x1f\x7f]/.test(text)) return `$'${text.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, control)}'`;
  return `'${text.replace(/'/g, "'\\''")}'`;
}

const names: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\x1b': '\\E' };
const control = (char: string): string => names[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;

/** As `printf %q` does: backslashes before what is special. */
export function backslashQuote(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f]/.test(text)) return quoteForShell(text);
  return text.replace(/[ \t\n'"\\|&;()<>!{}*[\]?^$`,]|^[#~]|(?<=[=:])~/g, '\\$&');
}

/** As `declare -p` shows a value. */
export function declaredText(text: string): string {
  return /[\x00-\x1f\x7f]/.test(text) ? quoteForShell(text) : `"${text.replace(/["$`\\]/g, '\\$&')}"`;
}

/** As `declare -p` shows a key of an associative array. */
export function declaredKey(key: string): string {
  if (/[\x00-\x08\x0b-\x1f\x7f]/.test(key)) return quoteForShell(key);
  return key === '' || key === '@' || key === '*' || /[\s'"\\|&;()<>!{}*[?\]^$`]|^[#~]|[=:]~/.test(key) ? `"${key.replace(/["$`\\]/g, '\\$&')}"` : key;
}
