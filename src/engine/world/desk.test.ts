// The desk: `k` is kubectl at the prompt, and whoever asks hears of commands as they begin.
import { expect, test } from 'vitest';
import { createDesk } from './desk.ts';

test('k is an alias of kubectl, from .bashrc; a command is told as it begins', () => {
  const desk = createDesk({ seed: 1, startMs: Date.UTC(2026, 0, 5) });
  const begun: string[] = [];
  desk.onCommandBegin((line) => begun.push(line));
  const terminal = desk.openTerminal(80, 24);
  const type = (keys: string): string => {
    terminal.input(keys);
    while (desk.clock.step(desk.clock.nowMs));
    return terminal.poll() ?? '';
  };
  type('');
  expect(type('alias k\r')).toContain("alias k='kubectl'");
  type('echo one; echo two\r');
  expect(begun).toEqual(['alias k', 'echo one; echo two']);
});
