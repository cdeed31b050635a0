// The wire between the stage and the presenter's second window: what stands on the stage one way, keys the other.
import type { Pace } from './playlist.ts';

/** What the second window shows. */
export interface StageState {
  readonly type: 'stage';
  readonly lesson: string;
  readonly step: string;
  readonly stepNumber: number;
  readonly steps: number;
  /** Markdown. */
  readonly notes: string;
  readonly now: string;
  readonly next: string;
  readonly at: number;
  readonly scenes: number;
  /** Of the wall clock. */
  readonly startedMs: number;
  readonly plannedMs: number;
  readonly blank: boolean;
  readonly report: readonly (Pace & { readonly title: string })[] | undefined;
}

export type StageKey = 'next' | 'back' | 'blank' | 'leave';

export type StageMessage = StageState | { readonly type: 'key'; readonly key: StageKey } | { readonly type: 'hello' } | { readonly type: 'over' };

const NAME = 'kubarium-stage';

/** Both windows are of one browser; nothing leaves it. */
export function openChannel(receive: (message: StageMessage) => void): { post(message: StageMessage): void; close(): void } {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = (event: MessageEvent<StageMessage>) => receive(event.data);
  return { post: (message) => channel.postMessage(message), close: () => channel.close() };
}
