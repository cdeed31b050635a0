// Runs the engine inside its worker: follows the wall clock in short slices, answers the page, sends frames, keeps the session.
import type { Json } from '../engine/base/json.ts';
import { FrameMaker, worthShowing } from './frame-maker.ts';
import type { LookName } from './look-types.ts';
import type { LastCommand, LookContext } from './past-looks.ts';
import { Pacer } from './pacer.ts';
import { CONDENSED, type Action, type CallName, type FromWorker, type Input, type SavedSession, type StepSize, type StorageState, type ToWorker } from './protocol.ts';
import { Run, withoutLastCommand } from './run.ts';
import type { SandboxChoice, SessionHead, SessionStore } from './session-store.ts';
import { TimeIndex } from './time-index.ts';
import type { DoorDesk } from './world-door.ts';
import type { ClusterCode } from './cluster-door.ts';
import { needsCluster } from './actions.ts';

const SLICE_MS = 8;
/** A key does not wait longer for a busy cluster: not before it is heard, nor before what it does to the terminal is sent. */
const KEY_MS = 3;
const REPLAY_SLICE_MS = 40;
const FRAME_MS = 100;
const IDLE_MS = 50;
const MARK_MS = 1000;
/** So long the cluster waits for a terminal to show its prompt. */
const FIRST_TEXT_MS = 1500;
const looks: ReadonlySet<CallName> = new Set<CallName>(['past', 'past-object', 'density', 'explain-line', 'changes-since-command']);
const isLook = (name: CallName): name is LookName => looks.has(name);

export interface SessionDeps {
  post(message: FromWorker): void;
  /** Milliseconds of the wall clock, monotonic. */
  wallMs(): number;
  /** Calls back as soon as pending messages have been taken. */
  yieldTo(run: () => void): void;
  later(delayMs: number, run: () => void): () => void;
  /** `onLost`: something could not be written, and nothing is from then on. */
  openStore(choice: SandboxChoice, onLost: (error: unknown) => void): Promise<SessionStore>;
  openDesk(options: { readonly seed: number; readonly startMs: number }): DoorDesk;
  /** Brings the cluster's code. */
  loadCluster(): Promise<ClusterCode>;
  /** Brings what answers questions about the past and about commands. */
  loadLooks(): Promise<(name: LookName, argument: unknown, context: LookContext) => unknown>;
  readonly build: string;
}

type StartMessage = Extract<ToWorker, { readonly type: 'start' }>;

export class EngineSession {
  private readonly deps: SessionDeps;
  private run: Run | undefined;
  private code: ClusterCode | undefined;
  private frames: FrameMaker | undefined;
  private store: SessionStore | undefined;
  private storage: StorageState = 'off';
  private readonly index = new TimeIndex();
  private lastCommand: LastCommand | undefined;
  /** Where an unpaced skip goes to. */
  private skipToMs: number | undefined;
  private pacer = new Pacer(0, 0);
  private seed = 0;
  private startMs = 0;
  private live = false;
  private failed = false;
  private cancelTimer: (() => void) | undefined;
  private scheduled = false;
  private lastFrameMs = 0;
  private lastMarkMs = 0;

  private shown: () => void = () => undefined;
  private readonly firstText: Promise<void>;
  /** Calls that wait for the cluster. */
  private readonly held: ToWorker[] = [];
  private readonly early: ToWorker[] = [];

  constructor(deps: SessionDeps) {
    this.deps = deps;
    this.firstText = new Promise((resolve) => {
      this.shown = resolve;
      deps.later(FIRST_TEXT_MS, resolve);
    });
  }

  receive(message: ToWorker): void {
    if (message.type === 'start') {
      this.start(message).catch((error: unknown) => this.crash(error));
      return;
    }
    // What is typed while a session comes back is not lost.
    if (!this.live && !this.failed && message.type === 'keys') this.early.push(message);
    if (!this.live || this.failed) return;
    try {
      this.handle(message);
      if (message.type === 'keys') this.flush(this.runSome(KEY_MS, (run) => run.nowMs));
      this.pump();
    } catch (error) {
      this.crash(error);
    }
  }

  private async start(message: StartMessage): Promise<void> {
    const { mode, session, nowMs } = message;
    const fresh = mode === 'fresh' || (session !== undefined && message.unsaved === undefined);
    const store = await this.openStore(message, fresh);
    this.store = store;
    this.storage = store.state;
    const kept = fresh ? undefined : await store.load();
    const saved = session ?? kept;
    this.seed = saved?.seed ?? message.seed ?? (nowMs % 1_000_000) + 1;
    this.startMs = saved?.startMs ?? nowMs;
    const run = this.makeRun();
    const undo = mode === 'undo';
    const inputs = undo && saved ? withoutLastCommand(saved.inputs) : (saved?.inputs ?? []);
    if (saved) {
      await this.bringCluster(run, inputs);
      await this.replay(run, { ...saved, inputs }, undo);
    }
    // What was run just now is a log of its own: of this build, and where it was cut, without the rest.
    const anew = !kept || undo || session !== undefined || saved?.build !== this.deps.build;
    if (anew) await store.rescue(this.head(), run.inputs);
    this.pacer.set(saved?.speed ?? 1, saved?.paused ?? false, run.nowMs, this.deps.wallMs());
    this.begin(run, saved);
    await this.joinCluster(run);
  }

  private async openStore(message: StartMessage, fresh: boolean): Promise<SessionStore> {
    if (message.unsaved) return this.deps.openStore({ fresh: false, memory: message.unsaved, nowMs: message.nowMs }, () => undefined);
    const { sandbox, name, bookmarks, nowMs } = message;
    const choice: SandboxChoice = { fresh, nowMs, ...(sandbox === undefined || fresh ? {} : { id: sandbox }), ...(name === undefined ? {} : { name }), ...(bookmarks === undefined ? {} : { bookmarks }) };
    return this.deps.openStore(choice, () => this.setStorage('full'));
  }

  private makeRun(): Run {
    const options = { seed: this.seed, startMs: this.startMs };
    const run = new Run(this.deps.openDesk(options), options, {
      text: (stream, text) => this.live && this.deps.post({ type: 'log-text', stream, text }),
      ended: (stream, error) => this.live && this.deps.post({ type: 'log-ended', stream, error }),
      edit: (edit, { path }) => this.live && this.postEdit(edit, path),
      input: (input) => {
        this.store?.append(input);
        if (this.storage !== 'saved') this.deps.post({ type: 'logged', input });
      },
      joined: (cluster) => {
        this.frames = new FrameMaker(cluster);
        cluster.world.trace.onEntry((entry) => this.index.note(entry, worthShowing(entry)));
      },
    });
    run.desk.onCommandBegin((line) => {
      this.lastCommand = { line, atMs: run.nowMs, revision: run.cluster?.world.cluster.api.etcd.revision ?? 0 };
    });
    this.run = run;
    return run;
  }

  private setStorage(state: StorageState): void {
    this.storage = state;
    this.deps.post({ type: 'storage', state });
    // The page keeps the whole log from now on.
    if (state !== 'saved') for (const input of this.run?.inputs ?? []) this.deps.post({ type: 'logged', input });
  }

  /** The prompt comes first: the cluster's code is fetched when the page has drawn the first text of a terminal, or after a moment. */
  private async joinCluster(run: Run): Promise<void> {
    if (!run.cluster) {
      await this.firstText;
      await this.bringCluster(run, []);
      run.do({ type: 'join' });
    }
    this.pacer.rebase(run.nowMs, this.deps.wallMs());
    this.deps.post({ type: 'joined', lessons: run.cluster?.lessons.entries ?? [] });
    for (const message of this.held.splice(0)) this.receive(message);
    this.pump();
  }

  private async bringCluster(run: Run, inputs: readonly Input[]): Promise<void> {
    this.code = await this.deps.loadCluster();
    await this.code.fetchLessonsOf(inputs);
    run.joinDesk = this.code.join;
  }

  private begin(run: Run, saved: SavedSession | undefined): void {
    const restored = saved !== undefined;
    // Logs that the page followed before it was loaded again: nobody reads them now.
    for (const stream of run.actions.openLogs()) run.do({ type: 'close-log', stream });
    this.live = true;
    if (!run.cluster && restored) run.do({ type: 'join' });
    const terminals = run.terminals.restored();
    this.deps.post({
      type: 'ready', storage: this.storage, sandbox: this.store?.sandbox ?? { id: '', name: '', bookmarks: [] }, home: run.desk.home, terminals, restored,
      otherBuild: restored && saved.build !== this.deps.build && saved.build !== CONDENSED, clock: this.clock(), seed: this.seed,
    });
    if (this.storage !== 'saved') for (const input of run.inputs) this.deps.post({ type: 'logged', input });
    for (const { edit, path } of run.actions.pendingEdits()) this.postEdit(edit, path);
    for (const message of this.early.splice(0)) this.receive(message);
    this.pump();
  }

  private async replay(run: Run, saved: SavedSession, cut: boolean): Promise<void> {
    const byStep = saved.build === this.deps.build;
    let sliceEndMs = this.deps.wallMs() + REPLAY_SLICE_MS;
    const enough = (): boolean => this.deps.wallMs() > sliceEndMs;
    const rest = async (): Promise<void> => {
      this.deps.post({ type: 'replaying', doneMs: run.nowMs - saved.startMs, untilMs: saved.untilMs - saved.startMs });
      run.terminals.trim();
      await new Promise<void>((resolve) => this.deps.yieldTo(resolve));
      sliceEndMs = this.deps.wallMs() + REPLAY_SLICE_MS;
    };
    for (const input of saved.inputs) {
      while (run.nowMs < input.atMs && run.runTo(input.atMs - 1, enough)) await rest();
      run.replay(input, byStep);
      if (enough()) await rest();
    }
    if (!cut) while (run.runTo(saved.untilMs, enough)) await rest();
  }

  private handle(message: Exclude<ToWorker, { readonly type: 'start' }>): void {
    const run = this.run as Run;
    switch (message.type) {
      case 'credit':
        this.shown();
        return run.terminals.credit(message.terminal, message.characters);
      case 'pace':
        this.pacer.set(message.speed, message.paused, run.nowMs, this.deps.wallMs());
        this.mark();
        return this.sendFrame();
      case 'step':
        return this.skip(message.size);
      case 'save':
        return this.mark();
      case 'skip-to':
        return this.skipTo(message.atMs);
      case 'ping':
        return this.deps.post({ type: 'pong' });
      case 'rescue':
        void this.store?.rescue(this.head(), run.inputs).then((kept) => kept && this.setStorage('saved'));
        return undefined;
      case 'call':
        return this.call(message);
      default:
        this.catchUp(message.type === 'keys' ? KEY_MS : SLICE_MS);
        run.do(message);
    }
  }

  private call({ id, name, argument }: Extract<ToWorker, { readonly type: 'call' }>): void {
    if (name === 'export-session') {
      this.deps.post({ type: 'answer', id, value: this.exported() });
      return;
    }
    if (name === 'place') {
      const { inputs, nowMs } = this.run as Run;
      return this.deps.post({ type: 'answer', id, value: { inputs: inputs.length, atMs: nowMs } });
    }
    if (needsCluster(name) && !(this.run as Run).cluster) {
      this.held.push({ type: 'call', id, name, argument });
      return;
    }
    if (isLook(name)) {
      this.deps.loadLooks().then((answer) => this.deps.post({ type: 'answer', id, value: answer(name, argument, { run: this.run as Run, index: this.index, lastCommand: this.lastCommand }) ?? null })).catch((error: unknown) => this.refuse(id, error));
      return;
    }
    if (name === 'open-lesson' && this.code) {
      const { slug } = argument as { readonly slug: string };
      this.code.fetchLesson(slug).then(() => this.answer(id, name, argument), (error: unknown) => this.refuse(id, error)).then(this.pump).catch((error: unknown) => this.crash(error));
      return;
    }
    this.answer(id, name, argument);
  }

  private refuse(id: number, error: unknown): void {
    this.deps.post({ type: 'refused', id, message: error instanceof Error ? error.message : String(error) });
  }

  private answer(id: number, name: CallName, argument: unknown): void {
    this.catchUp(SLICE_MS);
    let value: unknown;
    try {
      const action: Action = { type: 'call', name, argument: argument as Json };
      value = (this.run as Run).do(action);
    } catch (error) {
      return this.refuse(id, error);
    }
    this.deps.post({ type: 'answer', id, value });
  }

  /** Brings virtual time up to the moment at which a person acts, as far as that takes no longer than `ms`. */
  private readonly catchUp = (ms: number): Run => this.runSome(ms, (run) => this.targetMs(run));

  private runSome(ms: number, until: (run: Run) => number): Run {
    const endMs = this.deps.wallMs() + ms;
    const run = this.run as Run;
    if (!run.terminals.flooded) run.runTo(until(run), () => this.deps.wallMs() > endMs);
    return run;
  }

  private flush(run: Run): void {
    run.terminals.flush({ text: (terminal, text) => this.deps.post({ type: 'text', terminal, text }), ended: (terminal) => this.deps.post({ type: 'ended', terminal }) });
  }

  /** Virtual time stands until the cluster is there. */
  private targetMs(run: Run): number {
    if (!run.cluster) return run.nowMs;
    return this.skipToMs ?? this.pacer.targetMs(this.deps.wallMs());
  }

  private skip(size: StepSize): void {
    const run = this.run as Run;
    const endMs = this.deps.wallMs() + 400;
    run.skip(size, () => this.deps.wallMs() > endMs);
    this.pacer.rebase(run.nowMs, this.deps.wallMs());
    this.sendFrame();
  }

  private skipTo(atMs: number): void {
    const run = this.run as Run;
    this.skipToMs = run.cluster && atMs > run.nowMs ? atMs : undefined;
    this.pacer.rebase(run.nowMs, this.deps.wallMs());
    this.deps.post({ type: 'skipping', toMs: this.skipToMs });
  }

  private readonly pump = (): void => {
    if (!this.live || this.failed) return;
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    const run = this.run as Run;
    const { deps, pacer } = this;
    const endMs = deps.wallMs() + SLICE_MS;
    const flooded = run.terminals.flooded;
    const more = !flooded && run.runTo(this.targetMs(run), () => deps.wallMs() > endMs);
    const wallMs = deps.wallMs();
    if (this.skipToMs !== undefined && run.nowMs >= this.skipToMs) this.skipTo(0);
    if (flooded || !run.cluster || this.skipToMs !== undefined) pacer.rebase(run.nowMs, wallMs);
    else pacer.reached(run.nowMs, wallMs);
    this.flush(run);
    if (wallMs - this.lastFrameMs >= FRAME_MS) this.sendFrame();
    if (wallMs - this.lastMarkMs >= MARK_MS && (!pacer.paused || this.skipToMs !== undefined)) this.mark();
    this.again(run, more, wallMs);
  };

  private again(run: Run, more: boolean, wallMs: number): void {
    if (more) {
      if (this.scheduled) return;
      this.scheduled = true;
      this.deps.yieldTo(() => {
        this.scheduled = false;
        this.guarded();
      });
      return;
    }
    const untilNext = this.pacer.wallUntil(run.desk.clock.nextMs ?? Infinity, wallMs);
    const delayMs = this.pacer.paused ? FRAME_MS : Math.max(1, Math.min(IDLE_MS, untilNext));
    this.cancelTimer = this.deps.later(delayMs, () => this.guarded());
  }

  private guarded(): void {
    try {
      this.pump();
    } catch (error) {
      this.crash(error);
    }
  }

  private sendFrame(): void {
    this.lastFrameMs = this.deps.wallMs();
    const frame = this.frames?.take(this.clock());
    if (frame) this.deps.post({ type: 'frame', frame });
  }

  private clock() {
    const { speed, paused, behind } = this.pacer;
    return { nowMs: (this.run as Run).nowMs, startMs: this.startMs, speed, paused, behind };
  }

  private postEdit(edit: number, path: string): void {
    const { files } = (this.run as Run).desk;
    this.deps.post({ type: 'edit', edit, path, text: files.exists(path) ? files.read(path) : '' });
  }

  private head(): SessionHead {
    const run = this.run as Run;
    const { speed, paused } = this.pacer;
    return { build: this.deps.build, seed: this.seed, startMs: this.startMs, untilMs: run.nowMs, untilStep: run.steps, speed, paused };
  }

  private exported(): SavedSession {
    const run = this.run as Run;
    return { ...this.head(), inputs: run.inputs, historyHash: run.cluster?.world.historyHash() ?? '' };
  }

  private mark(): void {
    this.lastMarkMs = this.deps.wallMs();
    this.store?.mark(this.head());
  }

  private crash(error: unknown): void {
    if (this.failed) return;
    this.failed = true;
    this.cancelTimer?.();
    const message = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
    this.deps.post({ type: 'crashed', message, seed: this.seed });
  }
}
