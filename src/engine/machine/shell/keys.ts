// Keys from what a terminal sends: text, control characters, escape sequences, bracketed paste.
import type { Fiber } from '../../sim/fiber.ts';
import type { SharedReader } from '../held-pipe.ts';

export interface Key {
  readonly name: string;
  readonly text: string;
}

const controls: Readonly<Record<string, string>> = {
  '\x01': 'home', '\x02': 'left', '\x03': 'ctrl-c', '\x04': 'ctrl-d', '\x05': 'end', '\x06': 'right', '\x07': 'ctrl-g', '\x08': 'backspace', '\t': 'tab', '\n': 'enter', '\x0b': 'ctrl-k', '\x0c': 'ctrl-l', '\r': 'enter',
  '\x0e': 'down', '\x10': 'up', '\x12': 'ctrl-r', '\x14': 'ctrl-t', '\x15': 'ctrl-u', '\x17': 'ctrl-w', '\x19': 'ctrl-y', '\x7f': 'backspace',
};
const sequences: Readonly<Record<string, string>> = {
  '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[H': 'home', '[F': 'end', OA: 'up', OB: 'down', OC: 'right', OD: 'left', OH: 'home', OF: 'end', '[1~': 'home', '[4~': 'end', '[7~': 'home', '[8~': 'end', '[3~': 'delete',
  '[5~': 'first', '[6~': 'last', '[1;5C': 'word-right', '[1;5D': 'word-left', '[1;3C': 'word-right', '[1;3D': 'word-left', '[3;5~': 'kill-word-right',
  b: 'word-left', f: 'word-right', d: 'kill-word-right', '\x7f': 'kill-word-left', '\b': 'kill-word-left', '.': 'last-argument', _: 'last-argument', '<': 'first', '>': 'last',
};
const PASTE = '\x1b[200~';
const PASTE_END = '\x1b[201~';

export class KeyReader {
  private rest = '';
  private readonly input: SharedReader;

  constructor(input: SharedReader) {
    this.input = input;
  }

  /** The next key, or undefined at the end. */
  *next(): Fiber<Key | undefined> {
    for (;;) {
      const key = this.take();
      if (key) return key;
      const more = yield* this.input.read();
      if (more === undefined) return undefined;
      this.rest += more;
    }
  }

  /** Leaves what was typed ahead to whoever reads next. */
  giveBack(): void {
    if (this.rest !== '') this.input.unread(this.rest);
    this.rest = '';
  }

  private take(): Key | undefined {
    const { rest } = this;
    if (rest === '') return undefined;
    if (rest.startsWith(PASTE)) {
      const end = rest.indexOf(PASTE_END);
      if (end < 0) return undefined;
      this.rest = rest.slice(end + PASTE_END.length);
      return { name: 'paste', text: rest.slice(PASTE.length, end).replace(/\r\n?|\n$/g, (found, at: number, all: string) => (at + found.length === all.length ? '' : '\n')) };
    }
    if (rest.startsWith('\x1b')) return this.escape();
    const first = rest[0] as string;
    const control = controls[first];
    if (control !== undefined || first < ' ') {
      this.rest = rest.slice(1);
      // A terminal may send both for one Enter.
      if (first === '\r' && this.rest.startsWith('\n')) this.rest = this.rest.slice(1);
      return { name: control ?? 'none', text: first };
    }
    const text = /^[^\x00-\x1f\x7f]+/.exec(rest)?.[0] ?? first;
    this.rest = rest.slice(text.length);
    return { name: 'text', text };
  }

  private escape(): Key | undefined {
    const m = /^\x1b(\[[0-9;?]*[A-Za-z~]|O[A-Za-z]|[^[O])/.exec(this.rest);
    if (m) {
      this.rest = this.rest.slice(m[0].length);
      return { name: sequences[m[1] as string] ?? 'none', text: m[0] };
    }
    if (this.rest.length > 16) {
      this.rest = this.rest.slice(1);
      return { name: 'escape', text: '\x1b' };
    }
    return undefined;
  }
}
