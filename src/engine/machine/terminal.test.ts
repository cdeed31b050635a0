// The terminal: prompt, line editing, history, completion, jobs and Ctrl-C, seen on a screen as a learner would see it.
import { describe, expect, test } from 'vitest';
import { createShell } from './shell/shell.ts';
import { Terminal } from './terminal.ts';
import { testMachine, type TestMachine } from './testing-machine.ts';
import { charWidth } from './width.ts';

/** Just enough of a terminal emulator to read what is on the screen. */
class Screen {
  private rows: string[][] = [[]];
  private row = 0;
  private column = 0;
  private readonly columns: number;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    const pattern = /\x1b\[([0-9;?]*)([A-Za-z])|[^]/gu;
    for (const m of text.matchAll(pattern)) {
      if (m[2]) this.escape(m[1] ?? '', m[2]);
      else this.put(m[0]);
    }
  }

  private escape(args: string, code: string): void {
    const n = Number(args || 1);
    if (code === 'A') this.row = Math.max(0, this.row - n);
    else if (code === 'C') this.column += n;
    else if (code === 'J' && args !== '2' && args !== '3') {
      this.rows.length = this.row + 1;
      (this.rows[this.row] as string[]).length = Math.min(this.column, (this.rows[this.row] as string[]).length);
    } else if (code === 'J') this.rows = [[]];
    else if (code === 'H') [this.row, this.column] = [0, 0];
  }

  private put(char: string): void {
    if (char === '\r') this.column = 0;
    else if (char === '\n') this.down();
    else if (char === '\b') this.column = Math.max(0, this.column - 1);
    else if (char >= ' ') {
      if (this.column + charWidth(char) > this.columns) {
        this.column = 0;
        this.down();
      }
      const line = this.rows[this.row] as string[];
      while (line.length < this.column) line.push(' ');
      line[this.column] = char;
      if (charWidth(char) === 2) line[this.column + 1] = '';
      this.column += charWidth(char);
    }
  }

  private down(): void {
    this.row++;
    while (this.rows.length <= this.row) this.rows.push([]);
  }

  get text(): string {
    return this.rows.map((line) => line.join('').trimEnd()).join('\n').trimEnd();
  }
  get cursor(): readonly [number, number] {
    return [this.row, this.column];
  }
}

function open(on: TestMachine = testMachine(), columns = 80): { type: (keys: string, ms?: number) => void; screen: Screen; terminal: Terminal; on: TestMachine } {
  const shell = createShell({ flavour: 'bash', completers: { kubectl: function* (_, words) { return ['get', 'describe', 'delete'].filter((word) => word.startsWith(words.at(-1) ?? '')).map((text) => ({ text })); } } });
  const terminal = new Terminal({ machine: on.machine, shell, user: 'student', cwd: '/home/student', columns, rows: 24 });
  const screen = new Screen(columns);
  const show = (ms: number): void => {
    if (ms === 0) while (on.clock.step(on.clock.nowMs));
    else on.clock.runFor(ms);
    screen.write(terminal.poll() ?? '');
  };
  show(0);
  return { type: (keys, ms = 0) => { terminal.input(keys); show(ms); }, screen, terminal, on };
}

const P = 'student@kubarium:~$ ';

describe('terminal', () => {
  test('typing takes no virtual time; a command runs and the prompt comes back', () => {
    const { type, screen, on } = open();
    expect(screen.text).toBe(P.trimEnd());
    const before = on.clock.nowMs;
    for (const key of 'echo hi') type(key);
    type('\r');
    expect(screen.text).toBe(`${P}echo hi\nhi\n${P.trimEnd()}`);
    expect(on.clock.nowMs).toBe(before);
  });

  test('edits in the middle of the line', () => {
    const { type, screen } = open();
    type('echo world');
    type('\x1b[D'.repeat(5));
    type('big ');
    type('\x01');
    type('\x0b');
    type('\x19');
    type('\x05!\x17\x17');
    expect(screen.text).toBe(`${P}echo`);
    type('\x15pwd\r');
    expect(screen.text).toBe(`${P}pwd\n/home/student\n${P.trimEnd()}`);
  });

  test('history, Ctrl-R, and ~/.bash_history', () => {
    const on = testMachine();
    const { type, screen } = open(on);
    type('echo one\recho two\r');
    type('\x1b[A\x1b[A');
    expect(screen.text.split('\n').at(-1)).toBe(`${P}echo one`);
    type('\x1b[B\x1b[B');
    type('\x12one');
    expect(screen.text.split('\n').at(-1)).toBe("(reverse-i-search)`one': echo one");
    type('\r');
    expect(screen.text.split('\n').slice(-2)).toEqual(['one', P.trimEnd()]);
    expect(on.machine.files.read('/home/student/.bash_history')).toBe('echo one\necho two\necho one\n');
    const again = open(on);
    again.type('\x1b[A');
    expect(again.screen.text).toBe(`${P}echo one`);
  });

  test('wide characters and wrapping keep the cursor in place', () => {
    const { type, screen } = open(testMachine(), 30);
    type('echo 한글글자입니다');
    expect(screen.text).toBe(`${P}echo 한글\n글자입니다`);
    type('\x1b[D\x1b[D');
    expect(screen.cursor).toEqual([1, 6]);
    type('\x7f');
    expect(screen.text).toBe(`${P}echo 한글\n글자니다`);
    type('\r');
    expect(screen.text.split('\n')[2]).toBe('한글글자니다');
  });

  test('completion of commands, files, variables and kubectl’s words', () => {
    const on = testMachine({ '/bin/kubectl': function* () { return 0; } }, { '/home/student/deploy.yaml': '', '/home/student/my file': '', '/home/student/lessons/': '' });
    const { type, screen } = open(on);
    const last = (): string => screen.text.split('\n').at(-1) ?? '';
    type('kubec\t');
    expect(last()).toBe(`${P}kubectl`);
    type('g\t');
    expect(last()).toBe(`${P}kubectl get`);
    type('\x15cat dep\t');
    expect(last()).toBe(`${P}cat deploy.yaml`);
    type('\x15cat my\t');
    expect(last()).toBe(`${P}cat my\\ file`);
    type('\x15cd l\t');
    expect(last()).toBe(`${P}cd lessons/`);
    type('\x15echo $HO\t');
    expect(last().startsWith(`${P}echo $HO`)).toBe(true);
    type('\x15kubectl de\t\t');
    expect(screen.text.split('\n').slice(-2)).toEqual(['delete    describe', `${P}kubectl de`]);
  });

  test('Ctrl-C ends what runs, and clears a line', () => {
    const { type, screen } = open();
    type('sleep 100\r', 1000);
    type('\x03', 10);
    expect(screen.text).toBe(`${P}sleep 100\n^C\n${P.trimEnd()}`);
    type('half\x03', 10);
    expect(screen.text.split('\n').slice(-2)).toEqual([`${P}half^C`, P.trimEnd()]);
    type('while true; do :; done\r', 50);
    type('\x03', 50);
    type('echo $?\r', 10);
    expect(screen.text.split('\n').slice(-2)).toEqual(['130', P.trimEnd()]);
  });

  test('jobs: background, stop, fg, bg', () => {
    const { type, screen } = open();
    type('sleep 5 &\r', 10);
    expect(screen.text).toMatch(/\[1\] \d+\nstudent/);
    type('jobs\r', 10);
    expect(screen.text).toContain('[1]+  Running                 sleep 5 &');
    type('\r', 6000);
    type('\r', 10);
    expect(screen.text).toContain('[1]+  Done                    sleep 5');
    type('sleep 50\r', 10);
    type('\x1a', 10);
    expect(screen.text).toContain('^Z\n[1]+  Stopped                 sleep 50');
    type('bg\r', 10);
    expect(screen.text).toContain('[1]+ sleep 50 &');
    type('fg\r', 10);
    type('\x03', 10);
    type('jobs\r', 10);
    expect(screen.text.split('\n').at(-1)).toBe(P.trimEnd());
  });

  test('continues over lines, and takes pastes', () => {
    const { type, screen } = open();
    type('for i in 1 2\rdo echo $i\rdone\r');
    expect(screen.text).toBe(`${P}for i in 1 2\n> do echo $i\n> done\n1\n2\n${P.trimEnd()}`);
    type('\x1b[200~echo a\necho b\x1b[201~\r');
    expect(screen.text.split('\n').slice(-3)).toEqual(['a', 'b', P.trimEnd()]);
  });

  test('a program reads lines from the terminal, with echo, until Ctrl-D', () => {
    const { type, screen } = open();
    type('cat\r', 10);
    type('abd\x7fc\r', 10);
    type('\x04', 10);
    expect(screen.text).toBe(`${P}cat\nabc\nabc\n${P.trimEnd()}`);
    type('read -p "name? " x; echo "hi $x"\r', 10);
    type('me\r', 10);
    expect(screen.text.split('\n').slice(-3)).toEqual(['name? me', 'hi me', P.trimEnd()]);
  });

  test('Ctrl-D leaves', () => {
    const { type, screen, terminal } = open();
    type('\x04', 10);
    expect(screen.text).toBe(`${P}exit`);
    expect(terminal.status).toEqual({ code: 0 });
  });

  test('a writer without end waits for the page', () => {
    const { type, on, terminal } = open();
    terminal.input('yes\r');
    on.clock.runFor(60_000);
    expect((terminal.poll() ?? '').length).toBeLessThan(300_000);
    type('\x03', 100);
    expect(terminal.process.status).toBeUndefined();
  });
});
