// What every lesson has, and that the commands and images in its words exist. Whether its steps can be done is shown by lessons.test.ts.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createImageSource } from '../engine/images/image-source.ts';
import { parseFlags } from '../engine/kubectl/cli/flag.ts';
import { type Command, findCommand } from '../engine/kubectl/cli/command.ts';
import { globalFlags } from '../engine/kubectl/cli/global-flags.ts';
import { commands } from '../engine/kubectl/commands/table.ts';
import { parseYaml } from '../engine/kube/yaml.ts';
import { type Language, languages, type Lesson } from '../engine/lesson/lesson.ts';
import { readLesson } from '../engine/lesson/read-lesson.ts';
import { workstationPrograms } from '../engine/machine/commands/table.ts';

const root = path.resolve('lessons');
const slugs = fs.readdirSync(root).filter((slug) => fs.existsSync(path.join(root, slug, 'lesson.yaml'))).sort();

function lessonOf(slug: string): Lesson {
  const file = (name: string): string => fs.readFileSync(path.join(root, slug, name), 'utf8');
  const { lesson, errors } = readLesson(slug, parseYaml(file('lesson.yaml')), { ko: file('ko.md'), en: file('en.md') });
  if (!lesson) throw new Error(errors.join('\n'));
  return lesson;
}

/** Lines of the shell that a lesson's words show; what is to be filled in (`<…>`) stands for a word. */
function shown(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n')).filter((line) => line.trim() !== '').map((line) => line.replaceAll(/<[^<>\n]+>/g, '1'));
}

const wordsOf = (line: string): string[] => (line.match(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g) ?? []).map((word) => word.replaceAll(/['"]/g, ''));
const beyondPrograms = new Set(['kubectl', 'chaos']);
/** What the notes say and no longer works; a plugin; the beginning of a command. */
const meantToFail = /--generator=|^kubectl convert$|\s-f$/;

/** Whole commands of kubectl inside a sentence. */
function mentioned(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/`(kubectl [^`]+)`/g)].map(([, line = '']) => line.replaceAll(/<[^<>]+>|[^\x20-\x7e]+|\b(?:NUMBER|N)\b/g, '1'));
}

/** Why kubectl would not take these words; undefined where it would. */
function faultOf(words: readonly string[]): string | undefined {
  let list: readonly Command[] = commands;
  let command: Command | undefined;
  let rest = words;
  for (let next = findCommand(list, rest[0] ?? ''); next; next = findCommand(list, rest[0] ?? '')) {
    command = next;
    rest = rest.slice(1);
    list = next.commands ?? [];
  }
  if (!command) return `unknown command "${words[0] ?? ''}"`;
  try {
    parseFlags([...(command.flags ?? []), ...globalFlags('/root')], rest);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The parts of a line that are commands of their own, without what a shell puts before them. */
function commandsIn(line: string): string[][] {
  const inner = [...line.matchAll(/\$\(([^()]*)\)/g)].map(([, command = '']) => command);
  return [line.replaceAll(/\$\([^()]*\)/g, 'WORD').replaceAll(/'[^']*'/g, 'WORD'), ...inner.map((part) => part.replaceAll(/'[^']*'/g, 'WORD'))]
    .flatMap((part) => part.split(/\s(?:\||&&|;)\s|;\s|\s&$/))
    .map((part) => wordsOf(part.replace(/^time /, '').replace(/\s*\d?>.*$/, '')).filter((word, index) => index > 0 || !/^\w+=/.test(word)))
    .filter((words) => words.length > 0);
}

describe.each(slugs)('lesson %s', (slug) => {
  const lesson = lessonOf(slug);
  const incident = lesson.within !== undefined;

  test('has its parts', () => {
    expect(lesson.steps.length, 'steps').toBeGreaterThanOrEqual(incident ? 3 : 4);
    expect(lesson.steps.length, 'steps').toBeLessThanOrEqual(12);
    expect(lesson.minutes, 'minutes').toBeGreaterThanOrEqual(8);
    expect(lesson.minutes, 'minutes').toBeLessThanOrEqual(25);
    expect(lesson.steps.some(({ alternatives }) => alternatives.length > 0), 'another way').toBe(true);
    expect(lesson.steps.some(({ predict }) => predict), 'a prediction').toBe(true);
    expect(lesson.steps.some(({ presenter }) => presenter), 'presenter’s notes').toBe(true);
    expect(/^- To read: .*\]\(https:\/\/kubernetes\.io\//m.test(lesson.debrief.en) && /^- 더 읽을거리: .*\]\(https:\/\/kubernetes\.io\//m.test(lesson.debrief.ko), 'the debrief says what to read').toBe(true);
    for (const { id, nearMisses, hints, goals, predict, always } of lesson.steps) {
      expect(nearMisses.length, `${id}: near misses`).toBeGreaterThan(0);
      // One may break a rule instead, and reads why it was broken.
      expect(nearMisses.filter(({ says }) => !says).length, `${id}: near misses that say nothing`).toBeLessThanOrEqual(always.length);
      // A nudge (where to look), the approach (which command or field), nearly the answer.
      expect(hints.length, `${id}: hints`).toBe(3);
      expect(goals.filter(({ missing }) => missing.length === 0 || missing.at(-1)?.when !== undefined).map((goal) => goal.id), `${id}: goals that may leave a learner without a word`).toEqual([]);
      if (predict) expect(predict.options[predict.answer], `${id}: the right option`).toBeDefined();
    }
  });

  test('shows the same commands in both languages', () => {
    const of = (language: Language): string[] => lesson.steps.flatMap(({ id, body }) => shown(body[language]).map((line) => `${id}: ${line.replace(/\s+#.*$/, '')}`));
    expect(of('ko')).toEqual(of('en'));
  });

  test('shows commands that exist, with flags that exist', () => {
    const programs = workstationPrograms();
    const linesOf = (language: Language): string[] => {
      const text = fs.readFileSync(path.join(root, slug, `${language}.md`), 'utf8');
      return [...shown(text), ...mentioned(text)].filter((line) => !meantToFail.test(line));
    };
    const faults = languages.flatMap(linesOf).flatMap((line) =>
      commandsIn(line).flatMap(([name = '', ...args]) => {
        const fault = name === 'kubectl' ? faultOf(args) : programs[name] || beyondPrograms.has(name) ? undefined : `no command ${name}`;
        return fault === undefined ? [] : [`${line}: ${fault}`];
      }),
    );
    expect(faults).toEqual([]);
  });

  test('names images that exist, but where one is meant not to', () => {
    const code = languages.flatMap((language) => fs.readFileSync(path.join(root, slug, `${language}.md`), 'utf8').match(/^```[\s\S]*?^```|`[^`\n]+`/gm) ?? []);
    const text = `${fs.readFileSync(path.join(root, slug, 'lesson.yaml'), 'utf8')}\n${code.join('\n')}`;
    const images = [...text.matchAll(/(?:--image=|\bimage: "?|"image":")([a-z][\w./:@-]*)/g)].map(([, image = '']) => image.replace(/[.:]$/, ''));
    const source = createImageSource();
    const missing = /no-such|nginz|nginx:1\.(?:99|72)$/;
    expect([...new Set(images)].filter((image) => !missing.test(image) && 'type' in source.resolve(image))).toEqual([]);
  });
});
