// Tests of which rules others cover, as `kubectl auth reconcile` tells them.
import { describe, expect, it } from 'vitest';
import { uncovered } from './rule-cover.ts';

const rule = (verbs: readonly string[], resources: readonly string[], apiGroups: readonly string[] = ['']): { readonly verbs: readonly string[]; readonly resources: readonly string[]; readonly apiGroups: readonly string[] } => ({ verbs, resources, apiGroups });

describe('uncovered', () => {
  it('takes rules apart and leaves what is allowed already', () => {
    expect(uncovered([rule(['get', 'list'], ['pods'])], [rule(['get', 'watch'], ['pods', 'services'])])).toEqual([rule(['watch'], ['pods']), rule(['get'], ['services']), rule(['watch'], ['services'])]);
  });

  it('knows what * covers, and that a rule for some names covers none without', () => {
    expect(uncovered([rule(['*'], ['*'], ['*'])], [rule(['get'], ['pods/log'], ['x'])])).toEqual([]);
    expect(uncovered([rule(['get'], ['*/log'])], [rule(['get'], ['pods/log', 'pods'])])).toEqual([rule(['get'], ['pods'])]);
    expect(uncovered([{ ...rule(['get'], ['pods']), resourceNames: ['a'] }], [rule(['get'], ['pods'])])).toEqual([rule(['get'], ['pods'])]);
    expect(uncovered([{ verbs: ['get'], nonResourceURLs: ['/logs/*'] }], [{ verbs: ['get'], nonResourceURLs: ['/logs/x', '/metrics'] }])).toEqual([{ verbs: ['get'], nonResourceURLs: ['/metrics'] }]);
  });
});
