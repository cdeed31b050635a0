// tar packs, lists and unpacks what it packed, and complains as GNU tar does.
import { expect, test } from 'vitest';
import { runShell, testMachine } from '../testing-machine.ts';

const on = testMachine({}, { '/data/a.txt': 'alpha\n', '/data/sub/ü.txt': 'naïve ✓\n' });
const run = (command: string) => runShell(command, on);

test('an archive goes through a pipe and comes out as it was', () => {
  expect(run('cd / && tar cf - data | (mkdir -p /tmp/x && tar xmf - -C /tmp/x) && cat /tmp/x/data/a.txt /tmp/x/data/sub/ü.txt')).toEqual({ stdout: 'alpha\nnaïve ✓\n', stderr: '', code: 0 });
  expect(run('tar cf - /data | tar tf -')).toEqual({ stdout: 'data/\ndata/a.txt\ndata/sub/\ndata/sub/ü.txt\n', stderr: "tar: Removing leading `/' from member names\n", code: 0 });
  expect(run('tar -cf /tmp/a.tar -C /data a.txt && wc -c </tmp/a.tar && tar -tf /tmp/a.tar').stdout).toBe('10240\na.txt\n');
  const long = 'directory-with-a-long-name/'.repeat(5);
  expect(run(`mkdir -p /tmp/l/${long} && echo deep >/tmp/l/${long}f && tar cf - -C /tmp/l . | tar xf - -C /tmp/x && cat /tmp/x/${long}f`).stdout).toBe('deep\n');
});

test('complaints', () => {
  expect(run('tar cf - /nope >/dev/null')).toEqual({ stdout: '', stderr: 'tar: /nope: Cannot stat: No such file or directory\ntar: Exiting with failure status due to previous errors\n', code: 2 });
  expect(run('tar xf /nope')).toEqual({ stdout: '', stderr: 'tar: /nope: Cannot open: No such file or directory\ntar: Error is not recoverable: exiting now\n', code: 2 });
  expect(run(`yes | head -c 600 | tar xf -`)).toEqual({ stdout: '', stderr: 'tar: This does not look like a tar archive\ntar: Error is not recoverable: exiting now\n', code: 2 });
  expect(run('tar cf - >/dev/null').code).toBe(2);
  expect(run('tar cjf - /data >/dev/null').stderr).toContain('not simulated in Kubarium');
  expect(run('tar czf - /data 2>/dev/null | tar tzf -').stdout).toBe('data/\ndata/a.txt\ndata/sub/\ndata/sub/ü.txt\n');
});
