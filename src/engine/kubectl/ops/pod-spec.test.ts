// Tests of finding Pod specs and containers in objects.
import { describe, expect, it } from 'vitest';
import { selectsContainer, withPodSpec } from './pod-spec.ts';

describe('the Pod spec of an object', () => {
  it('is found in templates and templates of templates', () => {
    const mark = (): { nodeName: string } => ({ nodeName: 'n' });
    expect(withPodSpec({ kind: 'Pod', spec: { a: 1 } }, mark)).toEqual({ kind: 'Pod', spec: { nodeName: 'n' } });
    expect(withPodSpec({ kind: 'CronJob' }, mark)).toEqual({ kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec: { nodeName: 'n' } } } } } });
    expect(() => withPodSpec({ apiVersion: 'v1', kind: 'Service' }, mark)).toThrow('the object is not a pod or does not have a pod template: *v1.Service');
  });

  it('has containers that a pattern selects', () => {
    expect(['web', 'web-2', 'db'].filter((name) => selectsContainer('web*', name))).toEqual(['web', 'web-2']);
    expect(selectsContainer('*', 'any')).toBe(true);
    expect(selectsContainer('w.b', 'web')).toBe(false);
  });
});
