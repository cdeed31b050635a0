// One script in the real bash of this machine (in a new temp folder, with limits) and in ours (in an empty home), and what differs.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runShell, testMachine } from '../../engine/machine/testing-machine.ts';

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const PATIENCE_MS = 2000;
const HOME = '/home/student';
const LIMITS = 'ulimit -t 3 -v 2000000 -f 4096; exec bash -c "$1"';

/** Undefined where this machine has no bash 5; else why (or nothing) its tools are GNU's. */
export function bashVersion(): string | undefined {
  const found = spawnSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.startsWith('5.') ? found.stdout.trim() : undefined;
}

/** GNU's programs quote with ‘ and ’ in a UTF-8 locale; ours quote as in the C locale that containers have. Numbers of processes are of the day. */
export const plain = (text: string): string => text.replace(/[‘’]/g, "'").replace(/(line \d+:) +\d+ (?=Killed|Terminated)/g, '$1 PID ');

/** Undefined where it takes too long. */
export function realBash(script: string): Result | undefined {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'sh'));
  try {
    const run = spawnSync('bash', ['--norc', '-c', LIMITS, 'bash', script], {
      cwd: home, encoding: 'utf8', input: '', timeout: 3000, killSignal: 'SIGKILL', maxBuffer: 8_388_608,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' },
    });
    if (run.status === null || run.status === 137) return undefined;
    const homely = (text: string): string => text.replaceAll(home, HOME).replaceAll(home.toUpperCase(), HOME.toUpperCase());
    return { stdout: homely(run.stdout), stderr: homely(run.stderr), code: run.status };
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

/** Undefined where it takes too long: a drawn loop may have no end. */
export function ownShell(script: string): Result | undefined {
  const on = testMachine();
  const until = performance.now() + PATIENCE_MS;
  const { step } = on.clock;
  on.clock.step = (limit) => performance.now() < until && step.call(on.clock, limit);
  const result = runShell(script, on, 20_000);
  return result.code === -1 ? undefined : result;
}

export interface Outcome {
  readonly real: Result;
  readonly own: Result;
  readonly same: boolean;
  /** The real one took too long, so nothing can be said. */
  readonly endless: boolean;
}

const NOTHING: Result = { stdout: '', stderr: '', code: -1 };

/** Standard output and exit code are compared; `words`: what is complained, too. */
export function compared(script: string, words = false): Outcome {
  const real = realBash(script);
  if (!real) return { real: NOTHING, own: NOTHING, same: true, endless: true };
  let own: Result | undefined;
  try {
    own = ownShell(script);
  } catch (error) {
    own = { stdout: '', stderr: `thrown: ${error instanceof Error ? error.stack : String(error)}`, code: -2 };
  }
  own ??= { ...NOTHING, stderr: 'took too long' };
  return { real, own, endless: false, same: plain(real.stdout) === own.stdout && real.code === own.code && (!words || plain(real.stderr) === plain(own.stderr)) };
}
