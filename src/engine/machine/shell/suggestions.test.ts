// How a line went on before: shown in grey after the cursor, taken by keys, and gone when the line is entered.
import { expect, test } from 'vitest';
import { createShell } from './shell.ts';
import { Terminal } from '../terminal.ts';
import { testMachine } from '../testing-machine.ts';

function open(suggests: () => boolean, columns = 80): (keys: string) => string {
  const { clock, machine } = testMachine();
  const terminal = new Terminal({ machine, shell: createShell({ flavour: 'bash', suggests }), user: 'student', cwd: '/home/student', columns, rows: 24 });
  return (keys) => {
    terminal.input(keys);
    while (clock.step(clock.nowMs));
    return terminal.poll() ?? '';
  };
}

const grey = (output: string): string => [...output.matchAll(/\x1b7\x1b\[90m([^]*?)\x1b\[0m\x1b8/g)].at(-1)?.[1] ?? '';

test('the latest line that began so is shown behind the cursor and taken by the right arrow', () => {
  const type = open(() => true);
  type('echo first one\recho first two\r');
  expect(grey(type('echo f'))).toBe('irst two');
  expect(type('\x1b[C')).toContain('echo first two');
  expect(type('\r')).toMatch(/(?:\n|2004l)first two\r\n/);
});

test('one word at a time, and none where the cursor is not at the end', () => {
  const type = open(() => true);
  type('echo first two\r');
  type('ech');
  expect(grey(type('\x1b[1;5C'))).toBe(' first two');
  expect(grey(type('\x1b[1;5C'))).toBe(' two');
  expect(grey(type('\x1b[D'))).toBe('');
  expect(type('\r')).toMatch(/(?:\n|2004l)first\r\n/);
});

test('what is only suggested is not run, and does not stay on the screen', () => {
  const type = open(() => true);
  type('echo secret words\r');
  type('echo');
  const entered = type('\r');
  expect(entered).not.toContain('secret');
  expect(entered).toContain('\x1b[J');
});

test('it ends before the right margin, so that nothing wraps', () => {
  const type = open(() => true, 40);
  type(`echo ${'x'.repeat(60)}\r`);
  const shown = grey(type('echo'));
  expect(shown.length).toBe(40 - 'student@kubarium:~$ echo'.length - 1);
});

test('off by default, and when it is switched off', () => {
  let on = false;
  const type = open(() => on);
  type('echo hello\r');
  expect(type('ec')).toBe('ec');
  on = true;
  expect(grey(type('h'))).toBe('o hello');
});
