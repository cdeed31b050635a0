// A small world on which tests break something, look, and heal it.
import { expect } from 'vitest';
import { KubeClient } from '../engine/client/kube-client.ts';
import { kinds } from '../engine/kube/kinds.generated.ts';
import type { Pod } from '../engine/kube/types.generated.ts';
import { createWorld, type World } from '../engine/world/world.ts';
import { runShell } from './sessions.ts';

export class Bench {
  readonly world: World;
  readonly client: KubeClient;

  constructor(nodes = 2) {
    this.world = createWorld({ seed: 7, startMs: Date.UTC(2026, 0, 1), pace: 'real', nodes });
    this.client = new KubeClient(this.world.api, { userAgent: 'test', actor: 'test', user: 'admin', groups: ['system:masters'] });
    this.run(15);
  }

  run(seconds: number): void {
    this.world.clock.runFor(seconds * 1000);
  }

  /** Breaks something; returns what heals it. */
  fault(name: string, args: Record<string, string | number> = {}): () => void {
    const before = new Set(this.world.faults.list().map(({ id }) => id));
    expect(this.world.faults.apply(name, args), `${name} ${JSON.stringify(args)}`).toBe(true);
    const [added] = this.world.faults.list().filter(({ id }) => !before.has(id));
    return () => expect(this.world.faults.heal(added?.id ?? ''), `heal ${name}`).toBe(true);
  }

  sh(line: string): string {
    const { stdout, stderr } = runShell(this.world, line, { cwd: this.world.home, env: this.world.workstation.deps.env });
    return stdout + stderr;
  }

  create(name: string, container: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): void {
    this.client.create(kinds.pods, { metadata: { name, namespace: 'default', labels: { app: name } }, spec: { ...spec, containers: [{ name: 'main', image: 'nginx:1.27', ...container }] } } as never);
  }

  deploy(name: string, replicas: number, container: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): void {
    const labels = { app: name };
    const template = { metadata: { labels }, spec: { ...spec, containers: [{ name: 'main', image: 'nginx:1.27', ...container }] } };
    this.client.create(kinds.deployments, { metadata: { name, namespace: 'default' }, spec: { replicas, selector: { matchLabels: labels }, template } } as never);
  }

  pods(app: string): readonly Pod[] {
    return this.client.list(kinds.pods, 'default', { labelSelector: `app=${app}` }).items;
  }

  pod(name: string): Pod {
    return this.client.get(kinds.pods, 'default', name);
  }

  ready(app: string): number {
    return this.pods(app).filter(({ status, metadata }) => metadata.deletionTimestamp === undefined && status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')).length;
  }

  condition(node: string, type: string): string | undefined {
    return this.client.get(kinds.nodes, '', node).status.conditions?.find((condition) => condition.type === type)?.status;
  }

  events(reason: string): readonly string[] {
    return this.client.list(kinds.events, '').items.flatMap((event) => (event.reason === reason ? [event.message ?? ''] : []));
  }

  waiting(name: string): string | undefined {
    return this.pod(name).status.containerStatuses?.[0]?.state?.waiting?.reason;
  }

  restarts(name: string): number {
    return this.pod(name).status.containerStatuses?.[0]?.restartCount ?? 0;
  }
}
