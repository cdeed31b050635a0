// npm run lesson -- check NN…: reads lessons, looks for the parts that each must have, plays their solutions, other ways and near misses, and says what is wrong; without numbers, all of them.
import fs from 'node:fs';
import path from 'node:path';
import { root, run } from './tasks/dependencies.mjs';

const [verb, ...wanted] = process.argv.slice(2);
if (verb !== 'check') {
  console.error('usage: npm run lesson -- check [NN | SLUG]…');
  process.exit(1);
}
const slugs = fs.readdirSync(path.join(root, 'lessons')).filter((slug) => fs.existsSync(path.join(root, 'lessons', slug, 'lesson.yaml')));
const chosen = wanted.flatMap((word) => {
  const found = slugs.filter((slug) => slug === word || slug.replace(/^\d+-/, '') === word || slug.startsWith(`${word.padStart(2, '0')}-`));
  if (found.length === 0) {
    console.error(`there is no lesson ${word}; there are: ${slugs.join(' ')}`);
    process.exit(1);
  }
  return found;
});
const only = chosen.length === 0 ? [] : ['-t', chosen.map((slug) => `lessons?[ /]${slug}`).join('|')];
process.exit(run('vitest', ['run', 'src/testing/lesson-schema.test.ts', 'src/testing/lesson-form.test.ts', 'src/testing/lessons.test.ts', ...only]) ? 0 : 1);
