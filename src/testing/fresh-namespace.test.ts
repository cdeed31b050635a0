// A namespace and a Pod in one file: the Pod waits for the account that the namespace is about to get.
import { expect, test } from 'vitest';
import { Typist } from './typist.ts';
import { createWorld } from '../engine/world/world.ts';

test('kubectl apply of a namespace with a Pod in it', () => {
  const world = createWorld({ seed: 5, startMs: 1_800_000_000_000, pace: 'real', nodes: 1 });
  world.clock.runFor(5000);
  const typist = new Typist(world);
  typist.run('printf "apiVersion: v1\\nkind: Namespace\\nmetadata: {name: n1}\\n---\\napiVersion: v1\\nkind: Pod\\nmetadata: {name: p1, namespace: n1}\\nspec: {containers: [{name: c, image: nginx}]}\\n" | kubectl apply -f -');
  expect(typist.text).toContain('pod/p1 created');
  typist.run('kubectl run p2 --image=nginx -n n1 --overrides=\'{"spec":{"serviceAccountName":"missing"}}\'');
  expect(typist.text).toContain('error looking up service account n1/missing: serviceaccount "missing" not found');
});
