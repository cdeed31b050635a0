// What would keep a worker busy for ever: every step of it ends soon, and Ctrl-C ends the rest.
import { expect, test } from 'vitest';
import { createWorld } from '../engine/world/world.ts';
import { Pipe } from '../engine/sim/stream.ts';
import { sh } from '../engine/machine/shell/shell.ts';

const long = `${'a'.repeat(3000)}b`;

test.each([
  "awk 'BEGIN{while(1);}'",
  "echo a | sed ':a;ba'",
  "jq -n 'def f: f; f'",
  "jq -n '[range(1e9)]|length'",
  "jq -n 'last(range(1e9))'",
  `echo ${long} | grep -E '(a+)+$'`,
  `printf %s ${long} | jq -R 'test("(a+)+$")'`,
  `echo ${long} | sed -E 's/(a|aa)+$/x/'`,
  `[[ ${long} =~ ^(a+)+$ ]]`,
  `case ${long}x in *a*a*a*a*a*a*a*y) ;; esac`,
  'while :; do :; done',
  'seq 1 100000000 | wc -l',
  `awk 'BEGIN{s="a";while(length(s)<1e9)s=s s}'`,
  'x=a; for i in $(seq 1 40); do x=$x$x; done',
  'cat /dev/zero | wc -c',
  "jq -n '[range(1e9)]'",
  'yes | head',
  'yes | sort',
  'seq 1000000000 | tail -1',
  ':(){ :|:& };:',
  'f() { f | f; }; f',
  'echo {1..1000000000}',
  'printf "%1000000000d" 1',
  'find / | xargs -n1 yes',
  'mapfile a < <(yes)',
  'yes > f',
  'shopt -s globstar; while :; do echo /**; done > /dev/null',
])('%s', (line) => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 0, without: ['scheduler', 'controller-manager', 'kubelets', 'cloud'] });
  const [stdin, stdout, stderr] = [new Pipe(), new Pipe(Infinity), new Pipe(Infinity)];
  stdin.end();
  const process = world.workstation.start(sh, ['bash', '-c', line], { stdin, stdout, stderr, cwd: '/root', env: world.workstation.deps.env, user: 'root' });
  let longest = 0;
  const stepFor = (ms: number): void => {
    const until = performance.now() + ms;
    let more = true;
    while (more && process.status === undefined && performance.now() < until) {
      const started = performance.now();
      more = world.clock.step(world.clock.nowMs + 1000);
      longest = Math.max(longest, performance.now() - started);
    }
  };
  stepFor(200);
  if (process.status === undefined) process.signal('SIGINT');
  stepFor(3000);
  expect(process.status, 'ended').toBeDefined();
  // Generous: the machine that runs this has other things to do.
  expect(longest).toBeLessThan(4000);
});
