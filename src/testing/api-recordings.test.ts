// Replays what a real Kubernetes 1.36 answered against our API server with its controllers: verbs, validation, defaulting.
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ApiBody, ApiResponse, Caller } from '../engine/client/api.ts';
import { createWorld, type World } from '../engine/world/world.ts';

interface Case {
  readonly id: string;
  readonly nsLabels?: Record<string, string>;
}
interface Lib {
  runCase(client: unknown, recorded: Case, namespace: string): Promise<{ fails: string[] }>;
  makeNamespace(client: unknown, namespace: string, labels?: Record<string, string>): Promise<unknown>;
  pool<T>(items: readonly T[], n: number, run: (item: T, i: number) => Promise<void>): Promise<void>;
}
interface Request {
  readonly m?: 'GET';
  readonly p: string;
  readonly h?: Record<string, string | null>;
  readonly b?: unknown;
}

const folder = path.join(import.meta.dirname, 'reference/api');
const read = (section: string): { cases: Case[]; options: { ownNs?: boolean } } => JSON.parse(fs.readFileSync(path.join(folder, `${section}.json`), 'utf8'));

/** Not simulated: a role that the recorded fork adds to the bootstrap roles, admission policies by CEL, signing, priority and fairness; texts that dump Go's memory; an empty map that Go keeps apart from none. */
const gaps: Readonly<Record<string, readonly string[]>> = {
  verbs: [
    'rbac-bootstrap-names',
    'vap-deny', 'vap-variables-params', 'vap-runtime-error', 'vap-user', 'csr-signed-by-controller', 'table-flowcontrol.apiserver.k8s.io.v1-FlowSchema-t',
  ],
  validation: ['pod-patch-nodename', 'pod-patch-restart', 'pod-patch-ungated-nodeselector', 'pod-patch-resources', 'pod-ephemeral-via-spec', 'crd-cel-syntax', 'vap-bad'],
  defaulting: ['pod-ephemeral-rejected-fields'],
};

/** The HTTP client of the checker, in process. */
class InProcess {
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  async req({ m = 'GET', p, h = {}, b }: Request): Promise<unknown> {
    await Promise.resolve();
    const { code, headers, warnings, body } = this.send(m, p, h, b);
    const text = m === ('HEAD' as string) ? '' : textOf(body);
    return { code, headers, warnings: warnings.map((warning) => `299 - ${JSON.stringify(warning)}`), text, json: parsed(text) };
  }

  watch(p: string, onEvent: (event: unknown) => void, h: Record<string, string> = {}): { close(): void; done: Promise<number>; started: Promise<number> } {
    const { code, body } = this.send('GET', p, h, undefined);
    let finish = (_code: number): void => {};
    const done = new Promise<number>((resolve) => {
      finish = resolve;
    });
    if (body.type === 'watch') body.stream.listen({ item: onEvent, end: () => finish(code) });
    else {
      onEvent(parsed(textOf(body)));
      finish(code);
    }
    return { close: () => (body.type === 'watch' ? body.stream.close() : undefined), done, started: Promise.resolve(code) };
  }

  private send(method: 'GET', url: string, h: Readonly<Record<string, string | null>>, b: unknown): ApiResponse {
    const { pathname, searchParams } = new URL(url, 'http://x');
    const query = Object.fromEntries([...searchParams.keys()].map((key) => [key, searchParams.getAll(key)]));
    const sent: Record<string, string | null> = { Accept: 'application/json', Authorization: 'Bearer admin-token', ...(b === undefined ? {} : { 'Content-Type': 'application/json' }), ...h };
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(sent)) if (value !== null) headers[name.toLowerCase()] = value;
    const { api } = this.world.cluster;
    const caller: Caller | undefined = api.authenticate(headers);
    if (!caller) return api.unauthorized();
    return api.request({ method, path: pathname, query, headers, ...(b === undefined ? {} : { text: typeof b === 'string' ? b : JSON.stringify(b) }) }, caller);
  }
}

function textOf(body: ApiBody): string {
  return body.type === 'json' ? JSON.stringify(body.value) : body.type === 'text' ? body.text : '';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('the recorded API', () => {
  let lib: Lib;

  beforeAll(async () => {
    lib = (await import(path.join(folder, 'lib.mjs'))) as Lib;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });

  it.each(['verbs', 'validation', 'defaulting'])('%s', async (section) => {
    const world = createWorld({ seed: 1, startMs: Date.now(), pace: 'fast', nodes: 0 });
    world.clock.runFor(2000);
    const { cases, options } = read(section);
    const client = new InProcess(world);
    const failed: string[] = [];
    let finished = false;
    const all = (async () => {
      if (!options.ownNs) await lib.makeNamespace(client, 'shared');
      await lib.pool(cases, 40, async (recorded, i) => {
        const namespace = options.ownNs ? `r${i.toString(36)}x` : 'shared';
        if (options.ownNs) await lib.makeNamespace(client, namespace, recorded.nsLabels);
        const { fails } = await lib.runCase(client, recorded, namespace);
        if (fails.length > 0 && !gaps[section]?.includes(recorded.id)) failed.push(`${recorded.id}: ${fails[0]?.slice(0, 300)}`);
      });
      finished = true;
    })();
    while (!finished) {
      world.clock.runFor(20);
      await vi.advanceTimersByTimeAsync(20);
    }
    await all;
    expect(failed).toEqual([]);
  });
});
