// Why a text is not a JSON object, in the words of Go's encoding/json.

/** Undefined when it is one (or null). */
export function jsonObjectProblem(text: string): string | undefined {
  const scanner = new Scanner(text);
  const problem = scanner.document();
  if (problem) return problem;
  const first = text.trim()[0];
  const kinds: Readonly<Record<string, string>> = { '[': 'array', '"': 'string', t: 'bool', f: 'bool' };
  if (first === '{' || first === 'n' || first === undefined) return undefined;
  return `json: cannot unmarshal ${kinds[first] ?? 'number'} into Go value of type map[string]interface {}`;
}

const quoted = (char: string): string => (char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`);

/** A scanner that stops at the first thing that cannot be. */
class Scanner {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): string | undefined {
    const problem = this.value('looking for beginning of value');
    if (problem) return problem;
    this.space();
    return this.at < this.text.length ? this.unexpected('after top-level value') : undefined;
  }

  private value(context: string): string | undefined {
    this.space();
    const char = this.text[this.at];
    if (char === undefined) return this.end();
    if (char === '{') return this.object();
    if (char === '[') return this.array();
    if (char === '"') return this.string();
    for (const word of ['true', 'false', 'null']) if (char === word[0]) return this.word(word);
    if (char === '-' || (char >= '0' && char <= '9')) return this.number();
    return this.unexpected(context);
  }

  private object(): string | undefined {
    this.at++;
    this.space();
    if (this.text[this.at] === '}') return this.skip();
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') return this.unexpected('looking for beginning of object key string');
      let problem = this.string();
      if (problem) return problem;
      this.space();
      if (this.text[this.at] !== ':') return this.unexpected('after object key');
      this.at++;
      problem = this.value('looking for beginning of value');
      if (problem) return problem;
      this.space();
      const char = this.text[this.at];
      if (char === '}') return this.skip();
      if (char !== ',') return this.unexpected('after object key:value pair');
      this.at++;
    }
  }

  private array(): string | undefined {
    this.at++;
    this.space();
    if (this.text[this.at] === ']') return this.skip();
    for (;;) {
      const problem = this.value('looking for beginning of value');
      if (problem) return problem;
      this.space();
      const char = this.text[this.at];
      if (char === ']') return this.skip();
      if (char !== ',') return this.unexpected('after array element');
      this.at++;
    }
  }

  private string(): string | undefined {
    this.at++;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) return this.end();
      if (char === '"') return this.skip();
      if (char < ' ') return this.unexpected('in string literal');
      if (char === '\\') {
        this.at++;
        const escaped = this.text[this.at];
        if (escaped === undefined) return this.end();
        if (!'bfnrt\\/"u'.includes(escaped)) return this.unexpected('in string escape code');
      }
      this.at++;
    }
  }

  private word(word: string): string | undefined {
    for (let i = 0; i < word.length; i++) {
      if (this.text[this.at] === undefined) return this.end();
      if (this.text[this.at] !== word[i]) return this.unexpected(`in literal ${word} (expecting ${quoted(word[i] ?? '')})`);
      this.at++;
    }
    return undefined;
  }

  private number(): string | undefined {
    const rest = this.text.slice(this.at);
    const found = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/.exec(rest);
    if (!found) {
      this.at++;
      return this.unexpected('in numeric literal');
    }
    this.at += found[0].length;
    return undefined;
  }

  private skip(): undefined {
    this.at++;
    return undefined;
  }

  private space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at] ?? '')) this.at++;
  }

  private unexpected(context: string): string {
    const char = this.text[this.at];
    return char === undefined ? this.end() : `invalid character ${quoted(char)} ${context}`;
  }

  private end(): string {
    return 'unexpected end of JSON input';
  }
}
