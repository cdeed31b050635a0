// The recorded kubectl transcripts, replayed in process: no topic may fall below what it has reached.
import { expect, test } from 'vitest';
import { playTranscript, transcripts } from './sessions.ts';

/** Steps that agree, a topic: raised as they grow, never lowered to pass. */
const reached: Readonly<Record<string, number>> = {
  apply: 57, auth: 60, config: 24, create: 176, delete: 53, describe: 88, diff: 11, discovery: 31, edit: 15, events: 16, explain: 10, get: 302, kustomize: 12, label: 39, learning: 92, manifest: 60, node: 39,
  patch: 39, policy: 44, replace: 15, rollout: 46, runtime: 36, scale: 34, scheduling: 14, secret: 17, service: 14, set: 58, storage: 11, usage: 64, validation: 50, wait: 18, workloads: 47,
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
