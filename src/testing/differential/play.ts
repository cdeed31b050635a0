// npm run fuzz:kubectl -- [--lines N] [--seed S] [--only FILE] [LINE…]: drawn command lines through the real kubectl and ours; prints what differs and is not explained (FILE: drawn lines as `SEED/NUMBER`).
// npm run fuzz:kubectl -- --rich [LINE…]: the lines of rich/lines.txt, asked of the rich cluster; --record writes what the real one printed to rich/recorded.json.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { compared } from './compare.ts';
import { lineOf, shown } from './lines.ts';
import { playRich } from './rich-play.ts';
import { realKubectl, Sides } from './sides.ts';

const { values, positionals } = parseArgs({ options: { lines: { type: 'string', default: '5000' }, seed: { type: 'string', default: '1' }, from: { type: 'string', default: '0' }, only: { type: 'string', default: '' }, rich: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } }, allowPositionals: true });
const binary = realKubectl();
if (binary === undefined) throw new Error('no kubectl on the PATH');
if (values.rich) process.exit((await playRich(binary, positionals, values.record)) ? 0 : 1);
const sides = new Sides(binary);
const counts = new Map<string, number>();
const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
const started = performance.now();
const numbered = values.only ? fs.readFileSync(values.only, 'utf8').split(/\s+/).filter(Boolean) : undefined;
const lines = numbered ? numbered.map(lineOf) : positionals.length > 0 ? positionals.map((line) => line.split(' ').filter((word) => word !== '')) : Array.from({ length: Number(values.lines) }, (_, i) => lineOf(`${values.seed}/${i + Number(values.from)}`));

for (const [i, words] of lines.entries()) {
  const outputs = await sides.run(words);
  const { verdict, by } = compared(words, outputs, sides);
  count(verdict);
  for (const id of by) count(`  by ${id}`);
  if (verdict !== 'different' && positionals.length === 0) continue;
  const { real, own } = outputs;
  console.log(`\n## ${numbered?.[i] ?? `${values.seed}/${i + Number(values.from)}`} ${verdict} $ ${shown(words)}`);
  if (real.code !== own.code) console.log(`code: ${real.code} | ${own.code}`);
  for (const stream of ['stdout', 'stderr'] as const) if (real[stream] !== own[stream]) console.log(`--- real ${stream}\n${real[stream].slice(0, 20000)}--- own ${stream}\n${own[stream].slice(0, 20000)}`);
}
await sides.stop();
for (const [name, n] of counts) console.log(`${name}: ${n}`);
console.log(`${lines.length} lines in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${values.seed}`);
process.exit((counts.get('different') ?? 0) === 0 ? 0 : 1);
