// awk's tokens.
import { CommandFailure } from '../../command.ts';

export interface Token {
  readonly type: 'number' | 'string' | 'regex' | 'name' | 'function' | 'word' | 'op' | 'newline' | 'end';
  readonly text: string;
}

const words = new Set(['BEGIN', 'END', 'function', 'func', 'if', 'else', 'while', 'for', 'do', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete', 'in', 'getline', 'print', 'printf']);
const operators = ['**=', '&&', '||', '++', '--', '+=', '-=', '*=', '/=', '%=', '^=', '**', '==', '<=', '>=', '!=', '>>', '!~', '{', '}', '(', ')', '[', ']', ';', ',', '+', '-', '*', '/', '%', '^', '!', '>', '<', '|', '?', ':', '~', '$', '='];
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', '/': '/', a: '\x07', b: '\b', f: '\f', v: '\v' };

export function tokens(source: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  const last = (): Token | undefined => found.at(-1);
  while (at < source.length) {
    const rest = source.slice(at);
    const blank = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    if (rest.startsWith('\n')) {
      found.push({ type: 'newline', text: '\n' });
      at++;
      continue;
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number) {
      found.push({ type: 'number', text: number[0] });
      at += number[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (name) {
      const text = name[0];
      at += text.length;
      found.push({ type: words.has(text) ? 'word' : source[at] === '(' ? 'function' : 'name', text });
      continue;
    }
    if (rest.startsWith('"')) {
      const { text, end } = stringAt(source, at + 1);
      found.push({ type: 'string', text });
      at = end;
      continue;
    }
    if (rest.startsWith('/') && mayBeRegex(last())) {
      const { text, end } = regexAt(source, at + 1);
      found.push({ type: 'regex', text });
      at = end;
      continue;
    }
    const operator = operators.find((candidate) => rest.startsWith(candidate));
    if (operator === undefined) throw new CommandFailure(`syntax error near ${rest[0]}`, 2);
    found.push({ type: 'op', text: operator === '**' ? '^' : operator === '**=' ? '^=' : operator });
    at += operator.length;
  }
  found.push({ type: 'end', text: '' });
  return found;
}

/** A slash divides after a value, and begins an expression elsewhere. */
function mayBeRegex(last: Token | undefined): boolean {
  if (!last) return true;
  if (last.type === 'number' || last.type === 'string' || last.type === 'name' || last.type === 'regex') return false;
  return !(last.type === 'op' && [')', ']', '$', '++', '--'].includes(last.text));
}

function stringAt(source: string, start: number): { text: string; end: number } {
  let text = '';
  for (let i = start; i < source.length; i++) {
    const char = source[i] as string;
    if (char === '"') return { text, end: i + 1 };
    if (char === '\n') break;
    if (char !== '\\') text += char;
    else {
      const next = source[++i] ?? '';
      const octal = /^[0-7]{1,3}/.exec(source.slice(i));
      if (octal) {
        text += String.fromCharCode(Number.parseInt(octal[0], 8));
        i += octal[0].length - 1;
      } else text += escapes[next] ?? (next === '\n' ? '' : `\\${next}`);
    }
  }
  throw new CommandFailure('unterminated string', 2);
}

function regexAt(source: string, start: number): { text: string; end: number } {
  let text = '';
  let inBracket = false;
  for (let i = start; i < source.length; i++) {
    const char = source[i] as string;
    if (char === '\n') break;
    if (char === '\\') {
      const next = source[++i] ?? '';
      text += next === '/' ? '/' : char + next;
    } else if (char === '/' && !inBracket) return { text, end: i + 1 };
    else {
      if (char === '[' && !inBracket) {
        inBracket = true;
        text += char;
        if (source[i + 1] === '^') text += source[++i];
        if (source[i + 1] === ']') text += source[++i];
        continue;
      }
      if (char === ']') inBracket = false;
      text += char;
    }
  }
  throw new CommandFailure('unterminated regexp', 2);
}
