// What a goal asks for by name.
import { expect, test } from 'vitest';
import { wantsOf } from './wants.ts';

test('names the objects that are asked for, each once', () => {
  expect(wantsOf('deployments.exists(d, d.metadata.name == "web" && d.metadata.namespace == "shop" && d.spec.containers.exists(c, c.name == "x")) && services.exists(s, s.metadata.name == \'web\')')).toEqual([
    { plural: 'deployments', kind: 'Deployment', name: 'web', namespace: 'shop' },
    { plural: 'services', kind: 'Service', name: 'web' },
  ]);
});

test('what is to be gone is not asked for, and neither is what has no name', () => {
  expect(wantsOf('!deployments.exists(d, d.metadata.name == "web") && pods.exists(p, p.status.phase == "Running") && commands.exists(c, c.line == "ls")')).toEqual([]);
});
