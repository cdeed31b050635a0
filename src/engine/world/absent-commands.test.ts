// What the prompt says of commands that it does not have.
import { expect, test } from 'vitest';
import { workstationNames } from '../machine/commands/workstation-names.ts';
import { TEST_START_MS } from '../machine/testing-machine.ts';
import { Typist } from '../../testing/typist.ts';
import { absentCommand } from './absent-commands.ts';
import { createWorld } from './world.ts';

test('what is not simulated names what does its work; a slip of the finger what was meant', () => {
  expect(absentCommand('docker')).toBe('docker is not simulated in Kubarium: containers are run by the cluster here: kubectl run NAME --image=IMAGE');
  expect(absentCommand('kubctl')).toBe('did you mean: kubectl');
  expect(absentCommand('gti')).toBe(undefined);
  expect(absentCommand('xyzzy')).toBe(undefined);
  for (const name of workstationNames) expect(absentCommand(name) ?? '', name).not.toContain('not simulated');
});

test('only at a prompt, after the shell’s own words', () => {
  const world = createWorld({ seed: 1, startMs: TEST_START_MS, pace: 'fast', nodes: 1 });
  const typist = new Typist(world);
  expect(typist.run('docker ps')).toContain('bash: docker: command not found\ndocker is not simulated in Kubarium');
  expect(typist.run('bash -c "docker ps"')).not.toContain('simulated');
});
