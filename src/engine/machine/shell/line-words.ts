// Cuts a command line into words, operators and redirections with their places, for explaining it; what cannot be parsed is still cut.
export interface LineWord {
  readonly type: 'word' | 'operator' | 'redirect' | 'comment';
  /** As it stands in the line. */
  readonly text: string;
  /** Without quotes and escapes. */
  readonly value: string;
  readonly start: number;
}

const OPERATOR = /^(?:&&|\|\||\|&|;;|[|;&()\n])/;
const REDIRECT = /^(?:\d*|&)(?:<<<|<<-|<<|>>|>&|<&|<>|>\||[<>])/;

export function lineWords(line: string): readonly LineWord[] {
  const words: LineWord[] = [];
  let at = 0;
  while (at < line.length) {
    const rest = line.slice(at);
    const blank = /^(?:[^\S\n]|\\\n)+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const redirect = REDIRECT.exec(rest)?.[0];
    const operator = redirect === undefined ? OPERATOR.exec(rest)?.[0] : undefined;
    const comment = rest.startsWith('#') ? /^[^\n]*/.exec(rest)?.[0] : undefined;
    const found = redirect ?? operator ?? comment;
    if (found !== undefined) {
      words.push({ type: redirect !== undefined ? 'redirect' : operator !== undefined ? 'operator' : 'comment', text: found, value: found, start: at });
      at += found.length;
      continue;
    }
    const word = wordAt(line, at);
    words.push(word);
    at += word.text.length;
  }
  return words;
}

function wordAt(line: string, start: number): LineWord {
  let value = '';
  let quote = '';
  let depth = 0;
  let i = start;
  for (; i < line.length; i++) {
    const char = line[i] as string;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"') value += line[++i] ?? '';
      else value += char;
      continue;
    }
    // `$(…)` and `${…}` belong to the word, blanks and all.
    if (char === '$' && /[({]/.test(line[i + 1] ?? '')) depth++;
    else if (depth > 0 && /[)}]/.test(char)) depth--;
    else if (depth === 0 && /[\s|;&()<>]/.test(char) && line[i - 1] !== '$') break;
    else if (depth === 0 && (char === '"' || char === "'")) {
      quote = char;
      continue;
    } else if (char === '\\') {
      value += line[++i] ?? '';
      continue;
    }
    value += char;
  }
  return { type: 'word', text: line.slice(start, Math.max(i, start + 1)), value, start };
}
