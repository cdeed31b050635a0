// Every lesson.yaml follows lessons/lesson.schema.json, which editors use, and names only lessons that there are.
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../engine/kube/yaml.ts';

const root = path.resolve('lessons');
const slugs = fs.readdirSync(root).filter((slug) => fs.existsSync(path.join(root, slug, 'lesson.yaml')));
const validate = new Ajv({ allErrors: true, strictTuples: false }).compile(JSON.parse(fs.readFileSync(path.join(root, 'lesson.schema.json'), 'utf8')) as object);
const nameOf = (slug: string): string => slug.replace(/^\d+-/, '');

describe.each(slugs)('lessons/%s/lesson.yaml', (slug) => {
  const lesson = parseYaml(fs.readFileSync(path.join(root, slug, 'lesson.yaml'), 'utf8')) as { readonly needs: readonly string[] };

  test('follows the schema', () => {
    validate(lesson);
    expect((validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)).toEqual([]);
  });

  test('needs lessons that there are, and none that comes later', () => {
    for (const need of lesson.needs) expect(slugs.some((other) => nameOf(other) === need && other !== slug), need).toBe(true);
  });
});

test('what is wrong is refused', () => {
  expect(validate({ minutes: 0, needs: [], steps: [] })).toBe(false);
  expect(validate({ minutes: 5, needs: [], steps: [{ id: 'one', goals: { a: 'true' }, solution: 'ls', hint: 'x' }] })).toBe(false);
});
