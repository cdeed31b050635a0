// The recorded kubectl transcripts, replayed in process: no topic may fall below what it has reached.
import { expect, test } from 'vitest';
import { playTranscript, transcripts } from './sessions.ts';

/** Steps that agree, a topic: raised as they grow, never lowered to pass. */
const reached: Readonly<Record<string, number>> = {
  apply: 52, auth: 20, config: 24, create: 173, delete: 53, describe: 77, diff: 6, discovery: 30, edit: 15, events: 15, explain: 0, get: 288, kustomize: 1, label: 39, learning: 88, manifest: 57, node: 39,
  patch: 37, policy: 41, replace: 15, rollout: 37, runtime: 36, scale: 34, scheduling: 14, secret: 17, service: 14, set: 2, storage: 10, usage: 58, validation: 45, wait: 18, workloads: 47,
};
const topics = [...new Set(transcripts().map((file) => file.split('/')[0] as string))];

test('every topic is listed', () => {
  expect(topics).toEqual(Object.keys(reached));
});

test.each(topics)('%s', (topic) => {
  const outcomes = transcripts(topic).map(playTranscript);
  const steps = outcomes.flatMap((outcome) => outcome.steps.map((step) => ({ ...step, name: outcome.name })));
  const failed = steps.filter((step) => !step.passed);
  const detail = failed.map(({ name, step, expected, actual }) => `${name}: $ ${step.command}\n--- expected\n${expected}\n--- actual\n${actual}`).join('\n\n');
  expect(steps.length - failed.length, `of ${steps.length}; what differs:\n${detail}`).toBeGreaterThanOrEqual(reached[topic] ?? 0);
});
