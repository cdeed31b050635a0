// jq against recordings of the real one: standard output and exit code.
import { describe, expect, test } from 'vitest';
import recordings from '../../../testing/jq-recordings.json' with { type: 'json' };
import { runShell } from '../testing-machine.ts';

describe('jq', () => {
  test.each(recordings.map((recording) => [recording.command, recording] as const))('%s', (_, recording) => {
    const { stdout, code } = runShell(recording.command);
    expect({ stdout, code }).toEqual({ stdout: recording.stdout, code: recording.code });
  });
});
