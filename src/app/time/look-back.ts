// Goes back to a moment and returns, or makes a sandbox that goes on from there.
import type { Bookmark, SavedSession } from '../../bridge/protocol.ts';
import { cutAt } from '../../bridge/session-database.ts';
import { setBookmarks } from '../../bridge/sandboxes.ts';
import { toolsTextNow } from '../i18n/tools-text.ts';
import { useClock, virtualNowMs } from '../state/clock.ts';
import { showPast, showPresent } from '../state/cluster.ts';
import { engine, restartEngine } from '../state/engine.ts';
import { usePast } from '../state/past.ts';
import { useSelection } from '../state/selection.ts';
import { useSession } from '../state/session.ts';
import { elapsedText } from './format.ts';

let wantedMs: number | undefined;
let asking = false;

/** Shows the cluster as it was; while one moment is being fetched only the latest wish is kept. */
export function lookAt(atMs: number): void {
  const { startMs } = useClock.getState();
  const at = Math.max(startMs, Math.min(Math.floor(atMs), virtualNowMs()));
  wantedMs = at;
  usePast.setState({ atMs: at });
  useSelection.setState({ momentMs: at });
  if (!asking) void ask();
}

async function ask(): Promise<void> {
  asking = true;
  try {
    while (wantedMs !== undefined) {
      const atMs: number = wantedMs;
      wantedMs = undefined;
      try {
        const { objects, events, revision, keptFromMs } = await engine.call('past', { atMs });
        if (usePast.getState().atMs === undefined) return;
        // What is not known is not drawn as if nothing had been there.
        if (keptFromMs === undefined) showPast(objects, events);
        usePast.setState({ revision, refused: undefined, keptFromMs });
      } catch (error) {
        usePast.setState({ refused: error instanceof Error ? error.message : String(error) });
      }
    }
  } finally {
    asking = false;
  }
}

export function backToNow(): void {
  wantedMs = undefined;
  usePast.getState().leave();
  useSelection.setState({ momentMs: undefined });
  showPresent();
}

/** A moment as the page writes it: time since the start. */
export const momentText = (atMs: number): string => elapsedText(atMs - useClock.getState().startMs);

function sandboxName(): string {
  return useSession.getState().sandbox.name || toolsTextNow().sandboxes.unnamed;
}

/** The log up to the moment becomes a sandbox of its own; the one that was open stays as it is. */
export async function forkAt(atMs: number): Promise<void> {
  const session = await engine.call('export-session', null);
  const { bookmarks } = useSession.getState().sandbox;
  open(cutAt(session, atMs), toolsTextNow().past.forkName(sandboxName(), momentText(atMs)), bookmarks.filter((bookmark) => bookmark.atMs <= atMs));
}

/** Runs a session as a sandbox of its own. */
export function open(session: SavedSession, name: string, bookmarks: readonly Bookmark[] = []): void {
  engine.send({ type: 'save' });
  restartEngine('restore', { session, name, bookmarks });
}

export function changeBookmarks(bookmarks: readonly Bookmark[]): void {
  const { sandbox } = useSession.getState();
  const sorted = [...bookmarks].sort((a, b) => a.atMs - b.atMs);
  useSession.setState({ sandbox: { ...sandbox, bookmarks: sorted } });
  if (sandbox.id !== '') void setBookmarks(sandbox.id, sorted);
}

/** Milliseconds since 1970 of what a person wrote: `01:30:00` since the start, or `+10m` from now; undefined where it is neither, or over. */
export function moment(text: string, startMs: number, nowMs: number): number | undefined {
  const clock = /^(?:(\d+):)?(\d{1,2}):(\d{2})$/.exec(text.trim());
  const more = /^\+?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m)?\s*(?:(\d+)\s*s?)?$/.exec(text.trim());
  const seconds = (hours = '0', minutes = '0', rest = '0'): number => Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  const at = clock ? startMs + seconds(clock[1], clock[2], clock[3]) * 1000 : more && /\d/.test(text) ? nowMs + seconds(more[1], more[2], more[3]) * 1000 : NaN;
  return at > nowMs ? at : undefined;
}
