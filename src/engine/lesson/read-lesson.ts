// Puts a lesson together from lesson.yaml and its two Markdown files, and says everything that is wrong with them.
import { commandLines } from '../base/command-lines.ts';
import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { goalExpression } from './expression.ts';
import { readFaults } from './read-faults.ts';
import { type Goal, type Language, languages, type Lesson, type NearMiss, type Rule, type Step, type Text } from './lesson.ts';
import { type LessonText, readLessonText } from './markdown-sections.ts';
import { readObjects } from './put-objects.ts';
import { readScenes, scenesFromSolution } from './scenes.ts';

export interface ReadLesson {
  readonly lesson: Lesson | undefined;
  /** Empty when all is well. */
  readonly errors: readonly string[];
}

type Texts = Readonly<Record<Language, LessonText>>;

/** @param value lesson.yaml, parsed */
export function readLesson(slug: string, value: Json, markdown: Readonly<Record<Language, string>>): ReadLesson {
  const errors: string[] = [];
  const texts = Object.fromEntries(languages.map((language) => [language, readLessonText(markdown[language])])) as unknown as Texts;
  for (const language of languages) errors.push(...texts[language].errors.map((error) => `${language}.md: ${error}`));
  if (!isObject(value)) return { lesson: undefined, errors: [...errors, 'lesson.yaml: expected a mapping'] };
  const steps = listOf(value['steps']).map((step, i) => readStep(step, i, texts, errors));
  const ids = new Set(steps.map((step) => step.id));
  for (const language of languages) for (const id of texts[language].steps.keys()) if (!ids.has(id)) errors.push(`${language}.md: lesson.yaml has no step ${id}`);
  const minutes = value['minutes'];
  if (typeof minutes !== 'number') errors.push('lesson.yaml: minutes is to be a number');
  const each = (pick: (text: LessonText) => string): Text => ({ ko: pick(texts.ko), en: pick(texts.en) });
  for (const language of languages) if (texts[language].debrief === '') errors.push(`${language}.md: no "## {debrief}"`);
  const lesson: Lesson = {
    slug,
    title: each((text) => text.title),
    intro: each((text) => text.intro),
    minutes: typeof minutes === 'number' ? minutes : 0,
    needs: strings(value['needs']),
    files: isObject(value['files']) ? (value['files'] as Record<string, string>) : {},
    objects: readObjects(value['objects'], errors),
    ...(typeof value['within'] === 'number' ? { within: value['within'] } : {}),
    faults: readFaults(value['faults'], 'lesson', errors),
    steps,
    debrief: each((text) => text.debrief),
  };
  return { lesson: errors.length === 0 ? lesson : undefined, errors };
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const strings = (value: Json | undefined): string[] => listOf(value).map(String);
const linesOf = (value: Json | undefined): string[] => (typeof value === 'string' ? commandLines(value) : strings(value));

function readStep(value: Json, index: number, texts: Texts, errors: string[]): Step {
  const step: JsonObject = isObject(value) ? value : {};
  const id = String(step['id'] ?? `step-${index + 1}`);
  const where = `step ${id}`;
  const text = (language: Language): ReturnType<LessonText['steps']['get']> => texts[language].steps.get(id);
  for (const language of languages) if (!text(language)) errors.push(`${language}.md: no "## {${id}} …"`);
  const each = (pick: (language: Language) => string | undefined, what: string): Text => {
    for (const language of languages) if (text(language) && !pick(language)) errors.push(`${language}.md: ${where}: no ${what}`);
    return { ko: pick('ko') ?? '', en: pick('en') ?? '' };
  };
  const hints = Math.max(...languages.map((language) => text(language)?.hints.length ?? 0));
  const solution = linesOf(step['solution']);
  if (solution.length === 0) errors.push(`lesson.yaml: ${where}: no solution`);
  const goals = Object.entries(isObject(step['goals']) ? step['goals'] : {}).map(([goal, body]) => readGoal(goal, body ?? null, where, each, text, errors));
  if (goals.length === 0) errors.push(`lesson.yaml: ${where}: no goals`);
  const always = Object.entries(isObject(step['always']) ? step['always'] : {}).map(([rule, check]) => readRule(rule, check ?? null, where, each, text, errors));
  return {
    id,
    title: each((language) => text(language)?.title, 'title'),
    body: each((language) => text(language)?.body, 'text'),
    goals,
    always,
    hints: Array.from({ length: hints }, (_, i) => each((language) => text(language)?.hints[i], `hint ${i + 1}`)),
    solution,
    alternatives: listOf(step['alternatives']).map(linesOf),
    nearMisses: listOf(step['nearMisses']).map((way) => readNearMiss(way, goals, where, errors)),
    faults: readFaults(step['faults'], where, errors),
    ...predictionOf(step, each, text),
    scenes: readScenes(step['scenes'], where, errors) ?? scenesFromSolution(solution, typeof step['predict'] === 'number'),
    ...(text('ko')?.why || text('en')?.why ? { why: each((language) => text(language)?.why, '"### why"') } : {}),
    ...(text('ko')?.presenter || text('en')?.presenter ? { presenter: each((language) => text(language)?.presenter, 'presenter notes') } : {}),
    ...(isObject(step['view']) ? { view: step['view'] as unknown as NonNullable<Step['view']> } : {}),
  };
}

/** A script or a list of lines; or `run` with them and `says: GOAL/MESSAGE`. */
function readNearMiss(value: Json, goals: readonly Goal[], where: string, errors: string[]): NearMiss {
  if (!isObject(value)) return { lines: linesOf(value) };
  const [goal = '', number = ''] = String(value['says'] ?? '').split('/');
  const message = Number(number);
  if (!goals.find(({ id }) => id === goal)?.missing[message - 1]) errors.push(`lesson.yaml: ${where}: a near miss says ${JSON.stringify(value['says'] ?? null)}: expected GOAL/MESSAGE, such as "${goals[0]?.id ?? 'goal'}/1"`);
  return { lines: linesOf(value['run']), says: { goal, message } };
}

type Each = (pick: (language: Language) => string | undefined, what: string) => Text;
type TextOf = (language: Language) => ReturnType<LessonText['steps']['get']>;

function readGoal(id: string, value: Json, where: string, each: Each, text: TextOf, errors: string[]): Goal {
  const body: JsonObject = isObject(value) ? value : { check: value };
  const check = String(body['check'] ?? '');
  const conditions = listOf(body['missing']).map((entry) => (entry === null ? undefined : String(entry)));
  for (const expression of [check, ...conditions]) {
    const fault = expression === undefined ? undefined : goalExpression(expression).error;
    if (fault) errors.push(`lesson.yaml: ${where}: goal ${id}: ${fault}`);
  }
  const count = Math.max(conditions.length, ...['ko', 'en'].map((language) => text(language as Language)?.missing.get(id)?.length ?? 0));
  const missing = Array.from({ length: count }, (_, i) => ({
    ...(conditions[i] === undefined ? {} : { when: conditions[i] }),
    text: each((language) => text(language)?.missing.get(id)?.[i], `"### missing:${id}" number ${i + 1}`),
  }));
  const holdsFor = body['holdsFor'] ?? 0;
  if (typeof holdsFor !== 'number') errors.push(`lesson.yaml: ${where}: goal ${id}: holdsFor is a number of seconds`);
  return { id, text: each((language) => text(language)?.goals.get(id), `"### goal:${id}"`), check, holdsForSeconds: Number(holdsFor) || 0, missing };
}

function readRule(id: string, value: Json, where: string, each: Each, text: TextOf, errors: string[]): Rule {
  const check = String(value ?? '');
  const fault = goalExpression(check).error;
  if (fault) errors.push(`lesson.yaml: ${where}: rule ${id}: ${fault}`);
  return {
    id,
    check,
    text: each((language) => text(language)?.always.get(id), `"### always:${id}"`),
    broken: each((language) => text(language)?.broken.get(id), `"### broken:${id}"`),
  };
}

function predictionOf(step: JsonObject, each: Each, text: TextOf): Pick<Step, 'predict'> {
  const answer = step['predict'];
  if (typeof answer !== 'number') return {};
  const options = Math.max(...languages.map((language) => text(language)?.predict?.options.length ?? 0));
  return {
    predict: {
      question: each((language) => text(language)?.predict?.question, '"### predict"'),
      options: Array.from({ length: options }, (_, i) => each((language) => text(language)?.predict?.options[i], `option ${i + 1} of the prediction`)),
      answer,
      why: each((language) => text(language)?.predict?.why, 'explanation of the prediction'),
    },
  };
}
