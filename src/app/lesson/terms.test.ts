// Words of the glossary in a text: each once, the longest, with particles and plurals, never in code.
import { lexer } from 'marked';
import { expect, test } from 'vitest';
import { type Term, termFinder, termsIn } from './terms.ts';

const term = (id: string, ko: string, en: string): Term => ({ id, word: { ko, en }, meaning: { ko: '', en: '' } });
const terms = [term('pod', '파드', 'Pod'), term('daemonset', '데몬셋', 'DaemonSet'), term('pod-template', '파드 템플릿', 'Pod template')];
const foundIn = (text: string, language: 'ko' | 'en'): string[] => [...termsIn(lexer(text), termFinder(terms, language)).values()].flat().flatMap((piece) => (typeof piece === 'string' ? [] : [`${piece.term.id}:${piece.text}`]));

test('Korean words with particles, each once, the longest first', () => {
  expect(foundIn('파드 템플릿은 파드를 만듭니다. 파드는 **데몬셋**에서도 나옵니다.', 'ko')).toEqual(['pod-template:파드 템플릿', 'pod:파드', 'daemonset:데몬셋']);
});

test('a Korean word that only begins like a term is another word', () => {
  const found = termsIn(lexer('리스트와 파드리스트는 리스가 아니고, 리스는 리스입니다.'), termFinder([term('lease', '리스', 'Lease')], 'ko'));
  expect([...found.values()].flat().map((piece) => (typeof piece === 'string' ? piece : `<${piece.text}>`)).join('')).toBe('리스트와 파드리스트는 <리스>가 아니고, 리스는 리스입니다.');
});

test('English plurals, and no parts of words', () => {
  expect(foundIn('Two Pods; a Podcast is none. `Pod template` in code neither.', 'en')).toEqual(['pod:Pod']);
});

test('kinds are linked with their capital only, everyday words not at all', () => {
  const found = termsIn(lexer('Watch a secret key, a Secret and its watch.'), termFinder([term('secret', '시크릿', 'Secret'), { ...term('watch', '감시', 'watch'), everyday: ['watch'] }], 'en'));
  expect([...found.values()].flat().flatMap((piece) => (typeof piece === 'string' ? [] : [piece.text]))).toEqual(['Secret']);
});

test('headings, links and code blocks are left alone', () => {
  expect(foundIn('# Pod\n\n[Pod](https://x.y)\n\n```\nPod\n```', 'en')).toEqual([]);
});
