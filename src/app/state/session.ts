// Where the session stands: starting, replaying, running or crashed; its lesson, faults and storage.
import { create } from 'zustand';
import type { LessonEntry, LessonView } from '../../bridge/lesson-view.ts';
import type { FaultSummary, SandboxInfo, StorageState, TerminalInfo } from '../../bridge/protocol.ts';

interface SessionState {
  readonly phase: 'starting' | 'replaying' | 'running' | 'crashed';
  /** 0–1 */
  readonly replayed: number;
  /** Grows with every restart of the engine. */
  readonly generation: number;
  readonly storage: StorageState;
  readonly sandbox: SandboxInfo;
  /** The log was of another build of the engine. */
  readonly otherBuild: boolean;
  /** The engine stopped and was brought back from its log, with this message. */
  readonly recovered: string | undefined;
  /** Why the session of a link could not be opened, in the person's language. */
  readonly linkRefused: string | undefined;
  /** Time runs unpaced to here. */
  readonly skippingToMs: number | undefined;
  readonly home: string;
  readonly seed: number;
  readonly restored: boolean;
  /** The first prompt is there: what is large may be loaded now. */
  readonly prompted: boolean;
  readonly terminals: readonly TerminalInfo[];
  readonly lessons: readonly LessonEntry[];
  readonly lesson: LessonView | undefined;
  readonly faults: readonly FaultSummary[];
  readonly crash: string | undefined;
}

export const useSession = create<SessionState>(() => ({
  phase: 'starting', replayed: 0, generation: 0, storage: 'saved', sandbox: { id: '', name: '', bookmarks: [] }, otherBuild: false, recovered: undefined, linkRefused: undefined, skippingToMs: undefined, home: '/', seed: 0, restored: false, prompted: false, terminals: [], lessons: [], lesson: undefined, faults: [], crash: undefined,
}));
