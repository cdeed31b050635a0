// The wire between the page and the engine's worker: every message that may pass, and nothing else passes.
import type { TraceEntry } from '../engine/client/trace.ts';
import type { SchedulingReport as EngineSchedulingReport } from '../engine/scheduler/report.ts';
import type { Json, JsonObject } from '../engine/base/json.ts';
import type { FaultInfo } from '../engine/world/fault-kind.ts';
import type { EtcdMember } from '../engine/world/world.ts';
import type { LessonEntry, LessonView } from './lesson-view.ts';
import type { LookCalls } from './look-types.ts';
import type { EventSummary, ObjectSummary } from './summary.ts';

export type { FaultInfo, FaultOption, FaultTarget } from '../engine/world/fault-kind.ts';
export type { EtcdMember } from '../engine/world/world.ts';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

export interface WireResponse {
  readonly code: number;
  readonly warnings: readonly string[];
  readonly body: Json;
}

export interface FileEntry {
  readonly path: string;
  readonly name: string;
  readonly type: 'file' | 'directory';
}

/** Questions that the worker answers: name → [argument, answer]. */
export interface Calls extends LookCalls {
  api: [WireRequest, WireResponse];
  'list-files': [{ readonly path: string }, readonly FileEntry[]];
  'read-file': [{ readonly path: string }, string];
  'write-file': [{ readonly path: string; readonly text: string }, null];
  'remove-file': [{ readonly path: string }, null];
  'rename-file': [{ readonly path: string; readonly to: string }, null];
  'make-directory': [{ readonly path: string }, null];
  'power-node': [{ readonly node: string; readonly on: boolean }, null];
  'apply-fault': [{ readonly name: string; readonly args: Json }, null];
  /** Every fault there is, as data for a menu. */
  'fault-catalogue': [null, readonly FaultInfo[]];
  /** What a fault could be done to now. */
  'fault-targets': [{ readonly name: string }, readonly string[]];
  /** etcd's members: role, term, the end of each log. */
  'etcd-members': [null, readonly EtcdMember[]];
  'heal-fault': [{ readonly id: string }, null];
  'finish-edit': [{ readonly edit: number }, null];
  'open-lesson': [{ readonly slug: string; readonly language: string }, null];
  'lesson-step': [{ readonly step: number }, null];
  'close-lesson': [null, null];
  /** What the scheduler can tell about a Pod; null where it was never its business, or that is long ago. */
  scheduling: [{ readonly namespace: string; readonly name: string }, SchedulingReport | null];
  /** Every state of an object that is still kept, oldest first, and who made it. */
  'object-history': [ObjectKey, readonly ObjectRevision[]];
  /** An entry of the trace and its causes, nearest first. */
  causes: [{ readonly id: number }, readonly TraceLine[]];
  /** What `kubectl describe` prints. */
  describe: [ObjectKey, string];
  'history-hash': [null, string];
  'export-session': [null, SavedSession];
  /** Where the log stands: how many inputs, and the virtual time. */
  place: [null, { readonly inputs: number; readonly atMs: number }];
}
export type CallName = keyof Calls;
export type CallArgument<N extends CallName> = Calls[N][0];
export type CallAnswer<N extends CallName> = Calls[N][1];

/** What a person does that the world feels. Each is kept with its place in the run, so that the run can be had again. */
export type Action =
  | { readonly type: 'open-terminal'; readonly terminal: number; readonly columns: number; readonly rows: number }
  | { readonly type: 'keys'; readonly terminal: number; readonly keys: string }
  | { readonly type: 'resize'; readonly terminal: number; readonly columns: number; readonly rows: number }
  | { readonly type: 'close-terminal'; readonly terminal: number }
  /** Whether the shell shows in grey how a line went on that was entered before. */
  | { readonly type: 'suggest'; readonly on: boolean }
  | { readonly type: 'open-log'; readonly stream: number; readonly path: string; readonly query: Readonly<Record<string, string>> }
  | { readonly type: 'close-log'; readonly stream: number }
  | { readonly type: 'call'; readonly name: CallName; readonly argument: Json }
  /** The cluster is put to the desk: the page's worker does it as soon as the code has come. */
  | { readonly type: 'join' };

export interface Input {
  /** Virtual time. */
  readonly atMs: number;
  /** How many steps of the clock had been run: the exact place, also within one instant. */
  readonly atStep: number;
  readonly action: Action;
}

/** Instead of a build: a session that came through a link tells no steps and is had again by time. */
export const CONDENSED = 'condensed';

export interface SavedSession {
  /** Of the engine that ran it; another build replays by time instead of by step. */
  readonly build: string;
  readonly seed: number;
  readonly startMs: number;
  readonly untilMs: number;
  readonly untilStep: number;
  readonly speed: number;
  readonly paused: boolean;
  readonly inputs: readonly Input[];
  /** Of the store, where it was asked for: a run of this log must come to the same. */
  readonly historyHash?: string;
}

/** `kind`: its plural, as in the table of kinds. */
export interface ObjectKey {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface ObjectRevision {
  readonly revision: number;
  /** null: that is forgotten. */
  readonly by: TraceLine | null;
  /** null: it was deleted. */
  readonly object: JsonObject | null;
}

/** Of the scheduler, about one Pod. */
export type SchedulingReport = EngineSchedulingReport;

/** A moment that a person named. */
export interface Bookmark {
  readonly name: string;
  /** Virtual time. */
  readonly atMs: number;
}

/** The sandbox that is open; `id` is '' where it is not kept. */
export interface SandboxInfo {
  readonly id: string;
  readonly name: string;
  readonly bookmarks: readonly Bookmark[];
}

export type StepSize = 'event' | 'change';

/** `restore`: the sandbox that was open or is named. `undo`: the same without its last command. `fresh`: a new one; the others stay. */
export type StartMode = 'restore' | 'undo' | 'fresh';

export interface StartOptions {
  readonly mode: StartMode;
  readonly seed?: number;
  /** Which sandbox; without it the one that was used last. */
  readonly sandbox?: string;
  /** A session to run: it becomes a sandbox of its own, or with `unsaved` stays in memory, for the reason given. */
  readonly session?: SavedSession;
  readonly unsaved?: StorageState;
  readonly name?: string;
  readonly bookmarks?: readonly Bookmark[];
}

export type ToWorker =
  | (StartOptions & { readonly type: 'start'; readonly nowMs: number })
  | Exclude<Action, { readonly type: 'call' | 'join' }>
  | { readonly type: 'credit'; readonly terminal: number; readonly characters: number }
  | { readonly type: 'pace'; readonly speed: number; readonly paused: boolean }
  | { readonly type: 'step'; readonly size: StepSize }
  /** Unpaced to a later virtual time; a time that has passed ends it. */
  | { readonly type: 'skip-to'; readonly atMs: number }
  /** To be answered at once: whether the engine is alive. */
  | { readonly type: 'ping' }
  /** Write the whole log anew, after storage was full. */
  | { readonly type: 'rescue' }
  | { readonly type: 'save' }
  | { readonly type: 'call'; readonly id: number; readonly name: CallName; readonly argument: unknown };

/** As the engine keeps it. */
export type TraceLine = TraceEntry;

/** A fault that is in force. */
export interface FaultSummary {
  readonly id: string;
  readonly name: string;
  readonly target: string;
  readonly options: Readonly<Record<string, number | string>>;
}

export interface ConnectionSummary {
  readonly atMs: number;
  readonly fromIp: string;
  readonly toIp: string;
  readonly port: number;
  readonly via: string;
  readonly ok: boolean;
  /** As asked for: an address or a name. */
  readonly host: string;
  /** Until it was made or given up. */
  readonly latencyMs: number;
  /** Why it was not made; '' where it was. */
  readonly error: string;
  /** Where it passed and what was decided there: `service default/web`, `3 endpoints, chose …`. */
  readonly hops: readonly (readonly [at: string, decision: string])[];
}

export interface ClockStatus {
  readonly nowMs: number;
  readonly startMs: number;
  readonly speed: number;
  readonly paused: boolean;
  /** The machine cannot keep this speed: virtual time runs slower than asked. */
  readonly behind: boolean;
}

/** An image on its way to a node, in virtual time. */
export interface TransferSummary {
  readonly node: string;
  readonly image: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** All that changed since the last frame; at most ten a second. */
export interface Frame {
  readonly clock: ClockStatus;
  readonly upserts: readonly ObjectSummary[];
  readonly deletes: readonly string[];
  readonly events: readonly EventSummary[];
  readonly trace: readonly TraceLine[];
  readonly connections: readonly ConnectionSummary[];
  /** All that are under way, where that has changed. */
  readonly transfers?: readonly TransferSummary[];
  /** Paths on the workstation. */
  readonly changedFiles: readonly string[];
  readonly faults?: readonly FaultSummary[];
  /** null: no lesson is open. */
  readonly lesson?: LessonView | null;
}

/**
 * `saved`: the session is kept. `elsewhere`: another tab keeps it, this one is not kept. `off`: the browser keeps nothing.
 * `full`: from some moment on nothing could be written. `older`, `newer`: another version of the page holds the storage.
 */
export type StorageState = 'saved' | 'elsewhere' | 'off' | 'full' | 'older' | 'newer';

export interface TerminalInfo {
  readonly terminal: number;
  /** What it showed before the page was loaded again. */
  readonly text: string;
}

export type FromWorker =
  | {
      readonly type: 'ready'; readonly storage: StorageState; readonly sandbox: SandboxInfo; readonly home: string; readonly terminals: readonly TerminalInfo[]; readonly restored: boolean;
      /** The log is of another build: it was run by time, and may have come out a little differently. */
      readonly otherBuild: boolean;
      readonly clock: ClockStatus; readonly seed: number;
    }
  | { readonly type: 'storage'; readonly state: StorageState }
  /** An input that only memory keeps: the page holds it in case the worker stops. */
  | { readonly type: 'logged'; readonly input: Input }
  | { readonly type: 'pong' }
  /** Where a skip to a later time stands; undefined: it is over. */
  | { readonly type: 'skipping'; readonly toMs: number | undefined }
  /** The cluster has joined the desk. */
  | { readonly type: 'joined'; readonly lessons: readonly LessonEntry[] }
  | { readonly type: 'replaying'; readonly doneMs: number; readonly untilMs: number }
  | { readonly type: 'text'; readonly terminal: number; readonly text: string }
  | { readonly type: 'ended'; readonly terminal: number }
  | { readonly type: 'log-text'; readonly stream: number; readonly text: string }
  | { readonly type: 'log-ended'; readonly stream: number; readonly error: string }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'edit'; readonly edit: number; readonly path: string; readonly text: string }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly message: string }
  | { readonly type: 'crashed'; readonly message: string; readonly seed: number };
