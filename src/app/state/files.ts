// Which files of the workstation changed: whoever shows a folder or a file reads it again.
import { create } from 'zustand';

interface FilesState {
  readonly version: number;
  readonly latest: readonly string[];
  readonly changed: (paths: readonly string[]) => void;
}

export const useFiles = create<FilesState>((set, get) => ({
  version: 0,
  latest: [],
  changed: (paths) => {
    if (paths.length > 0) set({ version: get().version + 1, latest: paths });
  },
}));
