// The glossary is complete in both languages, leads nowhere that does not exist, and its words are those of the lessons.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../engine/kube/yaml.ts';
import { readGlossary } from '../engine/lesson/glossary.ts';

const root = path.resolve('lessons');
const slugs = fs.readdirSync(root).filter((slug) => fs.existsSync(path.join(root, slug, 'lesson.yaml')));
const { terms, errors } = readGlossary(parseYaml(fs.readFileSync(path.join(root, 'glossary.yaml'), 'utf8')));

describe('glossary', () => {
  test('reads without a fault, with at least eighty terms in the order of their ids', () => {
    expect(errors).toEqual([]);
    expect(terms.length).toBeGreaterThanOrEqual(80);
    const ids = terms.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort());
  });

  test('the lessons that it names exist', () => {
    const names = new Set(slugs.map((slug) => slug.replace(/^\d+-/, '')));
    expect(terms.flatMap(({ id, lesson }) => (lesson === undefined || names.has(lesson) ? [] : [`${id}: ${lesson}`]))).toEqual([]);
  });

  test('a term’s lesson speaks of it, in both languages', () => {
    const text = (slug: string, language: string): string => fs.readFileSync(path.join(root, slug, `${language}.md`), 'utf8').toLowerCase();
    const silent = terms.flatMap(({ id, lesson, word, also }) => {
      const slug = slugs.find((one) => one.replace(/^\d+-/, '') === lesson);
      if (slug === undefined) return [];
      return (['ko', 'en'] as const).flatMap((language) => ([word[language], ...also[language]].some((spelling) => text(slug, language).includes(spelling.toLowerCase())) ? [] : [`${id} (${language}): ${slug}`]));
    });
    expect(silent).toEqual([]);
  });

  test('meanings are sentences', () => {
    expect(terms.filter(({ meaning }) => !/(다|요)(\([^)]*\))?\.$/.test(meaning.ko) || !/[.:)]$/.test(meaning.en)).map(({ id }) => id)).toEqual([]);
  });

  test('faults are named', () => {
    const both = { ko: '가', en: 'a' };
    const read = readGlossary([{ id: 'a', word: both, meaning: both, see: ['b'] }, { id: 'A!', word: both, meaning: { ko: '가' }, extra: 1 }]);
    expect(read.errors).toEqual([
      'A!: an id is made of small letters, digits and hyphens', 'A!: unknown key extra', 'A!: no meaning in en', 'a: see: there is no other term b', '가 (ko): means both a and A!', 'a (en): means both a and A!',
    ]);
  });
});
