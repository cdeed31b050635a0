// The column after what programs write; and a prompt behind output without a newline leaves that where it is.
import { expect, test } from 'vitest';
import { CursorColumn } from './cursor-column.ts';
import { createShell } from './shell/shell.ts';
import { Terminal } from './terminal.ts';
import { testMachine } from './testing-machine.ts';

const after = (...texts: readonly string[]): number => {
  const cursor = new CursorColumn();
  for (const text of texts) cursor.write(text, 20);
  return cursor.column;
};

test.each([
  [['abc'], 3], [['abc\r\n'], 0], [['abc\r\nde', 'f'], 3], [['가나'], 4], [['a\tb'], 9], [['\x1b[31mred\x1b[0m'], 3], [['abc', '\x1b[H\x1b[2J'], 0], [['abc\x1b[2D'], 1], [['abc\b'], 2],
  [['x'.repeat(20)], 20], [['x'.repeat(21)], 1], [['ab\x1b7grey\x1b8'], 2], [['\x1b]0;title\x07a'], 1], [['abc\r'], 0],
] as const)('%j leaves the cursor in column %i', (texts, column) => {
  expect(after(...texts)).toBe(column);
});

test('what a command printed last stays, and the prompt follows it, as in bash', () => {
  const { clock, machine } = testMachine();
  const terminal = new Terminal({ machine, shell: createShell({ flavour: 'bash' }), user: 'student', cwd: '/home/student', columns: 60, rows: 24 });
  const type = (keys: string): string => {
    terminal.input(keys);
    while (clock.step(clock.nowMs));
    return terminal.poll() ?? '';
  };
  type('');
  const printed = type('printf 10.0.0.7\r');
  expect(printed).toMatch(/10\.0\.0\.7[^]*\r\x1b\[8C\x1b\[Jstudent@/);
  // Drawn anew while one types, it stays where it is.
  expect(type('echo')).not.toContain('\r\x1b[Jstudent@');
  type('\x1b[D');
  expect(type('x')).toContain('\r\x1b[8C\x1b[Jstudent@');
  expect(type('\x15\r')).toMatch(/\r\x1b\[Jstudent@/);
});
