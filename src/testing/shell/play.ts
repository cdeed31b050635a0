// npm run fuzz:shell -- [--scripts N] [--seed S] [--from I] [--only SEED/NUMBER] [--words] [--file FILE] [--record FILE]: drawn scripts (or those of a file) in the real bash and in ours; prints what differs, made small.
// --record keeps those of --file that are the same as recorded cases.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bashVersion, compared, type Outcome, plain } from './both.ts';
import { complaints, record, scriptsOf } from './record.ts';
import { smallest } from './shrink.ts';
import { scriptOf } from './scripts.ts';

const { values } = parseArgs({ options: { scripts: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' }, from: { type: 'string', default: '0' }, only: { type: 'string', default: '' }, words: { type: 'boolean', default: false }, file: { type: 'string', default: '' }, record: { type: 'string', default: '' } } });
if (bashVersion() === undefined) throw new Error('no bash 5 on the PATH');
const numbers = Array.from({ length: Number(values.scripts) }, (_, i) => `${values.seed}/${i + Number(values.from)}`);
const named: { readonly name: string; readonly script: string }[] = values.file ? scriptsOf(fs.readFileSync(values.file, 'utf8')).map((script, i) => ({ name: `${values.file}:${i + 1}`, script })) : (values.only ? [values.only] : numbers).map((name) => ({ name, script: scriptOf(name) }));

function difference(real: string, own: string): string {
  const [a, b] = ['real', 'own'].map((name) => path.join(os.tmpdir(), `shell-${process.pid}-${name}`)) as [string, string];
  fs.writeFileSync(a, real);
  fs.writeFileSync(b, own);
  const text = spawnSync('diff', ['-U1', a, b], { encoding: 'utf8' }).stdout.split('\n').slice(3).join('\n');
  for (const file of [a, b]) fs.rmSync(file);
  return text.slice(0, 3000);
}

function show(name: string, script: string, { real, own }: Outcome): void {
  console.log(`\n## ${name}\n${script}`);
  if (real.code !== own.code) console.log(`code: ${real.code} | ${own.code}`);
  if (plain(real.stdout) !== own.stdout) console.log(difference(plain(real.stdout), own.stdout));
  if (values.words || own.stderr.startsWith('thrown')) console.log(`--- real complaints\n${real.stderr.slice(0, 800)}--- own complaints\n${own.stderr.slice(0, 1500)}`);
}

const started = performance.now();
let different = 0;
const kept: { script: string; outcome: Outcome }[] = [];
for (const { name, script } of named) {
  const outcome = compared(script, values.words);
  if (outcome.same) {
    if (values.record && complaints(outcome) !== 'other') kept.push({ script, outcome });
    continue;
  }
  different++;
  const small = values.file ? script : smallest(script, (text) => !compared(text, values.words).same);
  show(name, small, compared(small, values.words));
}
if (values.record) console.log(`${record(values.record, kept)} recorded`);
console.log(`${named.length - different} of ${named.length} scripts the same in ${((performance.now() - started) / 1000).toFixed(0)} s`);
process.exit(different === 0 ? 0 : 1);
