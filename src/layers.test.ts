// Enforces src/layers.ts over every import of the source tree, and the length of files.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collections, doors, floors, limits, windows } from './layers.ts';

const root = import.meta.dirname;
const files = fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f));
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || file.startsWith('testing/');
const generated = (file: string): boolean => file.includes('.generated.');

function roomOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'engine' ? parts.slice(0, 2).join('/') : parts.length > 1 ? (parts[0] as string) : '';
}
const floorOf = (room: string): number => floors.findIndex((rooms) => rooms.includes(room));

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): Import[] {
  const text = fs.readFileSync(path.join(root, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map((m) => m[1] as string);
  return found.map((to) => ({ from: file, to: path.posix.normalize(path.posix.join(path.posix.dirname(file), to)).replace(/\?.*$/, '') }));
}

const imports = files.filter((f) => !isTest(f)).flatMap(importsOf);

function faultOf({ from, to }: Import): string | undefined {
  const [a, b] = [roomOf(from), roomOf(to)];
  if (a === '' || a === b) return undefined;
  if (a === 'app' && windows[a] && !windows[a].includes(b)) return `${from} imports ${to}: ${a} sees only ${windows[a].join(', ')}`;
  if (floorOf(a) < 0 || floorOf(b) < 0) return floorOf(b) < 0 ? `${from} imports ${to}: no such room` : undefined;
  if (floorOf(b) >= floorOf(a)) return `${from} imports ${to}: imports go down only`;
  if (doors[b] && !doors[b].includes(a)) return `${from} imports ${to}: only ${doors[b].join(', ')} may`;
  return undefined;
}

function collectionFault({ from, to }: Import): string | undefined {
  for (const [folder, tables] of Object.entries(collections)) {
    if (!from.startsWith(`${folder}/`) || !to.startsWith(`${folder}/`)) continue;
    const [a, b] = [from.slice(folder.length + 1), to.slice(folder.length + 1)];
    if (tables.includes(a) || a.split('/')[0] === b.split('/')[0]) continue;
    return `${from} imports ${to}: members of ${folder} do not import one another`;
  }
  return undefined;
}

describe('the house', () => {
  test('imports go down, through doors, never between members of a collection', () => {
    expect(imports.flatMap((i) => [faultOf(i), collectionFault(i)]).filter(Boolean)).toEqual([]);
  });

  test('every room is on a floor', () => {
    const rooms = new Set(files.filter((f) => !isTest(f)).map(roomOf).filter((r) => r !== ''));
    expect([...rooms].filter((room) => floorOf(room) < 0)).toEqual([]);
  });

  test(`no file is longer than ${limits.fileLines} lines`, () => {
    const long = files.filter((f) => !generated(f)).map((f) => [f, fs.readFileSync(path.join(root, f), 'utf8').split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > limits.fileLines)).toEqual([]);
  });

  test('every file opens with one sentence that says what it is', () => {
    expect(files.filter((f) => !/^(\/\/|\/\*\*?) ?\S/.test(fs.readFileSync(path.join(root, f), 'utf8')))).toEqual([]);
  });
});
