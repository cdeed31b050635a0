// Which of the late dialogs is open: one at a time.
import { create } from 'zustand';

export type DialogName = 'palette' | 'keys' | 'sandboxes' | 'skip' | 'bookmark' | 'explain' | 'changes' | 'paste' | 'scale' | 'delete' | 'share' | 'glossary';

interface Dialogs {
  readonly open: DialogName | undefined;
  /** What the palette begins with. */
  readonly query: string;
  /** What somebody wants to paste, and where. */
  readonly pasted: { readonly terminal: number; readonly text: string };
  readonly show: (open: DialogName, query?: string) => void;
  readonly close: () => void;
}

export const useDialogs = create<Dialogs>((set) => ({
  open: undefined,
  query: '',
  pasted: { terminal: 0, text: '' },
  show: (open, query = '') => set({ open, query }),
  close: () => set({ open: undefined }),
}));
