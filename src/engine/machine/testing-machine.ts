// A machine for tests: the workstation's commands, a loopback network, and a way to run one command line to its end.
import { shownText } from '../base/utf8.ts';
import { Clock } from '../sim/clock.ts';
import { Random } from '../sim/random.ts';
import { Pipe } from '../sim/stream.ts';
import { workstationPrograms } from './commands/table.ts';
import { buildTree } from './file-tree.ts';
import { loopbackNet } from './local-net.ts';
import { Machine } from './machine.ts';
import { MemoryFiles } from './memory-files.ts';
import { textReader } from './open-file.ts';
import type { Program } from './process.ts';
import { bash } from './shell/shell.ts';

export const TEST_START_MS = 1_767_323_045_000;

export interface TestMachine {
  readonly clock: Clock;
  readonly machine: Machine;
}

/** The commands of the learner's workstation at their places. */
function workstation(): Record<string, Program> {
  const programs = Object.entries({ ...workstationPrograms(), sh: bash, bash });
  return Object.fromEntries(['/usr/bin', '/bin'].flatMap((directory) => programs.map(([name, program]) => [`${directory}/${name}`, program])));
}

export function testMachine(programs: Readonly<Record<string, Program>> = {}, files: Readonly<Record<string, string>> = {}): TestMachine {
  const clock = new Clock(TEST_START_MS);
  const passwd = 'root:x:0:0:root:/root:/bin/bash\nstudent:x:1000:1000::/home/student:/bin/bash\n';
  const base = buildTree({ '/etc/passwd': passwd, '/etc/group': 'root:x:0:\nstudent:x:1000:\n', '/home/student/': '', ...files }, { ...workstation(), ...programs }, { modifiedMs: TEST_START_MS, distribution: true });
  const machine = new Machine({
    clock, random: new Random(1), name: 'kubarium', net: loopbackNet(), files: new MemoryFiles({ nowMs: () => clock.nowMs, base }),
    env: new Map([['PATH', '/usr/local/bin:/usr/bin:/bin'], ['HOME', '/home/student'], ['LANG', 'C.UTF-8']]),
  });
  machine.files.chown('/home/student', 'student');
  return { clock, machine };
}

export interface ShellResult {
  readonly stdout: string;
  readonly stderr: string;
  /** -1: not ended within the time. */
  readonly code: number;
}

export function runShell(command: string, on: TestMachine = testMachine(), limitMs = 60_000, stdin = ''): ShellResult {
  const { clock, machine } = on;
  const [stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity)];
  const found = machine.find(['bash', '-c', command], '/', '/bin');
  if ('error' in found) throw new Error(found.error);
  const process = machine.start(found.program, found.argv, { stdin: textReader(stdin), stdout, stderr, cwd: '/home/student', user: 'student' });
  const until = clock.nowMs + limitMs;
  while (!process.status && clock.step(until));
  return { stdout: shownText(stdout.poll() ?? ''), stderr: shownText(stderr.poll() ?? ''), code: process.status?.code ?? -1 };
}
