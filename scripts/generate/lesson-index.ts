// Makes the list of lessons (titles, minutes, what each needs) the glossary and the schema of lesson.yaml as modules, so that no lesson has to be fetched for the list.
import fs from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { parse } from 'yaml';

const MODULE = 'virtual:lesson-index';
const GLOSSARY = 'virtual:glossary';
const SCHEMA = 'virtual:lesson-schema';
const schemaFile = path.join(import.meta.dirname, '../../lessons/lesson.schema.json');
const glossaryFile = path.join(import.meta.dirname, '../../lessons/glossary.yaml');
const folder = path.join(import.meta.dirname, '../../lessons');

interface Head {
  readonly minutes?: number;
  readonly needs?: readonly string[];
  readonly steps?: readonly unknown[];
  readonly within?: number;
}

function entryOf(slug: string): unknown {
  const read = (name: string): string => fs.readFileSync(path.join(folder, slug, name), 'utf8');
  const titleOf = (name: string): string => /^# (.+)/m.exec(read(name))?.[1] ?? slug;
  const { minutes = 0, needs = [], steps = [], within } = parse(read('lesson.yaml')) as Head;
  return { slug, title: { ko: titleOf('ko.md'), en: titleOf('en.md') }, minutes, needs, steps: steps.length, ...(within === undefined ? {} : { within }) };
}

function lessonSlugs(): string[] {
  return fs.readdirSync(folder).filter((slug) => ['lesson.yaml', 'ko.md', 'en.md'].every((name) => fs.existsSync(path.join(folder, slug, name)))).sort();
}

/** `virtual:lesson-index`, `virtual:glossary` and `virtual:lesson-schema`; in development they follow the lessons as they are written. */
export function lessonIndex(): Plugin {
  return {
    name: 'lesson-index',
    resolveId: (id) => (id === MODULE || id === GLOSSARY || id === SCHEMA ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${GLOSSARY}`) {
        this.addWatchFile(glossaryFile);
        return `export const glossary = ${JSON.stringify(parse(fs.readFileSync(glossaryFile, 'utf8')))};`;
      }
      if (id === `\0${SCHEMA}`) return `export const lessonSchema = ${fs.readFileSync(schemaFile, 'utf8')};`;
      if (id !== `\0${MODULE}`) return undefined;
      for (const slug of lessonSlugs()) for (const name of ['lesson.yaml', 'ko.md', 'en.md']) this.addWatchFile(path.join(folder, slug, name));
      return `export const lessonIndex = ${JSON.stringify(lessonSlugs().map(entryOf))};`;
    },
  };
}
