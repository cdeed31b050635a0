// Differences between two states, and who gave a field its value.
import { expect, test } from 'vitest';
import { composeYaml, formatYaml } from '../../engine/kube/yaml.ts';
import type { ObjectRevision } from '../../bridge/protocol.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { blame, diffLines, hunksOf, pointersByLine } from './revisions.ts';

const text = (lines: ReturnType<typeof diffLines>): string[] => lines.map(({ type, text: line }) => `${type === 'same' ? ' ' : type === 'added' ? '+' : '-'}${line}`);

test('a changed line is removed and added; what is equal stays', () => {
  expect(text(diffLines(['a', 'b', 'c'], ['a', 'x', 'c']))).toEqual([' a', '-b', '+x', ' c']);
  expect(text(diffLines([], ['a']))).toEqual(['+a']);
  expect(text(diffLines(['a', 'b', 'c', 'd'], ['b', 'd', 'e']))).toEqual(['-a', ' b', '-c', ' d', '+e']);
});

test('hunks leave out what is far from a change', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const after = before.with(10, 'new');
  const [hunk, ...others] = hunksOf(diffLines(before, after));
  expect(others).toEqual([]);
  expect(hunk?.gap).toBe(7);
  expect(hunk?.lines).toHaveLength(8);
});

const revision = (n: number, object: JsonObject | null, known = true): ObjectRevision => ({
  revision: n, object, by: known ? { id: n, atMs: n, actor: `actor-${n}`, verb: 'update', resource: 'pods', subresource: '', namespace: '', name: 'p', code: 200, cause: undefined, revision: n } : null,
});

test('the revision that gave a field its value', () => {
  const history = [revision(1, { spec: { replicas: 1 } }), revision(2, { spec: { replicas: 3 } }), revision(3, { spec: { replicas: 3 }, status: {} })];
  expect(blame(history, '/spec/replicas')).toBe(1);
  expect(blame(history, '/status')).toBe(2);
  expect(blame([revision(1, { a: 1 }, false), revision(2, { a: 1 })], '/a')).toBe(-1);
});

test('each line of a YAML text knows its field', () => {
  const yaml = formatYaml({ metadata: { labels: { 'app.kubernetes.io/name': 'web' } }, spec: { containers: [{ image: 'nginx', name: 'a' }], replicas: 2 } });
  const lines = yaml.split('\n');
  const pointers = pointersByLine(lines, composeYaml(yaml).places);
  const of = (part: string): string | undefined => pointers[lines.findIndex((line) => line.includes(part))];
  expect(of('replicas:')).toBe('/spec/replicas');
  expect(of('containers:')).toBe('/spec/containers');
  expect(of('image:')).toBe('/spec/containers/0/image');
  expect(of('name: a')).toBe('/spec/containers/0/name');
  expect(of('app.kubernetes.io/name')).toBe('/metadata/labels/app.kubernetes.io~1name');
});
