// What the person is looking at: the inspected object, the moment picked on the timeline, the diagram's filter.
import { create } from 'zustand';
import { usePreferences } from './preferences.ts';

interface Selection {
  readonly uid: string | undefined;
  readonly filter: string;
  readonly errorsOnly: boolean;
  /** Virtual time of the bar that is picked on the timeline. */
  readonly momentMs: number | undefined;
  readonly select: (uid: string | undefined) => void;
}

export const useSelection = create<Selection>((set) => ({
  uid: undefined,
  filter: '',
  errorsOnly: false,
  momentMs: undefined,
  select: (uid) => {
    set({ uid });
    if (uid !== undefined) usePreferences.getState().set({ sideOpen: true, sideTab: 'inspector' });
  },
}));
