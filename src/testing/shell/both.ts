// One script in the real bash of this machine (in a new temp folder, with limits) and in ours (in an empty home), and what differs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runShell } from '../../engine/machine/testing-machine.ts';

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const HOME = '/home/student';
const LIMITS = 'ulimit -t 10 -v 2000000 -f 4096; exec bash -c "$1"';

/** Undefined where this machine has no bash 5; else why (or nothing) its tools are GNU's. */
export function bashVersion(): string | undefined {
  const found = spawnSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.startsWith('5.') ? found.stdout.trim() : undefined;
}

/** GNU's programs quote with ‘ and ’ in a UTF-8 locale; ours quote as in the C locale that containers have. Numbers of processes are of the day. */
export const plain = (text: string): string => text.replace(/[‘’]/g, "'").replace(/(line \d+:) +\d+ (?=Killed|Terminated)/g, '$1 PID ');

export function realBash(script: string): Result {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'sh-'));
  try {
    const run = spawnSync('bash', ['--norc', '-c', LIMITS, 'bash', script], {
      cwd: home, encoding: 'utf8', input: '', timeout: 10_000, killSignal: 'SIGKILL', maxBuffer: 8_388_608,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' },
    });
    const homely = (text: string): string => text.replaceAll(home, HOME);
    return { stdout: homely(run.stdout), stderr: homely(run.stderr), code: run.status ?? -1 };
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

export function ownShell(script: string): Result {
  return runShell(script);
}

export interface Outcome {
  readonly real: Result;
  readonly own: Result;
  readonly same: boolean;
}

/** Standard output and exit code are compared; `words`: what is complained, too. */
export function compared(script: string, words = false): Outcome {
  const real = realBash(script);
  let own: Result;
  try {
    own = ownShell(script);
  } catch (error) {
    own = { stdout: '', stderr: `thrown: ${error instanceof Error ? error.stack : String(error)}`, code: -2 };
  }
  return { real, own, same: plain(real.stdout) === own.stdout && real.code === own.code && (!words || plain(real.stderr) === plain(own.stderr)) };
}
