// Which keys are answered by the letter itself, and what is left to be answered.
import { expect, test, vi } from 'vitest';

vi.mock('./terminal-panel.module.css', () => ({ default: {} }));
const { isCertain, unanswered } = await import('./early-echo.ts');

const line = (before: string, changes: { readonly open?: boolean; readonly room?: number } = {}) => ({ before, open: true, room: 60, ...changes });

test('only a letter at the end of a prompt’s line is certain', () => {
  expect(isCertain('k', line('student@kubarium:~$ '), 0)).toBe(true);
  expect(isCertain(' ', line('root@web-1:/etc# ls'), 3)).toBe(true);
  for (const keys of ['\r', '\t', '\x03', '\x1b[D', '한', 'ab', '\x7f']) expect(isCertain(keys, line('student@kubarium:~$ '), 0), JSON.stringify(keys)).toBe(false);
  for (const before of ['', 'Password: ', '> ', "(reverse-i-search)`ge': kubectl get", 'hello']) expect(isCertain('k', line(before), 0), before).toBe(false);
  expect(isCertain('k', line('student@kubarium:~$ ', { open: false }), 0)).toBe(false);
  // Where the row ends the shell may wrap.
  expect(isCertain('k', line('student@kubarium:~$ ', { room: 4 }), 2)).toBe(false);
});

test('letters go as the shell answers them; something else clears them all', () => {
  expect(unanswered('get', '$ ', '$ ')).toBe('get');
  expect(unanswered('get', '$ ', '$ ge')).toBe('t');
  expect(unanswered('get', '$ ', '$ get')).toBe('');
  expect(unanswered('get', '$ ', '$ x')).toBe('');
});
