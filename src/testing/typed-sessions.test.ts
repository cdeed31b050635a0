// The command lines of the official tutorials and of typical exam exercises, typed one after the other into one shell each.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { playSession, readSession } from './shell-session.ts';

const folder = path.resolve('src/testing/typed');
const files = fs.readdirSync(folder).filter((name) => name.endsWith('.session')).sort();

test('there are as many lines as there should be', () => {
  const count = (name: string): number => readSession(fs.readFileSync(path.join(folder, name), 'utf8')).length;
  expect(count('exam.session')).toBeGreaterThanOrEqual(150);
  expect(files).toContain('kubernetes-basics.session');
  expect(files).toContain('quick-reference.session');
});

test.each(files)('%s', (name) => {
  const differences = playSession(path.join(folder, name));
  expect(differences, differences.join('\n\n')).toEqual([]);
});
