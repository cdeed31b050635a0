// Lessons are read whole or every fault is named; goals hold or do not over plain objects.
import { describe, expect, test } from 'vitest';
import { commandLines } from '../base/command-lines.ts';
import type { Json } from '../base/json.ts';
import { celValue, goalExpression } from './expression.ts';
import { readLesson } from './read-lesson.ts';

const markdown = (title: string): string => `# ${title}\n\nIntro.\n\n## {one} First\n\nDo it.\n\n\`\`\`sh\n## no heading\n\`\`\`\n\n### goal:a\n\nA holds.\n\n### missing:a\n\nNot yet.\n\n### hint\n\nTry.\n\n### predict\n\nWhich?\n\n- x\n- y\n\nBecause.\n\n## {debrief}\n\nDone.\n`;
const yaml = { minutes: 5, needs: [], steps: [{ id: 'one', predict: 1, goals: { a: { check: 'pods.size() == 1', missing: [null] } }, solution: 'kubectl run a --image=b\n' }] };

describe('readLesson', () => {
  test('puts the parts together', () => {
    const { lesson, errors } = readLesson('01-x', yaml, { ko: markdown('하나'), en: markdown('One') });
    expect(errors).toEqual([]);
    expect(lesson?.title).toEqual({ ko: '하나', en: 'One' });
    const step = lesson?.steps[0];
    expect(step?.body.en).toContain('## no heading');
    expect(step?.goals[0]?.missing[0]?.text.en).toBe('Not yet.');
    expect(step?.predict).toMatchObject({ answer: 1, why: { en: 'Because.' } });
    expect(step?.predict?.options).toHaveLength(2);
  });

  test('names every fault', () => {
    const { lesson, errors } = readLesson('01-x', { ...yaml, steps: [{ ...yaml.steps[0], id: 'two', goals: { b: 'pods.size( == 1' } }] }, { ko: markdown('하나'), en: 'no title' });
    expect(lesson).toBeUndefined();
    expect(errors.join('\n')).toMatch(/en\.md: the first line is to be "# Title"/);
    expect(errors.join('\n')).toMatch(/no "## \{two\} …"/);
    expect(errors.join('\n')).toMatch(/lesson.yaml has no step one/);
    expect(errors.join('\n')).toMatch(/goal b: /);
  });

  test('knows what breaks when it opens', () => {
    const faults = (given: Json) => readLesson('01-x', { ...yaml, faults: given }, { ko: markdown('하나'), en: markdown('One') });
    expect(faults([{ name: 'registry-slow', factor: 5 }, { name: 'stop-node', target: 'node-2' }]).lesson?.faults).toEqual([
      { name: 'registry-slow', args: { factor: 5 } },
      { name: 'stop-node', args: { target: 'node-2' } },
    ]);
    expect(faults([{ name: 'flood' }]).errors.join()).toMatch(/there is no fault "flood"/);
    expect(faults([{ name: 'stop-node' }]).errors.join()).toMatch(/stop-node needs a target/);
    expect(faults([{ name: 'stop-node', target: 'node-1', colour: 'red' }]).errors.join()).toMatch(/no option "colour"/);
  });

  test('keeps a here-document in one command', () => {
    expect(commandLines('a\ncat <<EOF\nx\ny\nEOF\nb \\\n  c\n')).toEqual(['a', 'cat <<EOF\nx\ny\nEOF', 'b \\\n  c']);
  });
});

describe('goal expressions', () => {
  const holds = (source: string, values: Record<string, unknown>): boolean => goalExpression(source).holds(celValue(values) as Record<string, unknown>);

  test('know which kinds they speak of', () => {
    expect(goalExpression('pods.size() == 1 && services.exists(s, s.metadata.name == "x")').kinds.map((k) => k.plural)).toEqual(['pods', 'services']);
  });

  test('hold or not; a missing field is not an error', () => {
    expect(holds('pods.exists(p, p.status.restarts >= 2)', { pods: [{ status: {} }, { status: { restarts: 3 } }] })).toBe(true);
    expect(holds('pods.all(p, p.status.ready == true)', { pods: [{ status: {} }] })).toBe(false);
    expect(holds('nonsense(pods)', { pods: [] })).toBe(false);
  });
});
