// sed's scripts: addresses and commands, parsed.
import { CommandFailure } from '../../command.ts';
import { posixRegExp } from '../../regexp.ts';

export type SedAddress =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  | { readonly type: 'last' }
  | { readonly type: 'match'; readonly shape: RegExp | undefined };

export interface SedCommand {
  readonly from: SedAddress | undefined;
  readonly to: SedAddress | { readonly type: 'count'; readonly count: number } | undefined;
  readonly negated: boolean;
  readonly name: string;
  readonly text: string;
  readonly block: readonly SedCommand[];
  readonly shape: RegExp | undefined;
  readonly flags: { readonly global: boolean; readonly print: boolean; readonly which: number; readonly file: string | undefined };
  readonly map: ReadonlyMap<string, string> | undefined;
  /** Remembers whether a range has begun. */
  readonly range: { active: boolean; until: number };
}

const noFlags = { global: false, print: false, which: 1, file: undefined };

export class SedParser {
  private at = 0;
  private readonly script: string;
  private readonly extended: boolean;

  constructor(script: string, extended: boolean) {
    this.script = script;
    this.extended = extended;
  }

  parse(): SedCommand[] {
    const commands = this.commands(false);
    if (this.at < this.script.length) throw this.fault("unexpected `}'");
    return commands;
  }

  private fault(words: string): CommandFailure {
    return new CommandFailure(`-e expression #1, char ${this.at}: ${words}`, 1);
  }

  private commands(inBlock: boolean): SedCommand[] {
    const found: SedCommand[] = [];
    for (;;) {
      while (/[\s;]/.test(this.script[this.at] ?? '')) this.at++;
      if (this.script[this.at] === '#') {
        const end = this.script.indexOf('\n', this.at);
        this.at = end < 0 ? this.script.length : end;
        continue;
      }
      if (this.at >= this.script.length) {
        if (inBlock) throw new CommandFailure('-e expression #1, char 0: unmatched `{\'', 1);
        return found;
      }
      if (this.script[this.at] === '}') {
        if (!inBlock) return found;
        this.at++;
        return found;
      }
      found.push(this.command());
    }
  }

  private command(): SedCommand {
    const from = this.address();
    let to: SedCommand['to'];
    this.blanks();
    if (from && this.script[this.at] === ',') {
      this.at++;
      this.blanks();
      const count = /^\+(\d+)/.exec(this.script.slice(this.at));
      if (count) {
        this.at += count[0].length;
        to = { type: 'count', count: Number(count[1]) };
      } else to = this.address();
      if (!to) throw this.fault('unexpected `,\'');
      this.blanks();
    }
    const negated = this.script[this.at] === '!';
    if (negated) this.at++;
    this.blanks();
    const name = this.script[this.at++];
    if (name === undefined) throw this.fault('missing command');
    const base = { from, to, negated, name, text: '', block: [] as readonly SedCommand[], shape: undefined, flags: noFlags, map: undefined, range: { active: false, until: 0 } };
    switch (name) {
      case '{': return { ...base, block: this.commands(true) };
      case 's': return { ...base, ...this.substitution() };
      case 'y': return { ...base, ...this.transliteration() };
      case 'a':
      case 'i':
      case 'c': return { ...base, text: this.textArgument() };
      case ':':
      case 'b':
      case 't':
      case 'T': return { ...base, text: this.word(/[^\n;}]/) };
      case 'r':
      case 'w':
      case 'R': return { ...base, text: this.word(/[^\n]/) };
      case 'q':
      case 'Q': return { ...base, text: this.word(/\d/) };
      default:
        if (!'=dDgGhHlnNpPxz'.includes(name)) throw this.fault(`unknown command: \`${name}'`);
        this.blanks();
        if (this.at < this.script.length && !/[\n;}#]/.test(this.script[this.at] as string)) {
          this.at++;
          throw this.fault('extra characters after command');
        }
        return base;
    }
  }

  private blanks(): void {
    while (this.script[this.at] === ' ' || this.script[this.at] === '\t') this.at++;
  }

  private word(shape: RegExp): string {
    this.blanks();
    let text = '';
    while (this.at < this.script.length && shape.test(this.script[this.at] as string)) text += this.script[this.at++];
    return text.trim();
  }

  private address(): SedAddress | undefined {
    const rest = this.script.slice(this.at);
    const step = /^(\d+)~(\d+)/.exec(rest);
    if (step) {
      this.at += step[0].length;
      return { type: 'step', first: Number(step[1]), step: Number(step[2]) };
    }
    const line = /^\d+/.exec(rest);
    if (line) {
      this.at += line[0].length;
      return { type: 'line', line: Number(line[0]) };
    }
    if (rest.startsWith('$')) {
      this.at++;
      return { type: 'last' };
    }
    if (!rest.startsWith('/') && !/^\\[^\n]/.test(rest)) return undefined;
    this.at += rest.startsWith('/') ? 1 : 2;
    const delimiter = rest.startsWith('/') ? '/' : (rest[1] as string);
    const pattern = this.until(delimiter, 'unterminated address regex');
    const ignoreCase = this.script[this.at] === 'I';
    if (ignoreCase) this.at++;
    return { type: 'match', shape: this.shape(pattern, { ignoreCase }) };
  }

  private shape(pattern: string, flags: { readonly ignoreCase?: boolean; readonly global?: boolean; readonly multiline?: boolean }): RegExp | undefined {
    if (pattern === '') return undefined;
    try {
      return posixRegExp(pattern, { extended: this.extended, ...flags });
    } catch (error) {
      throw this.fault((error as SyntaxError).message);
    }
  }

  /** The text up to a delimiter that no backslash or bracket protects. */
  private until(delimiter: string, words: string): string {
    let text = '';
    let inBracket = false;
    while (this.at < this.script.length) {
      const char = this.script[this.at++] as string;
      if (char === '\\') {
        const next = this.script[this.at++] ?? '';
        text += next === delimiter && !/[.*[\]^$+?(){}|\\n]/.test(next) ? next : next === delimiter && delimiter === '|' ? '|' : char + next;
        continue;
      }
      if (char === '[' && !inBracket) {
        inBracket = true;
        text += char;
        if (this.script[this.at] === '^') text += this.script[this.at++];
        if (this.script[this.at] === ']') text += this.script[this.at++];
        continue;
      }
      if (char === ']') inBracket = false;
      if (char === delimiter && !inBracket) return text;
      text += char;
    }
    this.at = this.script.length;
    throw this.fault(words);
  }

  private replacement(delimiter: string): string {
    let text = '';
    while (this.at < this.script.length) {
      const char = this.script[this.at++] as string;
      if (char === '\\') {
        const next = this.script[this.at++] ?? '';
        text += next === delimiter && next !== '&' ? next : char + next;
      } else if (char === delimiter) return text;
      else text += char;
    }
    throw this.fault("unterminated `s' command");
  }

  private substitution(): Pick<SedCommand, 'shape' | 'text' | 'flags'> {
    const delimiter = this.script[this.at++] ?? '';
    const pattern = this.until(delimiter, "unterminated `s' command");
    const text = this.replacement(delimiter);
    let [global, print, ignoreCase, multiline, which] = [false, false, false, false, 1];
    let file: string | undefined;
    for (;;) {
      const number = /^\d+/.exec(this.script.slice(this.at));
      const char = this.script[this.at];
      if (number) {
        which = Number(number[0]);
        this.at += number[0].length;
      } else if (char === 'g') global = true;
      else if (char === 'p') print = true;
      else if (char === 'i' || char === 'I') ignoreCase = true;
      else if (char === 'm' || char === 'M') multiline = true;
      else if (char === 'w') {
        this.at++;
        file = this.word(/[^\n]/);
        break;
      } else break;
      if (!number) this.at++;
    }
    this.blanks();
    if (this.at < this.script.length && !/[\n;}#]/.test(this.script[this.at] as string)) {
      this.at++;
      throw this.fault("unknown option to `s'");
    }
    return { shape: this.shape(pattern, { ignoreCase, multiline, global: true }), text, flags: { global, print, which, file } };
  }

  private transliteration(): Pick<SedCommand, 'map'> {
    const delimiter = this.script[this.at++] ?? '';
    const plain = (text: string): string[] => [...text.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')];
    const from = plain(this.replacement(delimiter));
    const to = plain(this.replacement(delimiter));
    if (from.length !== to.length) throw this.fault("strings for `y' command are different lengths");
    return { map: new Map(from.map((char, i) => [char, to[i] as string])) };
  }

  private textArgument(): string {
    this.blanks();
    if (this.script[this.at] === '\\') {
      // Blanks after the backslash are the text's own, unless they are all there is on the line.
      const rest = /^\\[ \t]*\n/.exec(this.script.slice(this.at));
      this.at += rest ? rest[0].length : 1;
    }
    let text = '';
    while (this.at < this.script.length) {
      const char = this.script[this.at++] as string;
      if (char === '\\') {
        const next = this.script[this.at++] ?? '';
        text += next === 't' ? '\t' : next === 'n' ? '\n' : next;
      } else if (char === '\n') break;
      else text += char;
    }
    return `${text}\n`;
  }
}
