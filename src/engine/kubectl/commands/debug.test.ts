// Tests of kubectl debug against a running cluster: an ephemeral container, a copy, a Pod on a node.
import { describe, expect, it } from 'vitest';
import { runShell } from '../../../testing/sessions.ts';
import { createWorld } from '../../world/world.ts';

describe('kubectl debug', () => {
  const world = createWorld({ seed: 1, startMs: 1_800_000_000_000, pace: 'fast', nodes: 1 });
  world.clock.runFor(20_000);
  const env = new Map([['HOME', world.home], ['PATH', '/usr/local/bin:/usr/bin:/bin']]);
  const run = (command: string): string => runShell(world, command, { cwd: world.home, env }).stdout;
  run('kubectl run a --image=nginx:1.27; kubectl wait --for=condition=Ready pod/a');

  it('runs a command beside the containers of a Pod, and shows what it said', () => {
    expect(run('kubectl debug a --image=busybox:1.36 -c dbg -i -- sh -c "sleep 1; echo hi from \\$(hostname)"')).toContain('hi from a\n');
    expect(run("kubectl get pod a -o jsonpath='{.spec.ephemeralContainers[*].name}'")).toBe('dbg');
  });

  it('copies a Pod with other images', () => {
    expect(run("kubectl debug a --copy-to=b --set-image='*=nginx:1.28'; kubectl get pod b -o jsonpath='{.spec.containers[*].image} {.spec.shareProcessNamespace}'")).toBe('nginx:1.28 ');
  });

  it('debugs a copy that shares its processes, without probes and labels unless they are kept', () => {
    run('kubectl label pod a team=x');
    expect(run("kubectl debug a --copy-to=c --image=busybox:1.36 -c dbg --keep-labels -- sleep 100; kubectl get pod c -o jsonpath='{.spec.shareProcessNamespace} {.spec.containers[1].securityContext.capabilities.add[0]} {.metadata.labels.team}'")).toBe('true SYS_PTRACE x');
    expect(run("kubectl debug a --copy-to=d --image=busybox:1.36 --profile=baseline -c dbg -- sleep 100; kubectl get pod d -o jsonpath='{.spec.containers[1].securityContext}{.metadata.labels}'")).toBe('');
  });

  it('sees a node from a Pod of its own', () => {
    expect(run('kubectl debug node/node-1 -i --image=busybox:1.36 -- sh -c "sleep 1; hostname"')).toMatch(/^Creating debugging pod node-debugger-node-1-[a-z0-9]{5} with container debugger on node node-1\.\n(.*\n)*node-1\n$/);
  });
});
