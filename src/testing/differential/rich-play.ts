// Plays lines against the rich cluster by the real kubectl and ours: prints what differs and is not explained, or records what the real one prints.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { type Recording, recordedAs, recordings, RichSide, richLines, richVerdict } from './rich-side.ts';

export async function playRich(binary: string, given: readonly string[], record: boolean): Promise<boolean> {
  const side = new RichSide(binary);
  await side.start();
  const counts = new Map<string, number>();
  const count = (name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const steps: Recording['steps'][number][] = [];
  const at = Date.now();
  for (const line of given.length > 0 ? given : richLines()) {
    const [real, own] = await Promise.all([side.real(line), side.own(line)]);
    steps.push({ line, ...recordedAs(real) });
    const { verdict, by } = richVerdict(line, real, own);
    count(verdict);
    for (const id of by) count(`  by ${id}`);
    if (verdict !== 'different' && given.length === 0) continue;
    console.log(`\n## ${verdict} $ kubectl ${line}`);
    if (real.code !== own.code) console.log(`code: ${real.code} | ${own.code}`);
    for (const stream of ['stdout', 'stderr'] as const) if (real[stream] !== own[stream]) console.log(`--- real ${stream}\n${real[stream]}--- own ${stream}\n${own[stream]}`);
  }
  await side.stop();
  for (const [name, n] of counts) console.log(`${name}: ${n}`);
  if (record) fs.writeFileSync(recordings, `${JSON.stringify({ kubectl: versionOf(binary), at, steps } satisfies Recording, undefined, 1)}\n`);
  return !counts.has('different');
}

function versionOf(binary: string): string {
  const text = execFileSync(binary, ['version', '--client', '-o', 'json'], { encoding: 'utf8' });
  return (JSON.parse(text) as { readonly clientVersion: { readonly gitVersion: string } }).clientVersion.gitVersion;
}
