// Tab at the workstation's prompt: what kubectl offers, with what it is about, and fields within a JSONPath.
import { expect, test } from 'vitest';
import { TEST_START_MS } from '../machine/testing-machine.ts';
import { createWorld } from './world.ts';

function prompt(columns = 100): (keys: string) => string {
  const world = createWorld({ seed: 1, startMs: TEST_START_MS, pace: 'fast', nodes: 1 });
  const terminal = world.openTerminal(columns, 40);
  const type = (keys: string): string => {
    terminal.input(keys);
    world.clock.runFor(50);
    let shown = '';
    for (let text = terminal.poll(); text !== undefined && text !== ''; text = terminal.poll()) shown += text;
    // oxlint-disable-next-line no-control-regex
    return shown.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '').replace(/\r\n/g, '\n').replace(/\r/g, '');
  };
  world.clock.runFor(1000);
  type('');
  return type;
}

test('flags and commands come with their help, cut to the width', () => {
  const type = prompt();
  const listed = type('kubectl logs --ta\t\x15kubectl logs --t\t\t');
  expect(listed).toContain('kubectl logs --tail ');
  expect(listed).toMatch(/^--timestamps {7}\(Include timestamps on each line in the log output\)$/m);
  expect(listed).toMatch(/^--tail +\(Lines of recent log file to display\..*…\)$/m);
  expect(Math.max(...listed.split('\n').filter((row) => row.startsWith('--')).map((row) => row.length))).toBeLessThan(100);
  expect(type('\x15kubectl rollout \t\t')).toMatch(/^history +\(View rollout history\)/m);
});

test('an alias has them too; names and kinds have nothing to explain', () => {
  const type = prompt();
  expect(type('k get priorityc\t')).toContain('priorityclasses.scheduling.k8s.io ');
  const kinds = type('\x15k get po\t\t\t');
  expect(kinds).toMatch(/poddisruptionbudgets\.policy +pods +podtemplates/);
});

test('fields within a JSONPath, of a list and of one object, below ranges, in quotes that stay', () => {
  const type = prompt();
  expect(type("kubectl get nodes -o jsonpath='{.it\t")).toContain("jsonpath='{.items[*]");
  expect(type('.metad\t')).toContain("jsonpath='{.items[*].metadata");
  expect(type('.creationT\t')).toContain('.metadata.creationTimestamp');
  expect(type("\x15kubectl get node node-1 -o jsonpath='{.status.cap\t")).toContain('{.status.capacity');
  expect(type('\x15kubectl get pods -o jsonpath="{range .items[*]}{.spec.serviceAcc\t\t\t')).toMatch(/^serviceAccount +\(string\) +serviceAccountName +\(string\)$/m);
  expect(type('\x15kubectl get pods --sort-by=.metadata.gener\t\t\t')).toMatch(/^generateName +\(string\) +generation +\(integer\)$/m);
  expect(type('\x15kubectl get pods -o custom-columns=NAME:.metadata.nam\t\t\t')).toMatch(/^name +\(string\) +namespace +\(string\)$/m);
});

test('a quote that was opened is closed with the word', () => {
  const type = prompt();
  expect(type("kubectl get 'priorityc\t")).toContain("'priorityclasses.scheduling.k8s.io' ");
});
