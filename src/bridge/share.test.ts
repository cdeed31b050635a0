// A session that goes through a link comes to the same history, and an hour at the keyboard fits into one.
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseYaml } from '../engine/kube/yaml.ts';
import { commandLines } from '../engine/base/command-lines.ts';
import { Random } from '../engine/sim/random.ts';
import { clusterCode } from './cluster-door.ts';
import type { SavedSession } from './protocol.ts';
import { Run } from './run.ts';
import { condense, packSession, unpackSession } from './share.ts';
import { openDesk } from './world-door.ts';

const options = { seed: 7, startMs: Date.UTC(2026, 0, 5, 9) };
const LIMIT_CHARACTERS = 8 * 1024;

function makeRun(): Run {
  const nothing = (): void => undefined;
  const run = new Run(openDesk(options), options, { text: nothing, ended: nothing, edit: nothing, input: nothing, joined: nothing });
  run.joinDesk = clusterCode.join;
  return run;
}

function sessionOf(run: Run): SavedSession {
  return { build: 'x', ...options, untilMs: run.nowMs, untilStep: run.steps, speed: 1, paused: false, inputs: run.inputs };
}

/** Every key on its own, as a person types. */
function typeLines(lines: readonly string[]): Run {
  const random = new Random(3);
  const run = makeRun();
  const wait = (ms: number): void => void run.runTo(run.nowMs + ms, () => false);
  run.do({ type: 'join' });
  run.do({ type: 'open-terminal', terminal: 1, columns: 120, rows: 30 });
  wait(2000);
  for (const line of lines) {
    for (const key of `${line.replaceAll('\n', '\r')}\r`) {
      run.do({ type: 'keys', terminal: 1, keys: key });
      wait(40 + Math.floor(random.next() * 200));
    }
    run.do({ type: 'open-log', stream: 1, path: '/api/v1/namespaces/default/pods/x/log', query: {} });
    wait(20_000);
  }
  return run;
}

/** The commands of a whole lesson. */
function solutionOf(slug: string): string[] {
  const { steps } = parseYaml(fs.readFileSync(`lessons/${slug}/lesson.yaml`, 'utf8')) as { readonly steps: readonly { readonly solution: string | readonly string[] }[] };
  return steps.flatMap(({ solution }) => (typeof solution === 'string' ? commandLines(solution) : solution));
}

function replay(session: SavedSession): Run {
  const run = makeRun();
  for (const input of session.inputs) run.replay(input, false);
  run.runTo(session.untilMs, () => false);
  return run;
}

describe('a session in a link', () => {
  test('a lesson typed key by key: the same history, and at most 8 KiB', async () => {
    const run = typeLines(solutionOf('24-microservices'));
    const text = await packSession(condense(sessionOf(run)));
    expect(text).toMatch(/^[\w-]+$/);
    expect(text.length).toBeLessThanOrEqual(LIMIT_CHARACTERS);
    const again = replay(await unpackSession(text));
    expect(again.nowMs).toBe(run.nowMs);
    expect(again.cluster?.world.historyHash()).toBe(run.cluster?.world.historyHash());
  });

  test('a damaged link is refused', async () => {
    const text = await packSession(condense(sessionOf(makeRun())));
    await expect(unpackSession(text.slice(0, -4))).rejects.toThrow('the link is damaged');
    await expect(unpackSession('%%%')).rejects.toThrow('the link is damaged');
  });
});
