// The order of versions, as sort -V and ls -v have it (gnulib's filevercmp): digits by value, letters before other characters, `~` before the end.
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Where a character stands that is no digit; the end of the text is before all but `~`. */
function rank(text: string, at: number): number {
  if (at >= text.length) return -1;
  const code = text.charCodeAt(at);
  if (isDigit(code)) return 0;
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return code;
  return text[at] === '~' ? -2 : code + 256;
}

export function compareVersions(a: string, b: string): number {
  let [i, k] = [0, 0];
  while (i < a.length || k < b.length) {
    while ((i < a.length && !isDigit(a.charCodeAt(i))) || (k < b.length && !isDigit(b.charCodeAt(k)))) {
      const order = rank(a, i) - rank(b, k);
      if (order !== 0) return order;
      i++;
      k++;
    }
    while (a[i] === '0') i++;
    while (b[k] === '0') k++;
    let first = 0;
    while (i < a.length && k < b.length && isDigit(a.charCodeAt(i)) && isDigit(b.charCodeAt(k))) {
      first ||= a.charCodeAt(i) - b.charCodeAt(k);
      i++;
      k++;
    }
    if (i < a.length && isDigit(a.charCodeAt(i))) return 1;
    if (k < b.length && isDigit(b.charCodeAt(k))) return -1;
    if (first !== 0) return first;
  }
  return 0;
}
