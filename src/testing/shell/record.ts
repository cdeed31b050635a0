// Keeps scripts as recorded cases: what the real bash printed, in the form of src/testing/*-recordings.json. Nothing of ours is written there.
import fs from 'node:fs';
import { type Outcome, plain } from './both.ts';

interface Recording {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  readonly known?: string;
  readonly quieter?: boolean;
}

/** Scripts of a file: one a line, or several lines between `{{{` and `}}}`; `#!` begins a remark. */
export function scriptsOf(text: string): string[] {
  const scripts: string[] = [];
  let open: string[] | undefined;
  for (const line of text.split('\n')) {
    if (line === '{{{') open = [];
    else if (line === '}}}') {
      scripts.push((open ?? []).join('\n'));
      open = undefined;
    } else if (open) open.push(line);
    else if (line.trim() !== '' && !line.startsWith('#!')) scripts.push(line);
  }
  return scripts;
}

/** How our complaints compare: the same, some of bash's lines, or others (a case that cannot be kept). */
export function complaints({ real, own }: Outcome): 'same' | 'quieter' | 'other' {
  const [theirs, ours] = [plain(real.stderr), plain(own.stderr)];
  if (theirs === ours) return 'same';
  const lines = new Set(theirs.split('\n'));
  return ours.split('\n').every((line) => lines.has(line)) ? 'quieter' : 'other';
}

/** Adds cases that are not there yet, in the order given; the number of new ones. */
export function record(file: string, cases: readonly { readonly script: string; readonly outcome: Outcome }[]): number {
  const kept = JSON.parse(fs.readFileSync(file, 'utf8')) as Recording[];
  const have = new Set(kept.map(({ command }) => command));
  const added = cases.filter(({ script }) => !have.has(script));
  for (const { script, outcome } of added) {
    const { stdout, stderr, code } = outcome.real;
    kept.push({ command: script, stdout, stderr, code, ...(complaints(outcome) === 'quieter' ? { quieter: true } : {}) });
  }
  fs.writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`);
  return added.length;
}
