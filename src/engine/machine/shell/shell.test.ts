// What recordings of `bash -c` cannot show: other shells' words, aliases, scripts from standard input, exec, process 1.
import { describe, expect, test } from 'vitest';
import { Clock } from '../../sim/clock.ts';
import { Random } from '../../sim/random.ts';
import { busyboxPrograms, coreutilsPrograms } from '../commands/table.ts';
import type { ContainerImage } from '../container.ts';
import { loopbackNet } from '../local-net.ts';
import { createStartContainer } from '../start-container.ts';
import { runShell, testMachine } from '../testing-machine.ts';
import { cutLine } from './completion.ts';
import { expandBraces } from './braces.ts';
import { parseShell } from './source.ts';

const image = (programs: ContainerImage['programs']): ContainerImage => ({
  reference: 'docker.io/library/x:1', digest: 'sha256:0', sizeMiB: 1, entrypoint: [], cmd: [], env: {}, workingDir: '', user: '', exposedPorts: [], stopSignal: 'SIGTERM', files: {}, programs,
});

function container(programs: ContainerImage['programs'], argv: readonly string[], ms = 100): { log: () => string; status: () => unknown; signal: (name: 'SIGTERM' | 'SIGKILL', ms?: number) => void } {
  const clock = new Clock(1_700_000_000_000);
  let text = '';
  const started = createStartContainer({ clock, random: new Random(1) })({
    name: 'c', hostname: 'pod', image: image(programs), argv, env: new Map(), workingDir: '', user: '', mounts: [], net: loopbackNet(), stdin: false, tty: false, memoryLimit: undefined, log: (_, piece) => (text += piece),
  });
  if (typeof started === 'string') throw new Error(started);
  clock.runFor(ms);
  return {
    log: () => text, status: () => started.status,
    signal: (name, after = 100) => {
      started.signal(name);
      clock.runFor(after);
    },
  };
}

describe('shells in containers', () => {
  test('say in their own words that a command is not there', () => {
    expect(container(busyboxPrograms(), ['sh', '-c', 'foo']).log()).toBe('sh: foo: not found\n');
    expect(container(coreutilsPrograms(), ['sh', '-c', 'foo']).log()).toBe('sh: 1: foo: not found\n');
    expect(container(coreutilsPrograms(), ['bash', '-c', 'foo']).log()).toBe('bash: line 1: foo: command not found\n');
    expect(container(busyboxPrograms(), ['sh', '-c', 'kill; kill 999999; kill -FOO 1']).log()).toBe("sh: you need to specify whom to kill\nsh: can't kill pid 999999: No such process\nsh: bad signal name 'FOO'\n");
  });

  test('as process 1 are deaf to SIGTERM, unless they trap it', () => {
    const deaf = container(busyboxPrograms(), ['sh', '-c', 'sleep 3600']);
    deaf.signal('SIGTERM');
    expect(deaf.status()).toBeUndefined();
    deaf.signal('SIGKILL');
    expect(deaf.status()).toMatchObject({ code: 137 });
    const polite = container(busyboxPrograms(), ['sh', '-c', "trap 'echo bye; exit 0' TERM; while true; do sleep 1; done"]);
    polite.signal('SIGTERM', 1500);
    expect([polite.log(), polite.status()]).toEqual(['bye\n', { code: 0 }]);
    const waiting = container(busyboxPrograms(), ['sh', '-c', "trap 'echo now; exit 3' TERM; sleep 3600 & wait"]);
    waiting.signal('SIGTERM', 1);
    expect([waiting.log(), waiting.status()]).toEqual(['now\n', { code: 3 }]);
  });

  test('give their place to the last command, and to exec', () => {
    expect(container(busyboxPrograms(), ['sh', '-c', 'echo a; exec ps -o pid,args']).log()).toBe('a\nPID COMMAND\n1   ps -o pid,args\n'.replace('1   ps', '  1 ps'));
    const one = container(busyboxPrograms(), ['sh', '-c', 'kill -9 1; echo alive; exit 5']);
    expect([one.log(), one.status()]).toEqual(['alive\n', { code: 5 }]);
  });
});

describe('shell', () => {
  test('reads commands from standard input, and they read what follows elsewhere', () => {
    expect(runShell('bash', testMachine(), 1000, 'x=1\nif true; then\necho $x\nfi\nexit 4\n')).toEqual({ stdout: '1\n', stderr: '', code: 4 });
  });

  test('aliases, also of aliases, at the place of commands only', () => {
    const aliases = new Map([['k', 'kubectl'], ['kg', 'k get'], ['ll', 'ls -l'], ['sudo', 'sudo ']]);
    expect(parseShell('kg pods | ll; echo k && sudo k x', aliases).source).toBe('kubectl get pods | ls -l; echo k && sudo  kubectl x');
  });

  test('knows what is incomplete, and what is wrong', () => {
    for (const text of ['if true', 'echo "a', "echo 'a", 'a |', 'a &&', 'for i in 1; do', 'echo $(ls', 'cat <<E\nx', 'f() {', 'echo a\\', 'case x in']) expect([text, parseShell(`${text}\n`).incomplete]).toEqual([text, true]);
    for (const text of ['echo )', 'fi', 'a && && b', '; a', 'echo >']) expect([text, parseShell(`${text}\n`).incomplete, parseShell(text).fault?.lines[0]?.text.startsWith('syntax error near')]).toEqual([text, false, true]);
  });

  test('complains about syntax as bash does', () => {
    expect(runShell('echo a; fi').stderr).toBe("bash: -c: line 1: syntax error near unexpected token `fi'\nbash: -c: line 1: `echo a; fi'\n");
    expect(runShell('echo "a').stderr).toBe("bash: -c: line 1: unexpected EOF while looking for matching `\"'\n");
    expect(runShell('if true').stderr).toBe('bash: -c: line 2: syntax error: unexpected end of file\n');
    expect(runShell('echo one\necho )').stdout).toBe('one\n');
  });

  test('braces', () => {
    expect(expandBraces('a{1..3}b')).toEqual(['a1b', 'a2b', 'a3b']);
    expect(expandBraces('{a,b{c,d}}')).toEqual(['a', 'bc', 'bd']);
    expect(expandBraces('"{a,b}"${x}{y}')).toEqual(['"{a,b}"${x}{y}']);
  });

  test('cuts the line for completion', () => {
    expect(cutLine('x=1 kubectl get po | grep -v "a b').words).toEqual(['grep', '-v', 'a b']);
    expect(cutLine('cat < fi').afterRedirect).toBe(true);
    expect(cutLine('kubectl get ').words).toEqual(['kubectl', 'get', '']);
  });

  test('too deep a recursion is an error, not a crash', () => {
    const { code, stderr } = runShell('f() { f; }; f');
    expect([code, stderr.includes('maximum function nesting level exceeded')]).toEqual([1, true]);
  });

  test('the same seed gives the same run', () => {
    const run = (): string => runShell('echo $RANDOM $RANDOM; mktemp; shuf -i 1-9 | paste -sd,').stdout;
    expect(run()).toBe(run());
  });
});
