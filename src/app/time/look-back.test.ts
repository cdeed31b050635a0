// How a person writes a moment to skip to.
import { expect, test, vi } from 'vitest';

vi.stubGlobal('window', { innerHeight: 900, innerWidth: 1440, matchMedia: () => ({ matches: true }) });
vi.stubGlobal('navigator', { languages: ['en'] });
const { moment } = await import('./look-back.ts');

const start = 1_000_000;
const now = start + 600_000;

test.each([
  ['01:30:00', start + 5_400_000],
  ['30:00', start + 1_800_000],
  ['+10m', now + 600_000],
  ['1h 30m', now + 5_400_000],
  ['+45s', now + 45_000],
  ['+2h', now + 7_200_000],
])('%s', (text, at) => expect(moment(text, start, now)).toBe(at));

test.each(['', 'soon', '00:05:00', '+', '10:00', '1:2:3:4'])('“%s” is no later moment', (text) => expect(moment(text, start, now)).toBeUndefined());
