// Runs the engine inside its worker: follows the wall clock in short slices, answers the page, sends frames, keeps the session.
import type { Json } from '../engine/base/json.ts';
import { FrameMaker } from './frame-maker.ts';
import { Pacer } from './pacer.ts';
import type { Action, CallName, FromWorker, Input, SavedSession, StepSize, ToWorker } from './protocol.ts';
import { Run, withoutLastCommand } from './run.ts';
import type { SessionHead, SessionStore } from './session-store.ts';
import type { DoorDesk } from './world-door.ts';
import type { ClusterCode } from './cluster-door.ts';
import { needsCluster } from './actions.ts';

const SLICE_MS = 8;
const REPLAY_SLICE_MS = 40;
const FRAME_MS = 100;
const IDLE_MS = 50;
const MARK_MS = 1000;
/** So long the cluster waits for a terminal to show its prompt. */
const FIRST_TEXT_MS = 1500;

export interface SessionDeps {
  post(message: FromWorker): void;
  /** Milliseconds of the wall clock, monotonic. */
  wallMs(): number;
  /** Calls back as soon as pending messages have been taken. */
  yieldTo(run: () => void): void;
  later(delayMs: number, run: () => void): () => void;
  openStore(): Promise<SessionStore>;
  openDesk(options: { readonly seed: number; readonly startMs: number }): DoorDesk;
  /** Brings the cluster's code. */
  loadCluster(): Promise<ClusterCode>;
  readonly build: string;
}

export class EngineSession {
  private readonly deps: SessionDeps;
  private run: Run | undefined;
  private code: ClusterCode | undefined;
  private frames: FrameMaker | undefined;
  private store: SessionStore | undefined;
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
    if (!this.live || this.failed) return;
    try {
      this.handle(message);
      this.pump();
    } catch (error) {
      this.crash(error);
    }
  }

  private async start(message: Extract<ToWorker, { readonly type: 'start' }>): Promise<void> {
    this.store = await this.deps.openStore();
    const saved = message.mode === 'fresh' ? undefined : await this.store.load();
    this.seed = saved?.seed ?? message.seed ?? (message.nowMs % 1_000_000) + 1;
    this.startMs = saved?.startMs ?? message.nowMs;
    const options = { seed: this.seed, startMs: this.startMs };
    const run = new Run(this.deps.openDesk(options), options, {
      text: (stream, text) => this.live && this.deps.post({ type: 'log-text', stream, text }),
      ended: (stream, error) => this.live && this.deps.post({ type: 'log-ended', stream, error }),
      edit: (edit, { path }) => this.live && this.postEdit(edit, path),
      input: (input) => this.store?.append(input),
      joined: (cluster) => {
        this.frames = new FrameMaker(cluster);
      },
    });
    this.run = run;
    const inputs = message.mode === 'undo' && saved ? withoutLastCommand(saved.inputs) : (saved?.inputs ?? []);
    if (saved) await this.bringCluster(run, inputs);
    if (saved) await this.replay(run, { ...saved, inputs }, message.mode === 'undo');
    if (!saved || message.mode === 'undo') await this.store.reset(this.head());
    if (message.mode === 'undo') for (const input of run.inputs) this.store.append(input);
    this.pacer.set(saved?.speed ?? 1, saved?.paused ?? false, run.nowMs, this.deps.wallMs());
    this.begin(run, saved !== undefined);
    await this.joinCluster(run);
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

  private begin(run: Run, restored: boolean): void {
    // Logs that the page followed before it was loaded again: nobody reads them now.
    for (const stream of run.actions.openLogs()) run.do({ type: 'close-log', stream });
    this.live = true;
    if (!run.cluster && restored) run.do({ type: 'join' });
    const terminals = run.terminals.restored();
    this.deps.post({
      type: 'ready', storage: this.store?.state ?? 'off', home: run.desk.home, terminals, restored,
      clock: this.clock(), seed: this.seed,
    });
    for (const { edit, path } of run.actions.pendingEdits()) this.postEdit(edit, path);
    this.pump();
  }

  private async replay(run: Run, saved: SavedSession, cut: boolean): Promise<void> {
    const byStep = saved.build === this.deps.build;
    let sliceEndMs = this.deps.wallMs() + REPLAY_SLICE_MS;
    const enough = (): boolean => this.deps.wallMs() > sliceEndMs;
    const rest = async (): Promise<void> => {
      this.deps.post({ type: 'replaying', doneMs: run.nowMs - saved.startMs, untilMs: saved.untilMs - saved.startMs });
      run.terminals.trim();
      run.cluster?.lessons.view();
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
      case 'call':
        return this.call(message);
      default:
        this.catchUp();
        run.do(message);
    }
  }

  private call({ id, name, argument }: Extract<ToWorker, { readonly type: 'call' }>): void {
    if (name === 'export-session') {
      this.deps.post({ type: 'answer', id, value: this.exported() });
      return;
    }
    if (needsCluster(name) && !(this.run as Run).cluster) {
      this.held.push({ type: 'call', id, name, argument });
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
    this.catchUp();
    let value: unknown;
    try {
      const action: Action = { type: 'call', name, argument: argument as Json };
      value = (this.run as Run).do(action);
    } catch (error) {
      return this.refuse(id, error);
    }
    this.deps.post({ type: 'answer', id, value });
  }

  /** Brings virtual time up to the moment at which a person acts (one slice at most). */
  private catchUp(): void {
    const endMs = this.deps.wallMs() + SLICE_MS;
    const run = this.run as Run;
    if (!run.terminals.flooded) run.runTo(this.targetMs(run), () => this.deps.wallMs() > endMs);
  }

  /** Virtual time stands until the cluster is there. */
  private targetMs(run: Run): number {
    return run.cluster ? this.pacer.targetMs(this.deps.wallMs()) : run.nowMs;
  }

  private skip(size: StepSize): void {
    const run = this.run as Run;
    const endMs = this.deps.wallMs() + 400;
    run.skip(size, () => this.deps.wallMs() > endMs);
    this.pacer.rebase(run.nowMs, this.deps.wallMs());
    this.sendFrame();
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
    if (flooded || !run.cluster) pacer.rebase(run.nowMs, wallMs);
    else pacer.reached(run.nowMs, wallMs);
    run.terminals.flush({ text: (terminal, text) => deps.post({ type: 'text', terminal, text }), ended: (terminal) => deps.post({ type: 'ended', terminal }) });
    if (wallMs - this.lastFrameMs >= FRAME_MS) this.sendFrame();
    if (wallMs - this.lastMarkMs >= MARK_MS && !pacer.paused) this.mark();
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
