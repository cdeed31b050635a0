// The session that this page's address carries, taken out of it: a reload must not begin anew.
import type { SavedSession } from '../../bridge/protocol.ts';

const MARK = '#s=';

export type OpenedLink = { readonly session: SavedSession; readonly name: string } | { readonly refused: string };

/** Embedded in another page: a cluster to look at and to type to, and nothing is kept. */
export const embedded = typeof location !== 'undefined' && new URLSearchParams(location.search).has('embed');

/** Undefined where the address carries none. */
export function openedLink(): Promise<OpenedLink> | undefined {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(MARK)) return undefined;
  // Embedded, the frame's own address stays what it was: nothing else remembers the state.
  if (!embedded) history.replaceState(null, '', pathname + search);
  return read(hash.slice(MARK.length));
}

async function read(text: string): Promise<OpenedLink> {
  const [{ unpackSession }, { learnTextNow }] = await Promise.all([import('../../bridge/share.ts'), import('../i18n/learn-text.ts')]);
  const words = learnTextNow().share;
  try {
    return { session: await unpackSession(text), name: words.name };
  } catch (error) {
    return { refused: error instanceof Error && error.message.includes('newer') ? words.newer : words.damaged };
  }
}
