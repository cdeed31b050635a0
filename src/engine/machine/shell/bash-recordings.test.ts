// The shell against recordings of GNU bash 5.2 (`bash -c`): standard output and exit code, and where it complains, its words.
import { describe, expect, test } from 'vitest';
import recordings from '../../../testing/bash-recordings.json' with { type: 'json' };
import textTools from '../../../testing/text-tool-recordings.json' with { type: 'json' };
import { runShell } from '../testing-machine.ts';

// GNU's programs quote with ‘ and ’ in a UTF-8 locale; ours quote as in the C locale that containers have.
const plain = (text: string): string => text.replace(/[‘’]/g, "'");

describe('bash -c', () => {
  test.each([...recordings, ...textTools].map((recording) => [recording.command, recording] as const))('%s', (_, recording) => {
    const result = runShell(recording.command);
    expect({ stdout: result.stdout, code: result.code }).toEqual({ stdout: plain(recording.stdout), code: recording.code });
    expect(result.stderr).toBe(plain(recording.stderr));
  });
});
