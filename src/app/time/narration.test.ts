// Nothing, what goes wrong, what matters most, or everything: each says what it promises.
import { expect, test } from 'vitest';
import { en } from '../i18n/en.ts';
import { ko } from '../i18n/ko.ts';
import { type Known, wordsFor } from './narration.ts';

const known = (entries: readonly (readonly [kind: string, name: string, state: string])[]): Known => new Map(entries.map(([kind, name, state]) => [`${kind}/${name}`, { kind, name, state }]));
const before = known([['nodes', 'node-1', 'True'], ['deployments', 'web', 'under way'], ['pods', 'a', 'creating'], ['pods', 'b', 'creating'], ['pods', 'c', 'ready']]);
const after = known([['nodes', 'node-1', 'Unknown'], ['deployments', 'web', 'all 2'], ['pods', 'a', 'ready'], ['pods', 'b', 'crash-loop'], ['pods', 'd', 'pending']]);

test('off says nothing, problems only what is bad, normal the one thing that matters most', () => {
  expect(wordsFor('off', before, after, en)).toBeUndefined();
  expect(wordsFor('problems', before, after, en)?.text).toBe('Node node-1 is not responding');
  expect(wordsFor('normal', before, after, en)).toEqual({ text: 'Node node-1 is not responding', tone: 'bad' });
  const calm = known([['nodes', 'node-1', 'True'], ['deployments', 'web', 'all 2'], ['pods', 'a', 'ready'], ['pods', 'b', 'ready'], ['pods', 'c', 'ready']]);
  expect(wordsFor('problems', before, calm, en)).toBeUndefined();
  expect(wordsFor('normal', before, calm, en)?.text).toBe('web: all 2 replicas ready');
});

test('everything says more, and counts what would be too much', () => {
  expect(wordsFor('all', before, after, ko)?.text).toBe('노드 node-1이 응답하지 않습니다 · 파드 b: 반복 실패 · web: 복제본 2개 모두 준비됨 · 그 밖에 3가지');
  expect(wordsFor('all', known([]), known([['pods', 'd', 'pending']]), ko)).toEqual({ text: '파드 d: 배정 대기', tone: 'good' });
  expect(wordsFor('normal', known([]), known([['pods', 'd', 'pending']]), ko)).toBeUndefined();
});

test('what belongs to the cluster itself is spoken of only while it is shown', () => {
  const hidden: Known = new Map([['p', { kind: 'pods', name: 'coredns', state: 'ready', hidden: true }]]);
  expect(wordsFor('all', known([]), hidden, en)).toBeUndefined();
  expect(wordsFor('all', hidden, known([]), en)).toBeUndefined();
});

test('where nothing changed there is nothing to say; what is seen for the first time is no news', () => {
  expect(wordsFor('all', after, after, en)).toBeUndefined();
  expect(wordsFor('normal', known([]), known([['nodes', 'node-1', 'True'], ['deployments', 'web', 'all 2']]), en)).toBeUndefined();
});
