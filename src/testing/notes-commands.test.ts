// The notes' commands, all of them, typed at one terminal in the notes' order.
import { expect, test } from 'vitest';
import { descriptions } from 'virtual:kubernetes-descriptions';
import { createWorld } from '../engine/world/world.ts';
import { type NoteCommand, noteCommands } from './notes-commands.ts';
import { Typist } from './typist.ts';

const LIMIT_MS = 600_000;

test('each does what the note shows, or what is said of it', () => {
  const world = createWorld({ seed: 5, startMs: 1_800_000_000_000, pace: 'fast', nodes: 3, addons: true, descriptions: () => descriptions });
  world.clock.runFor(5000);
  // The page's editor: something is written, and it is closed.
  world.onEdit((edit) => {
    world.files.write(edit.path, 'edited\n');
    edit.finish();
  });
  const t = new Typist(world);
  const wrong: string[] = [];
  for (const [i, one] of noteCommands.entries()) {
    for (const line of one.before ?? []) t.run(line, LIMIT_MS);
    const shown = typed(t, one);
    const code = Number(t.run('echo $?').split('\n').at(-1));
    const missing = one.shows.filter((part) => (typeof part === 'string' ? !shown.includes(part) : !part.test(shown)));
    const silent = one.outcome === 'as the note shows' && one.shows.length === 0 && /error|not found/i.test(shown);
    if (code !== (one.code ?? 0) || missing.length > 0 || silent) wrong.push(`${i}. ${one.note} $ ${one.typed ?? one.command}\nexit code ${code}${missing.map((part) => `\nnot shown: ${part}`).join('')}\n${shown.slice(-1500)}`);
  }
  expect(wrong.join('\n\n')).toBe('');
}, 120_000);

function typed(t: Typist, { command, typed: line = command, keys = [] }: NoteCommand): string {
  if (keys.length === 0) return t.run(line, LIMIT_MS);
  const before = t.text.length;
  t.keys(`${line}\r`);
  for (const [pattern, text] of keys) {
    t.waitFor(pattern);
    t.keys(text);
  }
  t.waitFor(/\$ $/);
  return t.text.slice(before).split('\n').slice(1, -1).join('\n');
}

test('the list says of each what it is', () => {
  expect(new Set(noteCommands.map(({ note }) => note))).toEqual(new Set(['N0', 'N1', 'N2', 'N3', 'N4']));
  for (const one of noteCommands) if (one.outcome === 'as today’s tool answers') expect(one.remark, one.command).toBeDefined();
  const tools = noteCommands.filter(({ outcome }) => outcome === 'comes later').map(({ typed: line = '' }) => line.split(' ')[0]);
  expect(new Set(tools)).toEqual(new Set(['gcloud', 'brew', 'kind', 'sudo', 'reboot']));
});
