// What the person is looking at: the inspected object, the moment picked on the timeline, the diagram's filter.
import { create } from 'zustand';
import { usePreferences } from './preferences.ts';

interface Selection {
  readonly uid: string | undefined;
  readonly filter: string;
  readonly errorsOnly: boolean;
  /** Virtual time of the bar that is picked on the timeline. */
  readonly momentMs: number | undefined;
  /** A tab of the inspector that somebody asked for, and a number that grows with every wish. */
  readonly tab: { readonly name: string; readonly wish: number };
  readonly select: (uid: string | undefined) => void;
  readonly wantTab: (name: string) => void;
}

export const useSelection = create<Selection>((set, get) => ({
  uid: undefined,
  filter: '',
  errorsOnly: false,
  momentMs: undefined,
  tab: { name: '', wish: 0 },
  wantTab: (name) => {
    set({ tab: { name, wish: get().tab.wish + 1 } });
    usePreferences.getState().set({ sideOpen: true, sideTab: 'inspector' });
  },
  select: (uid) => {
    set({ uid, tab: { name: '', wish: get().tab.wish } });
    if (uid !== undefined) usePreferences.getState().set({ sideOpen: true, sideTab: 'inspector' });
  },
}));
