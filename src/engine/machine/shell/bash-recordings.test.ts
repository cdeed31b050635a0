// The shell against recordings of GNU bash 5.2 (`bash -c`): standard output and exit code, and where it complains, its words.
import { describe, expect, test } from 'vitest';
import recordings from '../../../testing/bash-recordings.json' with { type: 'json' };
import textTools from '../../../testing/text-tool-recordings.json' with { type: 'json' };
import { runShell } from '../testing-machine.ts';

interface Recording {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
  /** Why ours is known to differ. */
  readonly known?: string;
  /** Ours prints only some of bash's lines of complaint. */
  readonly quieter?: boolean;
}

const all: readonly Recording[] = [...(recordings as readonly Recording[]), ...textTools];
const same = all.filter((recording) => recording.known === undefined);
const different = all.filter((recording) => recording.known !== undefined);

// GNU's programs quote with ‘ and ’ in a UTF-8 locale; ours quote as in the C locale that containers have. Numbers of processes are of the day.
const plain = (text: string): string => text.replace(/[‘’]/g, "'").replace(/(line \d+:) +\d+ (?=Killed|Terminated)/g, '$1 PID ');

describe('bash -c', () => {
  test.each(same.map((recording) => [recording.command, recording] as const))('%s', (_, recording) => {
    const result = runShell(recording.command);
    expect({ stdout: result.stdout, code: result.code }).toEqual({ stdout: plain(recording.stdout), code: recording.code });
    if (recording.quieter) expect(plain(recording.stderr).split('\n')).toEqual(expect.arrayContaining(result.stderr.split('\n')));
    else expect(plain(result.stderr)).toBe(plain(recording.stderr));
  });

  test('99 of 100 agree, and what is said to differ does', () => {
    expect(same.length / all.length).toBeGreaterThanOrEqual(0.99);
    for (const recording of different) {
      const result = runShell(recording.command);
      expect({ stdout: result.stdout, code: result.code }, recording.command).not.toEqual({ stdout: plain(recording.stdout), code: recording.code });
    }
  });
});
