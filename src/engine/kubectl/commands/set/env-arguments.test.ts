// Tests of how `set env` reads its arguments.
import { describe, expect, it } from 'vitest';
import { splitEnvironment, updateEnvironment } from './env-arguments.ts';

describe('the arguments of set env', () => {
  it('takes what stands before the first change for resources', () => {
    expect(splitEnvironment(['deploy/a', 'A=1', 'B-'])).toEqual({ resources: ['deploy/a'], changes: ['A=1', 'B-'] });
    expect(() => splitEnvironment(['A=1', 'deploy/a'])).toThrow('all resources must be specified before environment changes: A=1 deploy/a');
  });

  it('changes variables in their place, adds new ones at the end, the first value given wins', () => {
    const existing = [{ name: 'A', value: '1' }, { name: 'B', value: '2' }, { name: 'C', value: '3' }];
    const set = [{ name: 'D', value: '4' }, { name: 'B', value: 'x' }, { name: 'D', value: '5' }];
    expect(updateEnvironment(existing, { set, remove: ['A'] })).toEqual([{ name: 'B', value: 'x' }, { name: 'C', value: '3' }, { name: 'D', value: '4' }]);
  });
});
