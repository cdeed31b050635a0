// Plays files of command lines (`src/testing/typed/*.session`) in one bash on the workstation of a world, and says what differs from what is written there.
import fs from 'node:fs';
import { bash } from '../engine/machine/shell/shell.ts';
import { Pipe } from '../engine/sim/stream.ts';
import { createWorld } from '../engine/world/world.ts';

export interface Line {
  readonly line: string;
  /** `= text`: a line of the output, blanks as one; `~ expression`: is found in the output; `!~ expression`: is not. */
  readonly expected: readonly string[];
  /** `? code` */
  readonly code: number;
}

/** `$ ` begins a command, which goes on to the next line that begins with a mark; `# ` is a remark. */
export function readSession(text: string): Line[] {
  const lines: { line: string; expected: string[]; code: number }[] = [];
  let open = false;
  for (const row of text.split('\n')) {
    const last = lines.at(-1);
    if (row.startsWith('$ ')) {
      lines.push({ line: row.slice(2), expected: [], code: 0 });
      open = true;
    } else if (/^(=|~|!~) /.test(row) && last) {
      last.expected.push(row);
      open = false;
    } else if (row.startsWith('? ') && last) {
      last.code = Number(row.slice(2));
      open = false;
    } else if (open && last && !(row === '' && !last.line.includes('<<'))) last.line += `\n${row}`;
  }
  for (const entry of lines) entry.line = entry.line.trimEnd();
  return lines;
}

const LIMIT_MS = 150_000;
const MARK = '<<<done>>>';
const collapse = (text: string): string => text.replace(/[ \t]+/g, ' ').trim();

/** What differs, a text for each line that does. */
export function playSession(file: string): string[] {
  const world = createWorld({ seed: 11, startMs: 1_800_000_000_000, pace: 'fast', nodes: 3, addons: true });
  world.clock.runFor(20_000);
  const [stdin, stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity), new Pipe(Infinity)];
  const process = world.workstation.start(bash, ['bash'], { stdin, stdout, stderr, cwd: world.home, env: world.workstation.deps.env, user: 'root' });
  const differences: string[] = [];
  stdin.push('shopt -s expand_aliases\n');
  for (const { line, expected, code } of readSession(fs.readFileSync(file, 'utf8'))) {
    stdin.push(`${line}\nprintf '${MARK}%s\\n' $?\n`);
    const deadline = world.clock.nowMs + LIMIT_MS;
    let out = '';
    while (!out.includes(MARK) && process.status === undefined && world.clock.step(deadline)) out += stdout.poll() ?? '';
    const errors = stderr.poll() ?? '';
    const got = Number(new RegExp(`${MARK}(\\d+)`).exec(out)?.[1] ?? -1);
    const text = out.slice(0, Math.max(0, out.indexOf(MARK))) + errors;
    const rows = text.split('\n').map(collapse);
    const missing = expected.filter((want) => {
      if (want.startsWith('= ')) return !rows.includes(collapse(want.slice(2)));
      if (want.startsWith('~ ')) return !new RegExp(want.slice(2), 'm').test(text);
      return new RegExp(want.slice(3), 'm').test(text);
    });
    if (missing.length || got !== code) differences.push(`$ ${line}\n${missing.join('\n')}${got === code ? '' : `\n? ${code}, not ${got}`}\n--- printed\n${text.slice(0, 1500)}`);
    if (got === -1) break;
  }
  stdin.end();
  return differences;
}
