// The text being scanned, with the position that error messages name.
export interface Mark {
  readonly index: number;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

export class YamlError extends Error {
  override readonly name = 'YamlError';
  /** From 1, or 0 where the text names no line. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(line > 0 ? `yaml: line ${line}: ${message}` : `yaml: ${message}`);
    this.line = line;
  }
}

/** goyaml's quirk: the line of a scanner's error counts from 1, of a parser's from 0; on the first line none is named. */
export const scannerError = (at: Mark, problem: string): YamlError => new YamlError(problem, at.line === 0 ? 0 : at.line + 1);
export const parserError = (at: Mark, problem: string): YamlError => new YamlError(problem, at.line);

export class Source {
  readonly text: string;
  index = 0;
  line = 0;
  column = 0;

  constructor(text: string) {
    this.text = text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** The character so many places ahead; '' at the end. */
  peek(ahead = 0): string {
    return this.text[this.index + ahead] ?? '';
  }

  get atEnd(): boolean {
    return this.index >= this.text.length;
  }

  skip(count = 1): void {
    this.index += count;
    this.column += count;
  }

  /** Takes a character that is no line break. */
  take(): string {
    const char = this.peek();
    this.skip();
    return char;
  }

  /** Takes a line break, as the newline it means. */
  takeBreak(): string {
    const char = this.peek();
    this.index += char === '\r' && this.peek(1) === '\n' ? 2 : 1;
    this.line++;
    this.column = 0;
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** `---` or `...` at the start of a line, followed by white space. */
  atDocumentMark(): boolean {
    if (this.column !== 0) return false;
    const three = this.text.slice(this.index, this.index + 3);
    return (three === '---' || three === '...') && isBlankOrEnd(this.peek(3));
  }
}

export const isBreak = (char: string): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
export const isBlank = (char: string): boolean => char === ' ' || char === '\t';
export const isBreakOrEnd = (char: string): boolean => char === '' || isBreak(char);
export const isBlankOrEnd = (char: string): boolean => isBlank(char) || isBreakOrEnd(char);
