// The session as the page meets it: the prompt first, then the cluster; kept, restored, undone; paused and stepped.
import { expect, test } from 'vitest';
import { clusterCode } from './cluster-door.ts';
import { EngineSession } from './engine-session.ts';
import type { FromWorker, Input, SavedSession } from './protocol.ts';
import type { SandboxChoice, SessionHead, SessionStore } from './session-store.ts';
import { answerLook } from './past-looks.ts';
import { openDesk } from './world-door.ts';

class MemoryStore implements SessionStore {
  readonly state = 'saved';
  head: SessionHead | undefined;
  inputs: Input[] = [];

  async load(): Promise<SavedSession | undefined> {
    return this.head ? { ...this.head, inputs: [...this.inputs] } : undefined;
  }

  readonly sandbox = { id: 'one', name: '', bookmarks: [] };

  async rescue(head: SessionHead, inputs: readonly Input[]): Promise<boolean> {
    this.head = head;
    this.inputs = [...inputs];
    return true;
  }

  append(input: Input): void {
    this.inputs.push(input);
  }

  mark(head: SessionHead): void {
    this.head = head;
  }
}

/** A page and a wall clock that a test moves by hand. */
function makePage(store: SessionStore) {
  let wallMs = 0;
  /** So much passes whenever somebody looks at the clock. */
  let lookMs = 0;
  const timers: { readonly dueMs: number; run: (() => void) | undefined }[] = [];
  const messages: FromWorker[] = [];
  let session: EngineSession | undefined;
  let asked: SandboxChoice | undefined;
  let lose: (error: unknown) => void = () => undefined;
  const made = new EngineSession({
    post: (message) => {
      messages.push(message);
      if (message.type === 'text') session?.receive({ type: 'credit', terminal: message.terminal, characters: message.text.length });
    },
    wallMs: () => (wallMs += lookMs),
    yieldTo: (run) => queueMicrotask(run),
    later: (delayMs, run) => {
      const timer = { dueMs: wallMs + delayMs, run: run as (() => void) | undefined };
      timers.push(timer);
      return () => {
        timer.run = undefined;
      };
    },
    openStore: async (choice, onLost) => {
      asked = choice;
      lose = onLost;
      return store;
    },
    loadLooks: async () => answerLook,
    openDesk,
    loadCluster: async () => clusterCode,
    build: 'test',
  });
  session = made;
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 50; i++) await Promise.resolve();
  };
  const wait = async (ms: number): Promise<void> => {
    const untilMs = wallMs + ms;
    while (wallMs < untilMs) {
      wallMs = Math.min(untilMs, wallMs + 10);
      for (const timer of timers.splice(0)) {
        if (timer.run && timer.dueMs <= wallMs) timer.run();
        else if (timer.run) timers.push(timer);
      }
      await settle();
    }
  };
  const screen = (): string => messages.flatMap((message) => (message.type === 'text' ? [message.text] : message.type === 'ready' ? message.terminals.map(({ text }) => text) : [])).join('');
  const clockMs = (): number => messages.flatMap((message) => (message.type === 'frame' ? [message.frame.clock.nowMs] : [])).at(-1) ?? 0;
  const slow = (ms: number): void => {
    lookMs = ms;
  };
  const nowMs = (): number => wallMs;
  return { session: made, slow, nowMs, asked: () => asked, lose: (error: Error) => lose(error), messages, wait, settle, screen, clockMs };
}

const start = { type: 'start', mode: 'restore', seed: 3, nowMs: Date.UTC(2026, 0, 5) } as const;
const line = (keys: string) => ({ type: 'keys', terminal: 1, keys: `${keys}\r` }) as const;

test('prompt, cluster, a command, objects in frames; restored with the same screen; undone', async () => {
  const store = new MemoryStore();
  const page = makePage(store);
  page.session.receive(start);
  await page.settle();
  page.session.receive({ type: 'open-terminal', terminal: 1, columns: 100, rows: 30 });
  await page.wait(100);
  expect(page.screen()).toMatch(/\$ /);
  page.session.receive(line('kubectl create deployment web --image=nginx:1.25 --replicas=2'));
  await page.wait(12_000);
  expect(page.screen()).toContain('deployment.apps/web created');
  const pods = page.messages.flatMap((message) => (message.type === 'frame' ? message.frame.upserts.filter((object) => object.kind === 'pods' && object.namespace === 'default') : []));
  expect(new Set(pods.map((pod) => pod.name)).size).toBe(2);
  expect(page.messages.filter((message) => message.type === 'frame').length).toBeLessThanOrEqual(125);
  page.session.receive({ type: 'save' });

  const again = makePage(store);
  again.session.receive(start);
  await again.wait(1500);
  expect(again.messages.find((message) => message.type === 'ready')).toMatchObject({ restored: true });
  expect(again.screen()).toBe(page.screen());

  const undone = makePage(store);
  undone.session.receive({ ...start, mode: 'undo' });
  await undone.wait(1500);
  expect(undone.screen()).not.toContain('kubectl create');
  expect(undone.screen()).toMatch(/\$ /);
});

test('while time stands typing still answers, and a step moves to the next message', async () => {
  const page = makePage(new MemoryStore());
  page.session.receive(start);
  await page.settle();
  page.session.receive({ type: 'open-terminal', terminal: 1, columns: 100, rows: 30 });
  await page.wait(2000);
  page.session.receive({ type: 'pace', speed: 1, paused: true });
  const before = page.clockMs();
  page.session.receive(line('echo still here'));
  await page.wait(3000);
  expect(page.screen()).toContain('still here\r\n');
  expect(page.clockMs()).toBe(before);
  page.session.receive(line('kubectl create namespace shop'));
  await page.wait(500);
  expect(page.screen()).not.toContain('namespace/shop created');
  for (let i = 0; i < 4; i++) page.session.receive({ type: 'step', size: 'event' });
  await page.wait(200);
  expect(page.clockMs()).toBeGreaterThan(before);
});

test('a crash is said, with the seed, and the log can be had again', async () => {
  const page = makePage(new MemoryStore());
  page.session.receive(start);
  await page.settle();
  page.session.receive({ type: 'open-terminal', terminal: 1, columns: 0, rows: 0 });
  await page.wait(50);
  page.session.receive({ type: 'call', id: 1, name: 'read-file', argument: { path: '/no/such/file' } });
  expect(page.messages.at(-1)).toMatchObject({ type: 'refused', id: 1, message: 'No such file or directory' });
});

async function opened(store = new MemoryStore()) {
  const page = makePage(store);
  page.session.receive(start);
  await page.settle();
  page.session.receive({ type: 'open-terminal', terminal: 1, columns: 100, rows: 30 });
  await page.wait(2500);
  return { page, store };
}

test('what is typed while a session comes back is typed when it is back', async () => {
  const { page, store } = await opened();
  page.session.receive(line('echo first'));
  await page.wait(300);
  page.session.receive({ type: 'save' });
  const again = makePage(store);
  again.session.receive(start);
  again.session.receive(line('echo while-away'));
  await again.wait(2500);
  expect(again.screen()).toMatch(/echo first[^]*echo while-away\r\n[^]*while-away\r\n/);
});

test('no room: it is said, the page is given the log, and a rescue writes everything', async () => {
  const { page, store } = await opened();
  page.session.receive(line('echo one'));
  await page.wait(300);
  page.lose(new Error('QuotaExceededError'));
  expect(page.messages.findLast((message) => message.type === 'storage')).toEqual({ type: 'storage', state: 'full' });
  store.inputs = [];
  page.session.receive(line('echo two'));
  await page.wait(300);
  const logged = page.messages.flatMap((message) => (message.type === 'logged' && message.input.action.type === 'keys' ? [message.input.action.keys] : []));
  expect(logged).toEqual(['echo one\r', 'echo two\r']);
  page.session.receive({ type: 'rescue' });
  await page.wait(300);
  expect(page.messages.findLast((message) => message.type === 'storage')).toEqual({ type: 'storage', state: 'saved' });
  expect(store.inputs.flatMap(({ action }) => (action.type === 'keys' ? [action.keys] : []))).toEqual(['echo one\r', 'echo two\r']);
});

test('a session that is given is run as a sandbox of its own, up to its end', async () => {
  const { page, store } = await opened();
  page.session.receive(line('kubectl create namespace shop'));
  await page.wait(4000);
  page.session.receive({ type: 'save' });
  const session = (await store.load()) as SavedSession;
  const copy = new MemoryStore();
  const fork = makePage(copy);
  fork.session.receive({ ...start, session, name: 'copy', sandbox: 'one' });
  await fork.wait(2500);
  expect(fork.asked()).toMatchObject({ fresh: true, name: 'copy' });
  expect(fork.asked()?.id).toBeUndefined();
  expect(fork.screen()).toContain('namespace/shop created');
  expect(copy.inputs.map(({ action }) => action)).toEqual(session.inputs.map(({ action }) => action));
});

test('a skip runs unpaced to its time and then goes on at the old pace', async () => {
  const { page } = await opened();
  const before = page.clockMs();
  page.session.receive({ type: 'skip-to', atMs: before + 600_000 });
  await page.wait(1500);
  expect(page.messages.filter((message) => message.type === 'skipping')).toEqual([{ type: 'skipping', toMs: before + 600_000 }, { type: 'skipping', toMs: undefined }]);
  expect(page.clockMs()).toBeGreaterThanOrEqual(before + 600_000);
  expect(page.clockMs()).toBeLessThan(before + 603_000);
});

test('a busy cluster does not hold back the letter of a key', async () => {
  const page = makePage(new MemoryStore());
  page.session.receive(start);
  await page.settle();
  page.session.receive({ type: 'open-terminal', terminal: 1, columns: 100, rows: 30 });
  await page.wait(100);
  page.session.receive(line('kubectl create deployment web --image=nginx:1.25 --replicas=40'));
  page.session.receive({ type: 'pace', speed: 2000, paused: false });
  await page.wait(10);
  // From now on sixteen steps take two milliseconds, and there are hundreds to do.
  page.slow(2);
  const [before, heard] = [page.nowMs(), page.messages.length];
  let sentMs = NaN;
  const push = page.messages.push.bind(page.messages);
  page.messages.push = (...messages) => {
    if (Number.isNaN(sentMs) && messages.some(({ type }) => type === 'text')) sentMs = page.nowMs() - before;
    return push(...messages);
  };
  page.session.receive({ type: 'keys', terminal: 1, keys: 'q' });
  expect(page.messages.slice(heard).flatMap((message) => (message.type === 'text' ? [message.text] : [])).join('')).toContain('q');
  expect(sentMs).toBeLessThan(16);
  // The rest of the slice is done after it.
  expect(page.nowMs() - before).toBeGreaterThan(20);
});
