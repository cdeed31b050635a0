// Kustomizations against recordings of a real `kubectl kustomize`: what it prints and writes, how it complains, and its exit code.
import { describe, expect, test } from 'vitest';
import { cases, type Outcome } from '../../../testing/kustomize/cases.ts';
import { outcome, settled } from '../../../testing/kustomize/outcome.ts';
import recordings from '../../../testing/kustomize/recordings.json' with { type: 'json' };

const recorded = recordings as unknown as readonly (Outcome & { readonly title: string })[];

describe('kubectl kustomize', () => {
  test('every case has its recording', () => {
    expect(recorded.map(({ title }) => title)).toEqual(cases.map(({ title }) => title));
  });

  test.each(cases.map((one, i) => [one.title, one, recorded[i] as Outcome & { readonly title: string }] as const))('%s', (_, one, { title: _title, ...real }) => {
    const ours = outcome(one);
    const comparable = { ...ours, stderr: settled(ours.stderr) };
    if (one.known !== undefined) expect(comparable, `no longer differs: ${one.known}`).not.toEqual({ ...real, stderr: settled(real.stderr) });
    else expect(comparable).toEqual({ ...real, stderr: settled(real.stderr) });
  });
});
